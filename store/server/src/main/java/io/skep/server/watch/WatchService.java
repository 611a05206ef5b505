package io.skep.server.watch;

import io.skep.api.WatchMessage;
import io.skep.api.WatchProto;
import io.skep.api.WatchRequest;
import io.skep.server.Caller.Role;
import io.skep.server.RefusedException;
import io.skep.server.call.OpenStreams;
import io.skep.server.call.Outflow;
import io.skep.server.call.Reads;
import io.skep.server.call.RpcTable;
import io.skep.server.call.SharedMessages;
import io.skep.store.Interest;
import io.skep.store.ResumePoint;
import io.skep.store.Store;
import io.skep.store.Version;
import io.skep.store.VersionNotReachedException;
import io.skep.store.Watcher;
import io.skep.store.loop.Loop;

/**
 * The call of the Watch service. A watch has no age at which it ends: SwarmKit's have none, so its
 * clients need not expect that, and without bookmarks they would have to resume from far back.
 */
public final class WatchService {
  private final Store store;
  private final SharedMessages shared = new SharedMessages();

  private WatchService(Store store) {
    this.store = store;
  }

  /**
   * The call on the changes of {@code store}.
   *
   * @param open what streams there are room for
   * @param reads make the store as new as a watch asks that has seen another one
   */
  public static RpcTable table(Store store, OpenStreams open, Reads reads) {
    var service = new WatchService(store);
    return new RpcTable(WatchProto.getDescriptor().findServiceByName("Watch"), Role.MANAGER, reads)
        .stream("Watch", WatchRequest.getDefaultInstance(), open, service::isAhead, service::watch);
  }

  /** Whether it has been told more by somebody else than is here. */
  private boolean isAhead(WatchRequest request) {
    return request.hasResumeFrom()
        && new Version(request.getResumeFrom().getIndex()).isAfter(store.view().version());
  }

  private void watch(WatchRequest request, Outflow<WatchMessage> outflow) {
    Loop loop = Loop.current().orElseThrow();
    Interest interest = Entries.interest(request.getEntriesList());
    Version start = store.view().version();
    Watcher watcher = watcher(loop, interest, request);
    var messages = new WatchMessages(shared, start, request.getIncludeOldObject());
    new WatchStream(loop, watcher, outflow, messages).start();
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
