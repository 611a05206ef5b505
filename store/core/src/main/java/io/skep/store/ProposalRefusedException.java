package io.skep.store;

import java.util.Optional;

/** The log did not take a transaction, and never will; nothing has changed. */
public final class ProposalRefusedException extends StoreException {
  private static final long serialVersionUID = 1L;

  /** Null if it is not known. */
  private final String leader;

  /** {@code details} says why. */
  public ProposalRefusedException(String details) {
    this(details, null);
  }

  private ProposalRefusedException(String details, String leader) {
    super("proposal refused", details);
    this.leader = leader;
  }

  /** The store follows the one at {@code leader}, if there is one. */
  public static ProposalRefusedException follows(Optional<String> leader) {
    return new ProposalRefusedException(
        leader
            .map("this replica follows; write to the one that leads, at %s"::formatted)
            .orElse(
                "this replica follows; write to the one that leads, or wait until this one does"),
        leader.orElse(null));
  }

  /** Where to write instead, if this store follows and knows whom. */
  public Optional<String> leader() {
    return Optional.ofNullable(leader);
  }

  @Override
  public boolean isRetryable() {
    return true;
  }
}
