package io.skep.store;

/** Extensions cannot be updated. */
public final class ImmutableExtensionException extends StoreException {
  private static final long serialVersionUID = 1L;

  /** For the extension with {@code key}. */
  public ImmutableExtensionException(ObjectKey key) {
    super("extensions are immutable", key + " cannot be updated; create another one");
  }
}
