package io.skep.informer.remote;

import io.skep.store.Change;
import io.skep.store.Origin;
import io.skep.store.Version;
import io.vertx.core.Future;
import java.util.List;

/** Takes transactions to a store in another process. Any thread. */
@FunctionalInterface
public interface Writes {
  /**
   * Commits all of {@code changes} as one transaction, or nothing.
   *
   * @param history the history that the changes were planned on
   * @param changes at most one of each object; each holds the version at which its object was read
   * @return the version that the transaction made, as the server counts; fails with {@link
   *     io.skep.store.ProposalRefusedException} if an object is not as it was read, or the server
   *     takes no writes now: then nothing has changed, and it may be planned again; with {@link
   *     io.skep.store.OutcomeUnknownException} if no answer came
   */
  Future<Version> commit(String history, Origin origin, List<Change<?>> changes);
}
