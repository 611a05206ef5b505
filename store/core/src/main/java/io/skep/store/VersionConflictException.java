package io.skep.store;

/** An object changed between the caller's read and its write. */
public final class VersionConflictException extends StoreException {
  private static final long serialVersionUID = 1L;

  /** For the object with {@code key}. */
  public VersionConflictException(ObjectKey key, Version expected, Version actual) {
    super(
        "update out of sequence",
        "%s was read at version %s and is now at %s; read it again and reapply the change"
            .formatted(key, expected, actual));
  }
}
