package io.skep.server.feed;

import io.skep.api.v1.FollowMessage;
import io.skep.api.v1.FollowRequest;
import io.skep.api.v1.LogEntry;
import io.skep.api.v1.Position;
import io.skep.server.RefusedException;
import io.skep.server.call.Outflow;
import io.skep.server.call.SharedMessages;
import io.skep.store.Change;
import io.skep.store.Commit;
import io.skep.store.Interest;
import io.skep.store.ReadTx;
import io.skep.store.ResumePoint;
import io.skep.store.Store;
import io.skep.store.StoreClosedException;
import io.skep.store.Version;
import io.skep.store.VersionNotReachedException;
import io.skep.store.Watcher;
import io.skep.store.Watcher.Next;
import io.skep.store.loop.Loop;
import io.vertx.grpc.common.GrpcStatus;
import java.time.Duration;
import java.util.List;

/**
 * One client that follows the store, at its own pace: a snapshot is walked as the client takes it,
 * and what the client has not taken of the commits stays in the change log, which is bounded.
 * Confined to the event loop of its call.
 */
final class FollowStream {
  /** How long a stream says nothing at most. */
  private static final Duration QUIET = Duration.ofSeconds(10);

  /** Messages or commits in one turn, so that other calls get theirs. */
  private static final int TURN = 64;

  /** Clients with the same wishes at the same place are told the same of a commit. */
  private record View(List<FollowRequest.Entry> asked, long base) {}

  private final Loop loop;
  private final Store store;
  private final Scope scope;
  private final Outflow<FollowMessage> outflow;
  private final SharedMessages shared;
  private Watcher watcher;
  private String history;

  /** What is left of the snapshot; null once its end was sent. */
  private SnapshotParts parts;

  /** Up to where the client has all, and knows it. */
  private Version place;

  /** Up to where it has all: commits that do not concern it are not told one by one. */
  private Version passed = Version.ZERO;

  private boolean quiet = true;
  private Loop.Timer beat;
  private Loop.Timer age;

  /** Whether its time is over: it ends as soon as no snapshot is half told. */
  private boolean old;

  /** Runs out if the client reads nothing; null while it need not be waited for. */
  private Loop.Timer stalled;

  FollowStream(
      Loop loop, Store store, Scope scope, Outflow<FollowMessage> outflow, SharedMessages shared) {
    this.loop = loop;
    this.store = store;
    this.scope = scope;
    this.outflow = outflow;
    this.shared = shared;
  }

  /** Begins. */
  void start(FollowRequest request) {
    if (request.hasResumeFrom()) {
      resume(request.getResumeFrom());
    } else {
      beginWithSnapshot();
    }
    outflow.onGone(this::end);
    if (outflow.isEnded()) {
      return;
    }
    watcher.onReady(this::pump);
    beat = loop.after(QUIET, this::beat);
    age = loop.after(outflow.terms().life(), this::retire);
    pump();
  }

  private void beginWithSnapshot() {
    watcher = store.viewAndWatch(loop, Interest.all(), this::begin);
  }

  private void begin(ReadTx at) {
    history = at.historyId();
    place = at.version();
    parts = new SnapshotParts(at, scope);
    send(FollowMessage.newBuilder().setBegin(beginning(true)));
  }

  private void resume(Position from) {
    var point = new ResumePoint(from.getHistoryId(), new Version(from.getVersion()));
    history = point.historyId();
    place = point.version();
    try {
      watcher = store.watchFrom(loop, Interest.all(), point);
    } catch (VersionNotReachedException ahead) {
      compacted(0, ahead.getMessage());
      return;
    }
    Next first = watcher.next();
    if (first instanceof Next.Compacted compacted) {
      boolean isKept = history.equals(store.historyId());
      compacted(isKept ? compacted.oldest().index() : 0, compacted.details());
      return;
    }
    send(FollowMessage.newBuilder().setBegin(beginning(false)));
    take(first);
  }

  private FollowMessage.Begin.Builder beginning(boolean snapshot) {
    return FollowMessage.Begin.newBuilder().setAt(position()).setSnapshot(snapshot);
  }

  private Position position() {
    return Position.newBuilder().setHistoryId(history).setVersion(place.index()).build();
  }

  private void pump() {
    if (stalled != null) {
      return; // Goes on when the client has read.
    }
    for (int i = 0; i < TURN; i++) {
      if (outflow.isEnded()) {
        return;
      }
      if (old && parts == null) {
        sayGoodbye();
        return;
      }
      if (outflow.isFull()) {
        waitForClient();
        return;
      }
      if (!step()) {
        return;
      }
    }
    loop.execute(this::pump);
  }

  /** Tells where the next stream may go on. */
  private void sayGoodbye() {
    if (passed.isAfter(place)) {
      place = passed;
      bookmark();
    }
    outflow.end();
    end();
  }

  /** Whether there may be more at once. */
  private boolean step() {
    if (parts == null) {
      return take(watcher.next());
    }
    if (parts.hasNext()) {
      send(FollowMessage.newBuilder().setObjects(parts.next()));
    } else {
      parts = null;
      send(FollowMessage.newBuilder().setInitialEnd(position()));
    }
    return true;
  }

  private boolean take(Next next) {
    if (next instanceof Next.Delivered delivered) {
      if (isOfHistory(delivered.at())) {
        commit(delivered.commit());
      }
      return !outflow.isEnded();
    }
    if (next instanceof Next.CaughtUp caughtUp) {
      if (isOfHistory(caughtUp.at()) && caughtUp.at().version().isAfter(place)) {
        place = caughtUp.at().version();
        bookmark();
      }
    } else if (next instanceof Next.Compacted compacted) {
      compacted(compacted.oldest().index(), compacted.details());
    } else if (next instanceof Next.Closed) {
      fail(new StoreClosedException());
    }
    return false;
  }

  /** Positions of another history mean nothing to this client: it begins again. */
  private boolean isOfHistory(ReadTx at) {
    if (at.historyId().equals(history)) {
      return true;
    }
    compacted(0, "the store went from history %s to %s".formatted(history, at.historyId()));
    return false;
  }

  private void commit(Commit commit) {
    List<Change<?>> changes = scope.of(commit.changes());
    if (changes.isEmpty()) {
      passed = commit.version();
      return; // The bookmark after the last of these tells it.
    }
    long base = place.index();
    place = commit.version();
    quiet = false;
    outflow.send(shared, commit, new View(scope.asked(), base), () -> entry(commit, base, changes));
  }

  private static FollowMessage entry(Commit commit, long base, List<Change<?>> changes) {
    LogEntry.Builder entry =
        LogEntry.newBuilder()
            .setVersion(commit.version().index())
            .setBase(base)
            .setWriter(commit.origin().writer())
            .setTraceId(commit.origin().traceId());
    changes.forEach(change -> Entries.append(entry, change));
    return FollowMessage.newBuilder().setCommit(entry).build();
  }

  private void bookmark() {
    send(FollowMessage.newBuilder().setBookmark(position()));
  }

  /** A word now and then, by which the client knows that the line holds. */
  private void beat() {
    if (outflow.isEnded()) {
      return;
    }
    if (quiet && parts == null && stalled == null) {
      pump();
    }
    if (quiet && parts == null && stalled == null && !outflow.isEnded()) {
      bookmark();
    }
    quiet = true;
    beat = loop.after(QUIET, this::beat);
  }

  /** The client has been told its place, and goes on from there with another stream. */
  private void retire() {
    old = true;
    pump();
  }

  private void send(FollowMessage.Builder message) {
    quiet = false;
    outflow.send(message.build());
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
                        "this stream was not read for %s; resume from version %s"
                            .formatted(stall, place))));
    outflow.onDrained(
        () -> {
          stalled.cancel();
          stalled = null;
          pump();
        });
  }

  private void compacted(long oldest, String details) {
    send(
        FollowMessage.newBuilder()
            .setCompacted(
                FollowMessage.Compacted.newBuilder().setOldest(oldest).setDetails(details)));
    fail(
        new RefusedException(
            GrpcStatus.OUT_OF_RANGE,
            "compacted: " + details + "; take a new snapshot and follow from there"));
  }

  private void fail(RuntimeException failure) {
    if (!outflow.isEnded()) {
      outflow.fail(failure);
      end();
    }
  }

  private void end() {
    if (watcher != null) {
      watcher.close();
    }
    if (beat != null) {
      beat.cancel();
      age.cancel();
    }
    if (stalled != null) {
      stalled.cancel();
    }
  }
}
