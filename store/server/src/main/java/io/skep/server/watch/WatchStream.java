package io.skep.server.watch;

import io.skep.api.WatchMessage;
import io.skep.server.RefusedException;
import io.skep.server.call.Outflow;
import io.skep.store.StoreClosedException;
import io.skep.store.Version;
import io.skep.store.Watcher;
import io.skep.store.Watcher.Next;
import io.skep.store.loop.Loop;
import io.vertx.grpc.common.GrpcStatus;
import java.time.Duration;

/**
 * One open watch. Reads its position in the change log at the pace of its client: what the client
 * has not taken stays in the log, which is bounded, and a client for which the log is too short is
 * told so. Confined to the event loop of its call.
 */
final class WatchStream {
  /** Commits in one turn, so that other calls get theirs. */
  private static final int TURN = 64;

  private final Loop loop;
  private final Watcher watcher;
  private final Outflow<WatchMessage> outflow;
  private final WatchMessages messages;
  private Version sent = Version.ZERO;

  /** Runs out if the client reads nothing; null while it need not be waited for. */
  private Loop.Timer stalled;

  WatchStream(Loop loop, Watcher watcher, Outflow<WatchMessage> outflow, WatchMessages messages) {
    this.loop = loop;
    this.watcher = watcher;
    this.outflow = outflow;
    this.messages = messages;
  }

  /** Begins. */
  void start() {
    outflow.onGone(this::end);
    Next first = watcher.next();
    if (first instanceof Next.Compacted) {
      fail(RefusedException.unknown("requested index is unavailable due to compaction"));
      return;
    }
    outflow.send(WatchMessage.getDefaultInstance());
    watcher.onReady(this::pump);
    if (take(first)) {
      pump();
    }
  }

  private void pump() {
    if (stalled != null) {
      return; // Goes on when the client has read.
    }
    for (int i = 0; i < TURN; i++) {
      if (outflow.isEnded()) {
        return;
      }
      if (outflow.isFull()) {
        waitForClient();
        return;
      }
      if (!take(watcher.next())) {
        return;
      }
    }
    loop.execute(this::pump);
  }

  /** Whether there may be more at once. */
  private boolean take(Next next) {
    if (next instanceof Next.Delivered delivered) {
      sent = delivered.commit().version();
      messages.send(delivered.commit(), outflow);
      return true;
    }
    if (next instanceof Next.Compacted compacted) {
      fail(
          new RefusedException(
              GrpcStatus.OUT_OF_RANGE,
              "requested index is unavailable due to compaction: this watch was read too slowly and the oldest change kept is version %s; list again and watch from there"
                  .formatted(compacted.oldest())));
    } else if (next instanceof Next.Closed) {
      fail(new StoreClosedException());
    }
    return false;
  }

  private void waitForClient() {
    Duration stall = outflow.terms().stall();
    stalled =
        loop.after(
            stall,
            () ->
                fail(
                    new RefusedException(
                        GrpcStatus.ABORTED,
                        "this watch was not read for %s; resume from version %s"
                            .formatted(stall, sent))));
    outflow.onDrained(
        () -> {
          stalled.cancel();
          stalled = null;
          pump();
        });
  }

  private void fail(RuntimeException failure) {
    if (!outflow.isEnded()) {
      outflow.fail(failure);
      end();
    }
  }

  private void end() {
    if (stalled != null) {
      stalled.cancel();
    }
    watcher.close();
  }
}
