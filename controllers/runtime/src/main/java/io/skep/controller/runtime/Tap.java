package io.skep.controller.runtime;

import io.skep.informer.Feed;
import io.skep.store.Commit;
import io.skep.store.Interest;
import io.skep.store.Origin;
import io.skep.store.ReadTx;
import io.skep.store.Store;
import io.skep.store.Table;
import io.skep.store.Version;
import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Follows a feed for one controller: shows its sources every object, then every change, and knows
 * up to which state it has.
 *
 * <p>Sources are shown a commit inside the call in which the feed brings it, on the controller's
 * loop, and {@link #shown} moves when all of it has been shown. So a snapshot taken from here never
 * holds anything that a source has not heard of, and a mapper or a model of the reconciler's own is
 * never behind or in the middle of a commit when a run starts.
 *
 * <p>What does not fit into a turn of the loop (the objects at the start, a huge commit) is shown
 * over several. Commits that come meanwhile are not kept: when it is done, the difference between
 * what was shown and the newest state is shown next, so the memory this takes has a bound.
 */
final class Tap implements Feed.Subscriber {
  /** How many events a turn shows: at about a microsecond for each, half a millisecond. */
  private static final int TURN = 512;

  /** How long a run waits for the feed to show what it has to see. */
  private static final Duration LAG_LIMIT = Duration.ofSeconds(10);

  private final String controller;
  private final Feed feed;
  private final Store store;
  private final List<Source<?>> sources;
  private final Map<Table<?>, List<Source<?>>> byTable = new HashMap<>(); // Never iterated.
  private final Interest interest;
  private final Consumer<Throwable> onEnd;
  private final Promise<Void> synced = Promise.promise();
  private final List<Promise<ReadTx>> waiting = new ArrayList<>();
  private Feed.Subscription subscription;
  private InitialEvents initial;
  private ReadTx shown;
  private ReadTx newest;
  private Work work;

  /** Those of its own; the feed has others. */
  private long jumps;

  /** Events that are being shown, and the state that has been shown when there is none left. */
  private record Work(Iterator<Runnable> events, ReadTx target) {}

  /**
   * A tap that is not open yet.
   *
   * @param store compares two states of {@code feed}
   * @param onEnd told, at most once, why nothing more will come
   */
  Tap(
      String controller,
      Feed feed,
      Store store,
      List<Source<?>> sources,
      Consumer<Throwable> onEnd) {
    this.controller = controller;
    this.feed = feed;
    this.store = store;
    this.sources = List.copyOf(sources);
    this.onEnd = onEnd;
    for (Source<?> source : sources) {
      byTable.computeIfAbsent(source.kind().table(), table -> new ArrayList<>()).add(source);
    }
    Interest kinds = Interest.in(sources.stream().map(Source::kind).toList());
    interest = sources.isEmpty() ? kinds.where(change -> false) : kinds;
  }

  /** Starts to follow the feed; completes when every object there has been shown. */
  Future<Void> open() {
    subscription = feed.subscribe(interest, this);
    return synced.future();
  }

  /** Shows nothing more. Idempotent. */
  void close() {
    if (subscription != null) {
      subscription.cancel();
    }
    end(new IllegalStateException("controller \"%s\" was stopped".formatted(controller)));
  }

  /**
   * The newest state, once that is at {@code version} or later and all of it has been shown:
   * complete on return, unless much has to be shown before. A feed from elsewhere is waited for,
   * but not for ever; then this fails.
   */
  Future<ReadTx> atLeast(Version version) {
    Future<ReadTx> reached = reached(version);
    return reached.isComplete() ? reached : limited(version, reached);
  }

  /** The same, however long it takes; fails if the feed ends before. */
  Future<ReadTx> reached(Version version) {
    return work == null && !version.isAfter(shown.version())
        ? Future.succeededFuture(shown)
        : feed.atLeast(version).compose(at -> whenShown());
  }

  private Future<ReadTx> limited(Version version, Future<ReadTx> reached) {
    Promise<ReadTx> told = Promise.promise();
    Loop.Timer timer = feed.loop().after(LAG_LIMIT, () -> told.tryFail(behind(version)));
    reached.onComplete(
        done -> {
          timer.cancel();
          if (done.succeeded()) {
            told.tryComplete(done.result());
          } else {
            told.tryFail(done.cause());
          }
        });
    return told.future();
  }

  private IllegalStateException behind(Version version) {
    return new IllegalStateException(
        "controller \"%s\": its feed has not come to version %s in %s and is at %s; see what holds it up"
            .formatted(controller, version, LAG_LIMIT, shown.version()));
  }

  private Future<ReadTx> whenShown() {
    if (work == null) {
      return Future.succeededFuture(shown);
    }
    Promise<ReadTx> waiter = Promise.promise();
    waiting.add(waiter);
    return waiter.future();
  }

  /** How far the first showing has come, in words. */
  String progress() {
    if (initial == null) {
      return "the feed has brought no snapshot of its sources "
          + sources.stream().map(source -> source.kind().name()).distinct().toList();
    }
    return "its source %s has not been shown every object".formatted(initial.kind());
  }

  @Override
  public void onSnapshot(ReadTx at) {
    newest = at;
    initial = new InitialEvents(sources, at);
    begin(new Work(initial, at));
  }

  @Override
  public void onCommit(Commit commit, ReadTx at) {
    newest = at;
    if (work == null) {
      begin(new Work(events(commit, false, at), at));
    }
  }

  /**
   * How often states were skipped, so that what was written in between and undone again was shown
   * to no source.
   */
  long jumps() {
    return feed.jumps() + jumps;
  }

  @Override
  public void onJump(Commit difference, ReadTx at) {
    newest = at;
    if (work == null) {
      begin(new Work(events(difference, true, at), at));
    }
  }

  @Override
  public void onBookmark(ReadTx at) {
    newest = at;
    if (work == null) {
      shown = at;
    }
  }

  @Override
  public void onEnd(Throwable cause) {
    subscription = null;
    end(cause);
    onEnd.accept(cause);
  }

  private void end(Throwable cause) {
    work = null;
    synced.tryFail(cause);
    List<Promise<ReadTx>> left = List.copyOf(waiting);
    waiting.clear();
    left.forEach(waiter -> waiter.fail(cause));
  }

  /** What {@code commit} means for the sources; of a jump the deletions come first. */
  private Iterator<Runnable> events(Commit commit, boolean jump, ReadTx at) {
    ReadTx before = shown;
    List<NetChange> changes = new ArrayList<>(NetChange.of(commit));
    if (jump) {
      changes.sort((one, other) -> Boolean.compare(other.isDeletion(), one.isDeletion()));
    }
    return changes.stream()
        .<Runnable>map(change -> () -> show(change, commit, jump, before, at))
        .iterator();
  }

  private void show(NetChange change, Commit about, boolean jump, ReadTx before, ReadTx at) {
    for (Source<?> source : byTable.get(change.table())) {
      source.show(change, about, jump, before, at);
    }
  }

  private void begin(Work next) {
    work = next;
    turn();
  }

  private void turn() {
    try {
      for (int events = 0; work != null && events < TURN; events++) {
        if (work.events().hasNext()) {
          work.events().next().run();
        } else {
          finish(work);
        }
      }
    } catch (RuntimeException | VirtualMachineError e) {
      // Not a source's fault, or more than that: what is shown would have a hole from here on.
      subscription.cancel();
      onEnd(e);
    }
    if (work != null) {
      feed.loop().execute(this::turn);
    }
  }

  /** All of {@code done} has been shown; what came meanwhile is next. */
  private void finish(Work done) {
    shown = done.target();
    work = null;
    if (newest.version().isAfter(shown.version())) {
      jumps++;
      var changes = store.diff(shown, newest, interest);
      var difference = new Commit(newest.version(), shown.version(), changes, Origin.NONE);
      work = new Work(events(difference, true, newest), newest);
      return;
    }
    synced.tryComplete();
    // Who is told may write, and so begin more work, which those who still wait have to wait for:
    // they may not get a state that is behind what the sources have been shown.
    while (work == null && !waiting.isEmpty()) {
      waiting.remove(0).complete(shown);
    }
  }
}
