package io.skep.server.feed;

import io.skep.api.v1.CommitRequest;
import io.skep.api.v1.CommitResponse;
import io.skep.api.v1.FeedProto;
import io.skep.api.v1.FollowMessage;
import io.skep.api.v1.FollowRequest;
import io.skep.api.v1.Position;
import io.skep.server.Caller.Role;
import io.skep.server.RefusedException;
import io.skep.server.call.OpenStreams;
import io.skep.server.call.Outflow;
import io.skep.server.call.Reads;
import io.skep.server.call.RpcTable;
import io.skep.server.call.SharedMessages;
import io.skep.store.AlreadyExistsException;
import io.skep.store.ExtensionInUseException;
import io.skep.store.ImmutableExtensionException;
import io.skep.store.InvalidObjectException;
import io.skep.store.NameConflictException;
import io.skep.store.NotFoundException;
import io.skep.store.Origin;
import io.skep.store.Store;
import io.skep.store.Table;
import io.skep.store.TransactionTooLargeException;
import io.skep.store.UnknownKindException;
import io.skep.store.Version;
import io.skep.store.VersionConflictException;
import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import io.vertx.grpc.common.GrpcStatus;
import java.util.List;

/** The calls of the Feed service of {@code skep.v1}. Any thread. */
public final class FeedService {
  private final Store store;
  private final List<Table<?>> tables;
  private final SharedMessages shared = new SharedMessages();

  private FeedService(Store store, List<Table<?>> tables) {
    this.store = store;
    this.tables = tables;
  }

  /**
   * The calls on {@code store}.
   *
   * @param tables the tables of the store that callers may follow and write
   * @param open what streams there are room for
   * @param reads make the store as new as a stream asks that has followed another one
   */
  public static RpcTable table(
      Store store, List<? extends Table<?>> tables, OpenStreams open, Reads reads) {
    var service = new FeedService(store, List.copyOf(tables));
    return new RpcTable(FeedProto.getDescriptor().findServiceByName("Feed"), Role.MANAGER, reads)
        .stream(
                "Follow",
                FollowRequest.getDefaultInstance(),
                open,
                service::isAhead,
                service::follow)
            .write("Commit", CommitRequest.getDefaultInstance(), service::commit);
  }

  /** Whether the client has been told more by somebody else than is here, in the same history. */
  private boolean isAhead(FollowRequest request) {
    Position from = request.getResumeFrom();
    return from.getHistoryId().equals(store.historyId())
        && new Version(from.getVersion()).isAfter(store.view().version());
  }

  private void follow(FollowRequest request, Outflow<FollowMessage> outflow) {
    Scope scope = Scope.of(request.getEntriesList(), tables);
    Loop loop = Loop.current().orElseThrow();
    new FollowStream(loop, store, scope, outflow, shared).start(request);
  }

  private Future<CommitResponse> commit(CommitRequest request) {
    ChangeSet changes = ChangeSet.of(request, tables);
    return store
        .compute(
            new Origin(request.getWriter(), request.getTraceId()),
            tx -> {
              checkHistory(request, tx.historyId());
              if (request.hasLease()) {
                LeaseFence.check(request.getLease(), tx);
              }
              tx.apply(changes.changes());
              return tx.historyId();
            })
        .map(done -> response(done.value(), done.version()))
        .recover(failure -> Future.failedFuture(refusal(failure)));
  }

  private static void checkHistory(CommitRequest request, String history) {
    if (!request.getHistoryId().isEmpty() && !request.getHistoryId().equals(history)) {
      throw RefusedException.precondition(
          "this transaction was made on history \"%s\", and the store is in history \"%s\"; read again and come back"
              .formatted(request.getHistoryId(), history));
    }
  }

  private static CommitResponse response(String history, Version version) {
    return CommitResponse.newBuilder()
        .setAt(Position.newBuilder().setHistoryId(history).setVersion(version.index()))
        .build();
  }

  /**
   * What was read somewhere else is out of date sooner than what was read here. Whatever certainly
   * changed nothing has a code that says so: callers take UNKNOWN for what it says.
   */
  private static Throwable refusal(Throwable failure) {
    if (failure instanceof VersionConflictException
        || failure instanceof NotFoundException
        || failure instanceof AlreadyExistsException
        || failure instanceof NameConflictException) {
      return new RefusedException(GrpcStatus.ABORTED, failure.getMessage());
    }
    if (failure instanceof InvalidObjectException
        || failure instanceof TransactionTooLargeException
        || failure instanceof UnknownKindException
        || failure instanceof ExtensionInUseException
        || failure instanceof ImmutableExtensionException) {
      return RefusedException.invalid(failure.getMessage());
    }
    return failure;
  }
}
