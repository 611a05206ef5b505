package io.skep.controller.graph;

import java.util.List;
import java.util.Objects;

/** How a node of a graph is after one transaction. */
public sealed interface NodeState {
  /** Whether what the node comes after need not wait for its deletion any more. */
  default boolean isGone() {
    return this instanceof Inactive || this instanceof Unwanted || this instanceof Gone;
  }

  /** The children are as desired, and the ready condition holds. */
  record Ready() implements NodeState {}

  /** The children are as desired, but the ready condition does not hold, or one is in the way. */
  record Waiting() implements NodeState {}

  /**
   * Left as it is until others are ready.
   *
   * @param by those of the nodes that it comes after that are not
   */
  record Blocked(List<String> by) implements NodeState {
    /** Copies the list. */
    public Blocked {
      by = List.copyOf(by);
    }
  }

  /** The activation condition does not hold, and the children are gone. */
  record Inactive() implements NodeState {}

  /** The precondition does not hold, and the children are gone. */
  record Unwanted() implements NodeState {}

  /** The children are gone with those of a node that this one comes after, or with the owner. */
  record Gone() implements NodeState {}

  /**
   * Is to be gone and is not yet.
   *
   * @param waitsFor nodes that come after this one and have to be gone before; empty if its own
   *     children are being deleted
   */
  record Leaving(List<String> waitsFor) implements NodeState {
    /** Copies the list. */
    public Leaving {
      waitsFor = List.copyOf(waitsFor);
    }
  }

  /**
   * One of the node's functions has thrown, or the store has refused one of its children; those
   * written before that one stay written.
   *
   * @param cause what was thrown
   */
  record Failed(RuntimeException cause) implements NodeState {
    /** Checks the cause. */
    public Failed {
      Objects.requireNonNull(cause, "cause");
    }
  }
}
