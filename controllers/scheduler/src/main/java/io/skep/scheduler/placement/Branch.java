package io.skep.scheduler.placement;

/** A set of nodes that tasks are spread over. */
sealed interface Branch permits Fork, Leaf {
  /** How many active tasks of the service its nodes have, whether or not they may take more. */
  int tasks();

  /** The node for the next task; null if none may take it. */
  Candidate best();

  /** Notes that {@link #best} took a task; it stays if it {@code fitsMore}. */
  void placed(boolean fitsMore);

  /** Removes {@link #best}. */
  void drop();
}
