package io.skep.controller.graph;

import io.skep.controller.Result;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * How all nodes of a graph are after one transaction. Immutable.
 *
 * @param states by the names of the nodes, each after those that it comes after; unmodifiable
 */
public record Outcome(Map<String, NodeState> states) {
  /** Copies the map. */
  public Outcome {
    states = Collections.unmodifiableMap(new LinkedHashMap<>(states));
  }

  /**
   * How the node called {@code name} is.
   *
   * @throws NoSuchElementException if there is none
   */
  public NodeState state(String name) {
    NodeState state = states.get(name);
    if (state == null) {
      throw new NoSuchElementException(
          "there is no node \"%s\"; the nodes are %s".formatted(name, states.keySet()));
    }
    return state;
  }

  /** Whether every node is ready, or gone because it is not to be there. */
  public boolean isReady() {
    return states.values().stream()
        .allMatch(state -> state instanceof NodeState.Ready || state.isGone());
  }

  /** Whether every node is gone: nothing holds up the owner's deletion. */
  public boolean isGone() {
    return states.values().stream().allMatch(NodeState::isGone);
  }

  /** Why nodes have failed, by their names, in order; empty if none has. */
  public Map<String, RuntimeException> failures() {
    Map<String, RuntimeException> failures = new LinkedHashMap<>();
    states.forEach(
        (name, state) -> {
          if (state instanceof NodeState.Failed failed) {
            failures.put(name, failed.cause());
          }
        });
    return Collections.unmodifiableMap(failures);
  }

  /**
   * What a run answers if nodes have failed, so that it is tried again: {@link Result.Failed} with
   * all failures. To be asked when the transaction has been committed; failing the transaction
   * would undo what has not failed.
   */
  public Optional<Result> failure() {
    Map<String, RuntimeException> failures = failures();
    return failures.isEmpty()
        ? Optional.empty()
        : Optional.of(Result.failed(new NodesFailedException(failures, states.size())));
  }
}
