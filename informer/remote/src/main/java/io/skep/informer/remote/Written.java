package io.skep.informer.remote;

import io.skep.store.ReadTx;
import io.skep.store.Version;
import java.util.Objects;
import java.util.function.Predicate;

/** What a server says of a transaction that it has made. Immutable. */
public sealed interface Written {
  /**
   * The version that the transaction made, as the server counts.
   *
   * @param version of the server
   */
  record At(Version version) implements Written {
    /** Refuses nulls. */
    public At {
      Objects.requireNonNull(version, "version");
    }
  }

  /**
   * The server does not tell the version, but what a copy of it shows once it has come so far.
   *
   * @param what the change, for errors
   * @param inCopy whether a state of a copy has it; quick, and called on the feed's loop
   */
  record Unnumbered(String what, Predicate<ReadTx> inCopy) implements Written {
    /** Refuses nulls. */
    public Unnumbered {
      Objects.requireNonNull(what, "what");
      Objects.requireNonNull(inCopy, "inCopy");
    }
  }
}
