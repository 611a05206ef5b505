package io.skep.store;

/**
 * What can go wrong in a store. The type says what the caller can do; the message says what
 * happened, why and what to do. Where SwarmKit's clients know a fault by its text, the message
 * starts with that text, which {@link #reason} gives alone.
 */
public abstract sealed class StoreException extends RuntimeException
    permits AlreadyExistsException,
        BaseLostException,
        BatchAbortedException,
        CompactedException,
        DivergedException,
        ExtensionInUseException,
        ImmutableExtensionException,
        InvalidObjectException,
        InvalidSelectorException,
        InvalidSnapshotException,
        NameConflictException,
        NotFoundException,
        OutcomeUnknownException,
        ProposalRefusedException,
        SnapshotRefusedException,
        StoreBusyException,
        StoreClosedException,
        TransactionTooLargeException,
        UnknownKindException,
        VersionConflictException,
        VersionNotReachedException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  StoreException(String reason, String details) {
    this(reason, details, null);
  }

  StoreException(String reason, String details, Throwable cause) {
    super(details.isEmpty() ? reason : reason + ": " + details, cause);
    this.reason = reason;
  }

  /** The fault without the values that decided it: SwarmKit's text, where it has one. */
  public String reason() {
    return reason;
  }

  /** Whether the same write may succeed when it is tried again as it is. */
  public boolean isRetryable() {
    return false;
  }
}
