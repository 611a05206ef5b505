package io.skep.server.feed;

import io.skep.api.v1.CommitRequest;
import io.skep.api.v1.CommitResponse;
import io.skep.api.v1.FeedProto;
import io.skep.api.v1.FollowMessage;
import io.skep.api.v1.FollowRequest;
import io.skep.api.v1.Position;
import io.skep.server.Caller.Role;
import io.skep.server.RefusedException;
import io.skep.server.ServerLimits;
import io.skep.server.call.Outflow;
import io.skep.server.call.RpcTable;
import io.skep.store.AlreadyExistsException;
import io.skep.store.InvalidObjectException;
import io.skep.store.NameConflictException;
import io.skep.store.NotFoundException;
import io.skep.store.Origin;
import io.skep.store.Store;
import io.skep.store.Table;
import io.skep.store.Version;
import io.skep.store.VersionConflictException;
import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import io.vertx.grpc.common.GrpcStatus;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The calls of the Feed service of {@code skep.v1}. Any thread. */
public final class FeedService {
  private final Store store;
  private final List<Table<?>> tables;
  private final ServerLimits limits;
  private final AtomicInteger open = new AtomicInteger();

  private FeedService(Store store, List<Table<?>> tables, ServerLimits limits) {
    this.store = store;
    this.tables = tables;
    this.limits = limits;
  }

  /**
   * The calls on {@code store}.
   *
   * @param tables the tables of the store that callers may follow and write
   */
  public static RpcTable table(Store store, List<? extends Table<?>> tables, ServerLimits limits) {
    var service = new FeedService(store, List.copyOf(tables), limits);
    return new RpcTable(FeedProto.getDescriptor().findServiceByName("Feed"), Role.MANAGER)
        .stream("Follow", FollowRequest.getDefaultInstance(), service::follow)
            .write("Commit", CommitRequest.getDefaultInstance(), service::commit);
  }

  private void follow(FollowRequest request, Outflow<FollowMessage> outflow) {
    if (open.incrementAndGet() > limits.watches()) {
      open.decrementAndGet();
      outflow.fail(
          new RefusedException(
              GrpcStatus.RESOURCE_EXHAUSTED,
              "%d streams are open, which is the limit of this server; end one, or ask another manager"
                  .formatted(limits.watches())));
      return;
    }
    try {
      Scope scope = Scope.of(request.getEntriesList(), tables);
      Loop loop = Loop.current().orElseThrow();
      new FollowStream(loop, store, scope, outflow, limits.watchStall())
          .start(request, open::decrementAndGet);
    } catch (RuntimeException refused) {
      open.decrementAndGet();
      outflow.fail(refused);
    }
  }

  private Future<CommitResponse> commit(CommitRequest request) {
    ChangeSet changes = ChangeSet.of(request, tables);
    String history = store.historyId();
    checkHistory(request, history);
    return store
        .update(
            new Origin(request.getWriter(), request.getTraceId()),
            tx -> {
              if (request.hasLease()) {
                LeaseFence.check(request.getLease(), tx);
              }
              tx.apply(changes.changes());
            })
        .map(version -> response(history, version))
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

  /** What was read somewhere else is out of date sooner than what was read here. */
  private static Throwable refusal(Throwable failure) {
    if (failure instanceof VersionConflictException
        || failure instanceof NotFoundException
        || failure instanceof AlreadyExistsException
        || failure instanceof NameConflictException) {
      return new RefusedException(GrpcStatus.ABORTED, failure.getMessage());
    }
    if (failure instanceof InvalidObjectException) {
      return RefusedException.invalid(failure.getMessage());
    }
    return failure;
  }
}
