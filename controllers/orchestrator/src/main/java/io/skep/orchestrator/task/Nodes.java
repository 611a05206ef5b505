package io.skep.orchestrator.task;

import io.skep.api.Node;
import io.skep.api.Task;
import io.skep.controller.EventPredicate;
import io.skep.informer.Event;
import io.skep.store.ReadTx;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.TaskKind;
import java.util.List;
import java.util.Optional;

/** Which changes of nodes orchestrators act on, and whom they concern. All pure. */
public final class Nodes {
  /**
   * New nodes, deleted ones, and those that differ in what decides about tasks there. What a
   * heartbeat says, for example, is no reason to look at every global service.
   */
  public static final EventPredicate<Node> LOOKS_DIFFERENT =
      EventPredicate.changed(Nodes::appearance);

  private Nodes() {}

  /** What of {@code node} decides about tasks there; equal for nodes that are the same to them. */
  public static List<Object> appearance(Node node) {
    return List.of(
        node.getStatus().getState(),
        node.getStatus().getAddr(),
        node.getRole(),
        node.getSpec(),
        node.getDescription());
  }

  /**
   * Whether a node became unable to keep its tasks. One that becomes able to changes nothing for
   * replicated tasks: they are not moved to balance nodes.
   */
  public static boolean losesItsTasks(Event<? extends Node> event) {
    return event instanceof Event.Deleted
        || (Loss.CHANGED.test(event) && Tasks.isLost(Optional.of(event.object())));
  }

  /** The services that have tasks on {@code node}. */
  public static List<String> servicesOn(ReadTx at, Node node) {
    return at.find(Kinds.TASK, TaskKind.byNodeId(node.getId())).stream()
        .map(Task::getServiceId)
        .distinct()
        .toList();
  }

  /**
   * Why a node cannot keep tasks. One that is drained may go down as well, and then nobody waits
   * for its tasks to stop.
   */
  private record Loss(boolean down, boolean drained) {
    static final EventPredicate<Node> CHANGED =
        EventPredicate.changed(node -> new Loss(Tasks.isDown(node), Tasks.isDrained(node)));
  }
}
