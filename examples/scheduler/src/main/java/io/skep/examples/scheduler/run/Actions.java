package io.skep.examples.scheduler.run;

import io.skep.api.Node;
import io.skep.api.NodeSpec;
import io.skep.api.NodeSpec.Availability;
import io.skep.api.NodeStatus;
import io.skep.examples.scheduler.revision.NewService;
import io.skep.examples.scheduler.trace.TraceEvent;
import io.skep.simulation.SimulatedCluster;
import io.skep.store.By;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import java.time.Instant;
import java.util.Comparator;

/** Carries out what a scenario asks for, all but revisions of stacks. */
final class Actions {
  private Actions() {}

  /** Does {@code action} to {@code cluster}, now. */
  static void carryOut(SimulatedCluster cluster, Action action) {
    if (action instanceof Action.Deploy deploy) {
      Revisions.deploy(cluster, deploy.stack());
    } else if (action instanceof Action.Crash crash) {
      cluster.crash(nodeId(cluster, crash.hostname()));
    } else if (action instanceof Action.Drain drain) {
      cluster.deploy(tx -> drain(tx, nodeId(cluster, drain.hostname())));
    } else if (action instanceof Action.Replay replay) {
      String id = cluster.ids().next();
      cluster.deploy(tx -> replay(tx, replay.event(), id, cluster.clock().instant()));
    } else {
      throw new IllegalArgumentException("nobody carries out " + action);
    }
  }

  /** Of several nodes with that hostname, the one that is there. */
  private static String nodeId(SimulatedCluster cluster, String hostname) {
    return cluster.view().find(Kinds.NODE, By.name(hostname)).stream()
        .max(Comparator.comparing(node -> node.getStatus().getState() == NodeStatus.State.READY))
        .map(Node::getId)
        .orElseThrow(() -> new IllegalArgumentException("no node is called " + hostname));
  }

  private static void drain(Tx tx, String nodeId) {
    Node node = tx.get(Kinds.NODE, nodeId).orElseThrow();
    NodeSpec.Builder spec = node.getSpec().toBuilder().setAvailability(Availability.DRAIN);
    tx.update(Kinds.NODE, node.toBuilder().setSpec(spec).build());
  }

  private static void replay(Tx tx, TraceEvent event, String id, Instant now) {
    if (event instanceof TraceEvent.Create create) {
      tx.create(Kinds.SERVICE, NewService.of(id, create.service(), now));
    } else if (event instanceof TraceEvent.Delete delete) {
      tx.find(Kinds.SERVICE, By.name(delete.serviceName()))
          .forEach(service -> tx.delete(Kinds.SERVICE, service.getId()));
    }
  }
}
