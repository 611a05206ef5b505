package io.skep.scheduler.figures;

import io.skep.api.Annotations;
import io.skep.api.Driver;
import io.skep.api.EngineDescription;
import io.skep.api.Network;
import io.skep.api.NetworkAttachment;
import io.skep.api.Node;
import io.skep.api.NodeDescription;
import io.skep.api.NodeSpec;
import io.skep.api.NodeStatus;
import io.skep.api.PluginDescription;
import io.skep.api.Service;
import io.skep.api.ServiceSpec;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.TaskStatus;
import io.skep.api.Version;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;

/**
 * A cluster that is to be filled. The first shapes are those of SwarmKit's own benchmark.
 *
 * @param nodes how many nodes, of which every third has a network plugin
 * @param tasks how many tasks wait
 * @param form what the tasks are
 */
record Shape(int nodes, int tasks, Form form) {
  /** What the tasks of a shape are; the peer knows them by the same words. */
  enum Form {
    /** Of no service. */
    plain,
    /** Of no service; only nodes with a network plugin may take them. */
    network,
    /** All of one version of one service. */
    service
  }

  /** Creates it all in {@code tx}. */
  void create(Tx tx) {
    for (int i = 0; i < nodes; i++) {
      tx.create(Kinds.NODE, node(i));
    }
    if (form == Form.service) {
      tx.create(
          Kinds.SERVICE,
          Service.newBuilder()
              .setId("service")
              .setSpec(ServiceSpec.newBuilder().setAnnotations(named("service")))
              .setSpecVersion(Version.newBuilder().setIndex(1))
              .build());
    }
    for (int i = 0; i < tasks; i++) {
      tx.create(Kinds.TASK, task(i));
    }
  }

  /** Whether the node that was created as number {@code i} may take tasks. */
  boolean mayTake(int i) {
    return form != Form.network || i % 3 == 0;
  }

  /** The id of a node, in the order of their creation. */
  static String nodeId(int i) {
    // Mixed, so that ids do not rise with creation, as random ones do not.
    return "n%016x".formatted(i * 0x9E3779B97F4A7C15L);
  }

  private static Node node(int i) {
    var engine = EngineDescription.newBuilder();
    if (i % 3 == 0) {
      engine.addPlugins(PluginDescription.newBuilder().setType("Network").setName("network"));
    }
    return Node.newBuilder()
        .setId(nodeId(i))
        .setSpec(NodeSpec.newBuilder().setAnnotations(named("name" + i)))
        .setStatus(NodeStatus.newBuilder().setState(NodeStatus.State.READY))
        .setDescription(NodeDescription.newBuilder().setEngine(engine))
        .build();
  }

  private Task task(int i) {
    Task.Builder task =
        Task.newBuilder()
            .setId("task" + i)
            .setServiceAnnotations(named("task" + i))
            .setDesiredState(TaskState.RUNNING)
            .setStatus(TaskStatus.newBuilder().setState(TaskState.PENDING));
    switch (form) {
      case plain -> {}
      case network ->
          task.addNetworks(
              NetworkAttachment.newBuilder()
                  .setNetwork(
                      Network.newBuilder().setDriverState(Driver.newBuilder().setName("network"))));
      case service -> task.setServiceId("service").setSpecVersion(Version.newBuilder().setIndex(1));
    }
    return task.build();
  }

  private static Annotations.Builder named(String name) {
    return Annotations.newBuilder().setName(name);
  }

  @Override
  public String toString() {
    return nodes + "/" + tasks + "/" + form;
  }
}
