package io.skep.store;

/** A resource names a kind that no extension declares. */
public final class UnknownKindException extends StoreException {
  private static final long serialVersionUID = 1L;

  /** For the resource with {@code key} of {@code kind}. */
  public UnknownKindException(ObjectKey key, String kind) {
    super(
        "object kind is unregistered",
        key + " is of kind \"" + kind + "\"; create an extension of that name first");
  }
}
