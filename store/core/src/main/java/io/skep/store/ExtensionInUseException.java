package io.skep.store;

/** An extension whose kind has resources cannot be deleted. */
public final class ExtensionInUseException extends StoreException {
  private static final long serialVersionUID = 1L;

  /** For the extension with {@code key}; {@code example} is one of its resources. */
  public ExtensionInUseException(ObjectKey key, ObjectKey example) {
    super(
        "cannot delete extension because objects of this type exist in the data store",
        key + " is the kind of " + example + "; delete its resources first");
  }
}
