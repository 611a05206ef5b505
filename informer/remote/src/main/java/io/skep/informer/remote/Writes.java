package io.skep.informer.remote;

import io.skep.store.Change;
import io.skep.store.Origin;
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
   * @return what the server says of it; fails with {@link io.skep.store.ProposalRefusedException}
   *     if an object is not as it was read, or the server takes no writes now: then nothing has
   *     changed, and it may be planned again; with {@link io.skep.store.OutcomeUnknownException} if
   *     no answer came; with {@link UnsupportedOperationException}, before anything is sent, if
   *     this dialect has no words for the changes
   */
  Future<Written> commit(String history, Origin origin, List<Change<?>> changes);
}
