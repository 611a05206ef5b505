package io.skep.controller.graph;

import io.skep.controller.custom.ObjectTx;
import io.skep.controller.graph.NodeState.Blocked;
import io.skep.controller.graph.NodeState.Failed;
import io.skep.controller.graph.NodeState.Gone;
import io.skep.controller.graph.NodeState.Inactive;
import io.skep.controller.graph.NodeState.Leaving;
import io.skep.controller.graph.NodeState.Ready;
import io.skep.controller.graph.NodeState.Unwanted;
import io.skep.controller.graph.NodeState.Waiting;
import io.skep.store.ObjectKey;
import io.skep.store.StoreException;
import io.skep.store.VersionConflictException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One walk over a graph in one transaction; used once.
 *
 * <p>First every node is asked whether it is to be there, then what is not is taken down from the
 * last to the first, then the others are made from the first to the last. Deletions come first
 * because they make room, such as for a name that moves from one node to another; and the questions
 * come before both so that an answer does not depend on how far the walk has come.
 */
final class Pass<O> {
  private final Graph<O> graph;
  private final ObjectTx tx;
  private final ObjectKey ownerKey;
  private final Map<String, NodeState> states = new HashMap<>();

  Pass(Graph<O> graph, ObjectTx tx, ObjectKey ownerKey) {
    this.graph = graph;
    this.tx = tx;
    this.ownerKey = ownerKey;
  }

  Outcome reconcile(O owner) {
    for (Node<? super O, ?, ?> node : graph.nodes()) {
      verdict(node, owner).ifPresent(state -> states.put(node.name(), state));
    }
    removeThoseToBeGone();
    for (Node<? super O, ?, ?> node : graph.nodes()) {
      if (!states.containsKey(node.name())) {
        states.put(node.name(), become(node, owner));
      }
    }
    return outcome();
  }

  Outcome delete() {
    graph.nodes().forEach(node -> states.put(node.name(), new Gone()));
    removeThoseToBeGone();
    return outcome();
  }

  /** What is to become of the node, unless its children are to be made. */
  private Optional<NodeState> verdict(Node<? super O, ?, ?> node, O owner) {
    if (node.after().stream().anyMatch(this::isToBeGone)) {
      return Optional.of(new Gone());
    }
    NodeState state =
        attempt(
            () -> {
              if (!node.isActive(owner, tx)) {
                return new Inactive();
              }
              return node.isWanted(owner, tx) ? null : new Unwanted();
            });
    return Optional.ofNullable(state);
  }

  private void removeThoseToBeGone() {
    List<? extends Node<?, ?, ?>> nodes = graph.nodes();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node<?, ?, ?> node = nodes.get(i);
      if (isToBeGone(node.name())) {
        states.put(node.name(), remove(node, states.get(node.name())));
      }
    }
  }

  private NodeState remove(Node<?, ?, ?> node, NodeState goal) {
    List<String> waitsFor =
        graph.dependents(node.name()).stream().filter(name -> !isToBeGone(name)).toList();
    if (!waitsFor.isEmpty()) {
      return new Leaving(waitsFor);
    }
    return attempt(() -> node.remove(tx, ownerKey) ? goal : new Leaving(List.of()));
  }

  private NodeState become(Node<? super O, ?, ?> node, O owner) {
    List<String> blockedBy =
        node.after().stream().filter(name -> !(states.get(name) instanceof Ready)).toList();
    if (!blockedBy.isEmpty()) {
      return new Blocked(blockedBy);
    }
    return attempt(() -> node.become(tx, ownerKey, owner) ? new Ready() : new Waiting());
  }

  /** Before the removal: whether the node is to be gone; after its own: whether it is. */
  private boolean isToBeGone(String name) {
    NodeState state = states.get(name);
    return state != null && state.isGone();
  }

  /** What is no fault of the node goes to the caller, whose transaction is run again. */
  private static NodeState attempt(Supplier<NodeState> step) {
    try {
      return step.get();
    } catch (VersionConflictException e) {
      throw e;
    } catch (StoreException e) {
      if (e.isRetryable()) {
        throw e;
      }
      return new Failed(e);
    } catch (RuntimeException e) {
      return new Failed(e);
    }
  }

  private Outcome outcome() {
    Map<String, NodeState> ordered = new LinkedHashMap<>();
    graph.nodes().forEach(node -> ordered.put(node.name(), states.get(node.name())));
    return new Outcome(ordered);
  }
}
