package io.skep.store.memory;

import static io.skep.store.memory.Fixtures.named;

import com.google.protobuf.Message;
import io.skep.api.Cluster;
import io.skep.api.ClusterSpec;
import io.skep.api.Config;
import io.skep.api.ConfigSpec;
import io.skep.api.Driver;
import io.skep.api.Extension;
import io.skep.api.GlobalService;
import io.skep.api.Meta;
import io.skep.api.Network;
import io.skep.api.NetworkSpec;
import io.skep.api.Node;
import io.skep.api.NodeDescription;
import io.skep.api.NodeRole;
import io.skep.api.NodeSpec;
import io.skep.api.Resource;
import io.skep.api.Secret;
import io.skep.api.SecretSpec;
import io.skep.api.Service;
import io.skep.api.ServiceSpec;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.Version;
import io.skep.api.Volume;
import io.skep.api.VolumeSpec;
import io.skep.store.Table;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import java.util.ArrayList;
import java.util.List;

/** Three objects of every built-in kind, and one of each with other ids and names. */
final class StandardSet {
  /** Extensions come before resources, which need them. */
  private static final List<Table<?>> ORDER =
      List.of(
          Kinds.CLUSTER,
          Kinds.NODE,
          Kinds.SERVICE,
          Kinds.TASK,
          Kinds.NETWORK,
          Kinds.CONFIG,
          Kinds.SECRET,
          Kinds.EXTENSION,
          Kinds.RESOURCE,
          Kinds.VOLUME);

  private StandardSet() {}

  static void createIn(Tx tx) {
    ORDER.forEach(table -> objects(table).forEach(object -> create(tx, table, object)));
  }

  static void createOthersIn(Tx tx) {
    ORDER.forEach(table -> create(tx, table, other(table)));
  }

  private static <M extends Message> void create(Tx tx, Table<M> table, Message object) {
    tx.create(table, table.type().cast(object));
  }

  /** The three objects of {@code table}: {@code id1}, {@code id2} and {@code id3}. */
  static <M extends Message> List<M> objects(Table<M> table) {
    List<M> objects = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      objects.add(table.type().cast(object(table, i)));
    }
    return objects;
  }

  /** The object of {@code table} that has another id and name. */
  static <M extends Message> M other(Table<M> table) {
    if (table.equals(Kinds.NODE)) {
      return table.type().cast(node("alt-id1", "alt-name1", 0, NodeRole.MANAGER));
    }
    if (table.equals(Kinds.TASK)) {
      Task task = task("alt-id1", "alt-name1", "", TaskState.RUNNING);
      return table.type().cast(task.toBuilder().setNodeId("alt-id1").build());
    }
    return table.type().cast(plain(table, "alt-id1", "alt-name1"));
  }

  /** {@code object} as if it had been stored at {@code version}. */
  static <M extends Message> M at(Table<M> table, M object, long version) {
    Meta meta = Meta.newBuilder().setVersion(Version.newBuilder().setIndex(version)).build();
    return table.withMeta(object, meta);
  }

  private static Message object(Table<?> table, int i) {
    if (table.equals(Kinds.NODE)) {
      // Two nodes share a host name.
      return node("id" + i, i == 1 ? "name1" : "name2", i == 1 ? 0 : 1, role(i));
    }
    if (table.equals(Kinds.TASK)) {
      return tasks().get(i - 1);
    }
    if (table.equals(Kinds.SERVICE) && i == 2) {
      Service service = (Service) plain(table, "id2", "name2");
      return service.toBuilder()
          .setSpec(service.getSpec().toBuilder().setGlobal(GlobalService.getDefaultInstance()))
          .build();
    }
    return plain(table, "id" + i, "name" + i);
  }

  private static NodeRole role(int i) {
    return i == 1 ? NodeRole.MANAGER : NodeRole.WORKER;
  }

  private static Node node(String id, String hostname, int membership, NodeRole role) {
    return Node.newBuilder()
        .setId(id)
        .setSpec(NodeSpec.newBuilder().setMembershipValue(membership))
        .setDescription(NodeDescription.newBuilder().setHostname(hostname))
        .setRole(role)
        .build();
  }

  private static List<Task> tasks() {
    return List.of(
        task("id1", "name1", "name1", TaskState.RUNNING).toBuilder().setNodeId("id1").build(),
        task("id2", "name2.1", "name2", TaskState.RUNNING).toBuilder().setServiceId("id1").build(),
        task("id3", "name2.2", "name2", TaskState.SHUTDOWN));
  }

  private static Task task(String id, String name, String service, TaskState desired) {
    return Task.newBuilder()
        .setId(id)
        .setAnnotations(named(name))
        .setServiceAnnotations(named(service))
        .setDesiredState(desired)
        .build();
  }

  private static Message plain(Table<?> table, String id, String name) {
    var annotations = named(name);
    return switch (table.name()) {
      case "cluster" ->
          Cluster.newBuilder()
              .setId(id)
              .setSpec(ClusterSpec.newBuilder().setAnnotations(annotations))
              .build();
      case "config" ->
          Config.newBuilder()
              .setId(id)
              .setSpec(ConfigSpec.newBuilder().setAnnotations(annotations))
              .build();
      case "extension" -> Extension.newBuilder().setId(id).setAnnotations(annotations).build();
      case "network" ->
          Network.newBuilder()
              .setId(id)
              .setSpec(NetworkSpec.newBuilder().setAnnotations(annotations))
              .build();
      case "resource" ->
          Resource.newBuilder().setId(id).setAnnotations(annotations).setKind(name).build();
      case "secret" ->
          Secret.newBuilder()
              .setId(id)
              .setSpec(SecretSpec.newBuilder().setAnnotations(annotations))
              .build();
      case "service" ->
          Service.newBuilder()
              .setId(id)
              .setSpec(ServiceSpec.newBuilder().setAnnotations(annotations))
              .build();
      case "volume" ->
          Volume.newBuilder()
              .setId(id)
              .setSpec(
                  VolumeSpec.newBuilder()
                      .setAnnotations(annotations)
                      .setDriver(Driver.newBuilder().setName("test")))
              .build();
      default -> throw new IllegalArgumentException("no sample of " + table.name());
    };
  }
}
