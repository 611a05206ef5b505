package io.skep.store;

/** A copy of a store is not what the commit that it should repeat was made on. */
public final class DivergedException extends StoreException {
  private static final long serialVersionUID = 1L;

  /** {@code commit} changes the object with {@code key}, of which {@code here} tells the rest. */
  public DivergedException(Version commit, ObjectKey key, String here) {
    super(
        "copy has diverged",
        "commit %s changes %s, which %s; nothing was changed: restore a new snapshot of the original"
            .formatted(commit, key, here));
  }
}
