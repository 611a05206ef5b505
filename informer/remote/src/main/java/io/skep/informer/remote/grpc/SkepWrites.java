package io.skep.informer.remote.grpc;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Message;
import io.skep.api.StoreActionKind;
import io.skep.api.v1.CommitRequest;
import io.skep.api.v1.CommitRequest.LeaseEpoch;
import io.skep.api.v1.CommitResponse;
import io.skep.api.v1.FeedProto;
import io.skep.api.v1.TableAction;
import io.skep.informer.remote.SourceException;
import io.skep.informer.remote.Writes;
import io.skep.informer.remote.Written;
import io.skep.store.Change;
import io.skep.store.Origin;
import io.skep.store.OutcomeUnknownException;
import io.skep.store.ProposalRefusedException;
import io.skep.store.Table;
import io.skep.store.Version;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Transactions of a server of {@code skep.v1}. Any thread. */
public final class SkepWrites implements Writes {
  private static final MethodDescriptor COMMIT =
      FeedProto.getDescriptor().findServiceByName("Feed").findMethodByName("Commit");

  /** As long as a feed waits for a word before it takes the line for dead. */
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Calling calls;

  /** The term in which to write; empty for any. */
  private final Optional<LeaseEpoch> term;

  private final Duration limit;

  /** To {@code server}. The outcome of what is not answered within 30 seconds is unknown. */
  public SkepWrites(Vertx vertx, Server server) {
    this(new Calls(vertx, server), Optional.empty(), LIMIT);
  }

  /**
   * To whichever of {@code servers} leads: members of one cluster, or some of them. One that
   * follows says who leads, and is believed if that one was named here, or has a manager's
   * certificate. While nobody takes writes, as in an election, a transaction waits. Within 30
   * seconds in all it is taken or refused, or its outcome is unknown.
   *
   * @throws IllegalArgumentException if there are none
   */
  public SkepWrites(Vertx vertx, List<Server> servers) {
    this(new LeaderCalls(vertx, Server.some(servers)), Optional.empty(), LIMIT);
  }

  private SkepWrites(Calling calls, Optional<LeaseEpoch> term, Duration limit) {
    this.calls = calls;
    this.term = term;
    this.limit = limit;
  }

  /**
   * The same, of which the server takes nothing once {@code lease} is in another term than {@code
   * epoch}: such a write fails with a {@link SourceException} of status FAILED_PRECONDITION.
   */
  public SkepWrites inTerm(String lease, Version epoch) {
    return new SkepWrites(
        calls,
        Optional.of(LeaseEpoch.newBuilder().setName(lease).setEpoch(epoch.index()).build()),
        limit);
  }

  /** The same, each of whose writes takes so long at most, whoever is asked. */
  public SkepWrites withLimit(Duration newLimit) {
    if (newLimit.toMillis() <= 0) {
      throw new IllegalArgumentException("limit must be 1 ms at least but is " + newLimit);
    }
    return new SkepWrites(calls, term, newLimit);
  }

  @Override
  public Future<Written> commit(String history, Origin origin, List<Change<?>> changes) {
    CommitRequest.Builder request =
        CommitRequest.newBuilder()
            .setHistoryId(history)
            .setWriter(origin.writer())
            .setTraceId(origin.traceId());
    term.ifPresent(request::setLease);
    changes.forEach(change -> append(change, request));
    return calls
        .call(COMMIT, request.build(), CommitResponse.getDefaultInstance(), limit)
        .<Written>map(response -> new Written.At(new Version(response.getAt().getVersion())))
        .recover(failure -> Future.failedFuture(translated(failure)));
  }

  /** Ends all connections. */
  public Future<Void> close() {
    return calls.close();
  }

  private static <M extends Message> void append(Change<M> change, CommitRequest.Builder request) {
    Table<M> table = change.table();
    if (change instanceof Change.Created<M> created) {
      append(table, StoreActionKind.STORE_ACTION_CREATE, created.object(), request);
    } else if (change instanceof Change.Updated<M> updated) {
      M asRead =
          table.withMeta(
              updated.object(),
              table.meta(updated.object()).toBuilder()
                  .setVersion(table.meta(updated.old()).getVersion())
                  .build());
      append(table, StoreActionKind.STORE_ACTION_UPDATE, asRead, request);
    } else {
      append(table, StoreActionKind.STORE_ACTION_REMOVE, change.object(), request);
    }
  }

  private static <M extends Message> void append(
      Table<M> table, StoreActionKind action, M object, CommitRequest.Builder request) {
    table
        .places()
        .ifPresentOrElse(
            places -> request.addActions(places.action(action, object)),
            () ->
                request.addTableActions(
                    TableAction.newBuilder()
                        .setTable(table.name())
                        .setAction(action)
                        .setId(table.id(object))
                        .setObject(object.toByteString())));
  }

  /** The types say whether to try again. */
  private static Throwable translated(Throwable failure) {
    if (failure instanceof SourceException answer) {
      return switch (answer.status()) {
        case "ABORTED", "UNAVAILABLE", "RESOURCE_EXHAUSTED" ->
            new ProposalRefusedException(answer.getMessage());
        case "UNKNOWN", "INTERNAL", "DEADLINE_EXCEEDED", "CANCELLED" ->
            new OutcomeUnknownException(Version.ZERO, "was answered so: " + answer.getMessage());
        default -> answer;
      };
    }
    return new OutcomeUnknownException(Version.ZERO, "was not answered: " + failure);
  }
}
