package io.skep.informer.remote.grpc;

import io.skep.informer.remote.SourceException;
import io.skep.informer.remote.Writes;
import io.skep.informer.remote.Written;
import io.skep.store.Change;
import io.skep.store.Origin;
import io.skep.store.OutcomeUnknownException;
import io.skep.store.ProposalRefusedException;
import io.skep.store.Version;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;

/**
 * Transactions of a manager of Docker Swarm, by SwarmKit's Control. Any thread.
 *
 * <p>Control takes one object a call, so a transaction here may change one object. Others are
 * refused with {@link UnsupportedOperationException} before anything is sent, and so is what
 * Control has no call for:
 *
 * <ul>
 *   <li>only the spec of an object can be written: its status is the manager's;
 *   <li>tasks can be removed, and neither created nor updated; networks can not be updated;
 *       clusters only updated.
 * </ul>
 *
 * <p>An update is made only if the object is still as it was read. A removal is not so guarded, as
 * Control's calls for it have no version. A created object gets its id from the manager: the one
 * that the transaction chose is not used, and must not be remembered; find the object by its name.
 * No call takes the writer or the trace of the transaction.
 */
public final class SwarmWrites implements Writes {
  /** As long as a feed waits for a word before it takes the line for dead. */
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** What managers answer, with various codes, to a version that is not the stored one. */
  private static final String STALE = "update out of sequence";

  private final Calls calls;

  /** To {@code server}. The outcome of what is not answered within 30 seconds is unknown. */
  public SwarmWrites(Vertx vertx, Server server) {
    this.calls = new Calls(vertx, server);
  }

  @Override
  public Future<Written> commit(String history, Origin origin, List<Change<?>> changes) {
    ControlCall<?> call;
    try {
      call = ControlCall.of(changes);
    } catch (UnsupportedOperationException e) {
      return Future.failedFuture(e);
    }
    return calls
        .call(call.method(), call.request(), call.answer(), LIMIT)
        .map(call::written)
        .recover(failure -> Future.failedFuture(translated(failure)));
  }

  /** Ends all connections. */
  public Future<Void> close() {
    return calls.close();
  }

  /** The types say whether to try again. */
  private static Throwable translated(Throwable failure) {
    if (failure instanceof SourceException answer) {
      if (answer.getMessage().contains(STALE)) {
        return new ProposalRefusedException(answer.getMessage());
      }
      return switch (answer.status()) {
        case "NOT_FOUND", "ABORTED", "RESOURCE_EXHAUSTED" ->
            new ProposalRefusedException(answer.getMessage());
        // A manager that passes a call on may lose the leader before it has the answer.
        case "UNKNOWN", "INTERNAL", "UNAVAILABLE", "DEADLINE_EXCEEDED", "CANCELLED" ->
            new OutcomeUnknownException(Version.ZERO, "was answered so: " + answer.getMessage());
        default -> answer;
      };
    }
    return new OutcomeUnknownException(Version.ZERO, "was not answered: " + failure);
  }
}
