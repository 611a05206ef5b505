package io.skep.server.watch;

import io.skep.api.WatchMessage;
import io.skep.api.WatchProto;
import io.skep.api.WatchRequest;
import io.skep.server.Caller.Role;
import io.skep.server.RefusedException;
import io.skep.server.ServerLimits;
import io.skep.server.call.Outflow;
import io.skep.server.call.RpcTable;
import io.skep.store.Interest;
import io.skep.store.ResumePoint;
import io.skep.store.Store;
import io.skep.store.Version;
import io.skep.store.VersionNotReachedException;
import io.skep.store.Watcher;
import io.skep.store.loop.Loop;
import io.vertx.grpc.common.GrpcStatus;
import java.util.concurrent.atomic.AtomicInteger;

/** The call of the Watch service. */
public final class WatchService {
  private final Store store;
  private final ServerLimits limits;
  private final AtomicInteger open = new AtomicInteger();

  private WatchService(Store store, ServerLimits limits) {
    this.store = store;
    this.limits = limits;
  }

  /** The call on the changes of {@code store}. */
  public static RpcTable table(Store store, ServerLimits limits) {
    var service = new WatchService(store, limits);
    return new RpcTable(WatchProto.getDescriptor().findServiceByName("Watch"), Role.MANAGER)
        .stream("Watch", WatchRequest.getDefaultInstance(), service::watch);
  }

  private void watch(WatchRequest request, Outflow<WatchMessage> outflow) {
    if (open.incrementAndGet() > limits.watches()) {
      open.decrementAndGet();
      throw new RefusedException(
          GrpcStatus.RESOURCE_EXHAUSTED,
          "%d watches are open, which is the limit of this server; end one, or ask another manager"
              .formatted(limits.watches()));
    }
    try {
      Loop loop = Loop.current().orElseThrow();
      Interest interest = Entries.interest(request.getEntriesList());
      Version start = store.view().version();
      Watcher watcher = watcher(loop, interest, request);
      var messages = new WatchMessages(start, request.getIncludeOldObject());
      new WatchStream(loop, watcher, outflow, messages, limits.watchStall())
          .start(open::decrementAndGet);
    } catch (RuntimeException refused) {
      open.decrementAndGet();
      throw refused;
    }
  }

  private Watcher watcher(Loop loop, Interest interest, WatchRequest request) {
    if (!request.hasResumeFrom()) {
      return store.watch(loop, interest);
    }
    var seen = new Version(request.getResumeFrom().getIndex());
    try {
      return store.watchFrom(loop, interest, new ResumePoint(store.historyId(), seen));
    } catch (VersionNotReachedException future) {
      throw RefusedException.unknown("versions are out of order");
    }
  }
}
