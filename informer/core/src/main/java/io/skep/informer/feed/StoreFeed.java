package io.skep.informer.feed;

import io.skep.informer.Feed;
import io.skep.informer.StoppedException;
import io.skep.store.Change;
import io.skep.store.Commit;
import io.skep.store.Interest;
import io.skep.store.Origin;
import io.skep.store.ReadTx;
import io.skep.store.Store;
import io.skep.store.StoreClosedException;
import io.skep.store.StoreException;
import io.skep.store.Table;
import io.skep.store.Version;
import io.skep.store.Watcher;
import io.skep.store.loop.Answer;
import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The feed of a store in this process: reads its change log, as far in one turn of the loop as the
 * loop can spare, and publishes each state when all subscribers have taken it.
 *
 * <p>It watches all tables, whatever its subscribers want: every commit moves the version that
 * readers see, and a subscriber of yet another kind joins at the published state without a gap.
 * When the log has dropped commits before they were read, the feed compares two snapshots, which
 * costs what differs. It ends when the store is closed.
 */
public final class StoreFeed implements Feed {
  private static final Logger LOG = LoggerFactory.getLogger(StoreFeed.class);

  /**
   * How many commits and changes one turn takes on: at about a microsecond for each, half a
   * millisecond before other tasks of the loop get their turn.
   */
  private static final int TURN = 512;

  private final Store store;
  private final Loop loop;
  private final AtomicBoolean startAsked = new AtomicBoolean();
  private final Promise<Version> started = Promise.promise();
  private final Promise<Void> ended = Promise.promise();

  // Confined to the loop.
  private final List<Place> places = new ArrayList<>();
  private final Waiters waiters = new Waiters();
  private Watcher watcher;
  private boolean draining;
  private long jumps;
  private Throwable end;

  private volatile ReadTx published;

  /** A feed of {@code store} on {@code loop}; nothing happens before {@link #start}. */
  public StoreFeed(Store store, Loop loop) {
    this.store = Objects.requireNonNull(store, "store");
    this.loop = Objects.requireNonNull(loop, "loop");
  }

  @Override
  public Loop loop() {
    return loop;
  }

  @Override
  public Future<Version> start() {
    if (startAsked.compareAndSet(false, true)) {
      loop.execute(this::open);
    }
    return Answer.of(started.future());
  }

  @Override
  public ReadTx at() {
    ReadTx at = published;
    if (at == null) {
      throw new IllegalStateException(
          "the feed has no snapshot yet; wait for the future that start() returns");
    }
    return at;
  }

  @Override
  public Version newest() {
    try {
      return store.view().version();
    } catch (StoreClosedException closed) { // Of which this feed is yet to hear.
      ReadTx last = published;
      return last == null ? Version.ZERO : last.version();
    }
  }

  @Override
  public long jumps() {
    return jumps;
  }

  @Override
  public Subscription subscribe(Interest interest, Subscriber subscriber) {
    var place = new Place(interest, subscriber, gone -> loop.execute(() -> places.remove(gone)));
    loop.execute(() -> join(place));
    return place;
  }

  private void join(Place place) {
    if (end != null) {
      place.end(end);
    } else if (!place.isGone()) {
      places.add(place);
      if (published != null) {
        place.snapshot(published);
      }
    }
  }

  @Override
  public Future<ReadTx> atLeast(Version version) {
    if (loop.isCurrent() && !hasPublished(version)) {
      drain();
    }
    if (hasPublished(version)) {
      return Future.succeededFuture(published);
    }
    Answer<ReadTx> answer = Answer.toCaller();
    loop.execute(() -> await(version, answer));
    return answer.future();
  }

  private boolean hasPublished(Version version) {
    ReadTx at = published;
    return at != null && !version.isAfter(at.version());
  }

  private void await(Version version, Answer<ReadTx> answer) {
    if (end != null) {
      answer.fail(end);
    } else {
      waiters.add(version, answer);
      drain();
    }
  }

  @Override
  public Future<Void> stop() {
    loop.execute(() -> end(new StoppedException("the feed was stopped")));
    return Answer.of(ended.future());
  }

  private void open() {
    if (end != null) {
      return;
    }
    try {
      ReadTx first = watchFromNow();
      publish(first, place -> place.snapshot(first));
      started.complete(first.version());
    } catch (StoreException e) {
      end(e);
    }
  }

  /** Takes a snapshot, and its place in the change log. */
  private ReadTx watchFromNow() {
    ReadTx[] snapshot = new ReadTx[1];
    watcher = store.viewAndWatch(loop, Interest.all(), view -> snapshot[0] = view);
    watcher.onReady(this::drain);
    loop.execute(this::drain); // There may be news already.
    return snapshot[0];
  }

  /** Reads on, for one turn; goes on in another if there is more. */
  private void drain() {
    if (draining || watcher == null || end != null) {
      return;
    }
    draining = true;
    try {
      boolean more = true;
      for (int work = 0; more && work < TURN; ) {
        work++;
        Watcher.Next next = watcher.next();
        if (next instanceof Watcher.Next.Delivered delivered) {
          work += delivered.commit().changes().size();
          take(delivered.commit(), delivered.at());
        } else {
          more = false;
          pause(next);
        }
      }
      if (more) {
        loop.execute(this::drain);
      }
    } catch (StoreException e) {
      end(e);
    } finally {
      draining = false;
    }
    waiters.tell(published);
  }

  private void take(Commit commit, ReadTx at) {
    if (commit.predecessor().isAfter(published.version())) {
      jump("version %s follows %s".formatted(commit.version(), commit.predecessor()));
    } else {
      publish(at, place -> place.commit(commit, at));
    }
  }

  private void pause(Watcher.Next next) {
    if (next instanceof Watcher.Next.CaughtUp caughtUp) {
      if (caughtUp.at().version().isAfter(published.version())) {
        publish(caughtUp.at(), place -> place.bookmark(caughtUp.at()));
      }
    } else if (next instanceof Watcher.Next.Compacted compacted) {
      jump(compacted.details());
    } else {
      end(new StoreClosedException());
    }
  }

  /** Goes on from a new snapshot, because commits after the last one cannot be read any more. */
  private void jump(String reason) {
    ReadTx before = published;
    jumps++;
    watcher.close();
    ReadTx after = watchFromNow();
    LOG.info(
        "the feed stood at version {} but {}; it goes on from {} by comparing snapshots",
        before.version(),
        reason,
        after.version());
    List<Change<?>> changes =
        places.isEmpty() ? List.of() : store.diff(before, after, Interest.in(wantedTables()));
    var difference = new Commit(after.version(), before.version(), changes, Origin.NONE);
    publish(after, place -> place.jump(difference, after));
  }

  /** The tables that any subscriber wants; none if one of them wants all. */
  private List<Table<?>> wantedTables() {
    Set<Table<?>> wanted = new LinkedHashSet<>();
    for (Place place : places) {
      if (place.interest().tables().isEmpty()) {
        return List.of();
      }
      wanted.addAll(place.interest().tables());
    }
    return List.copyOf(wanted);
  }

  private void publish(ReadTx at, Consumer<Place> tell) {
    places.forEach(tell);
    published = at;
  }

  private void end(Throwable cause) {
    if (end != null) {
      return;
    }
    end = cause;
    if (watcher != null) {
      watcher.close();
    }
    places.forEach(place -> place.end(cause));
    waiters.fail(cause);
    started.tryFail(cause);
    ended.complete();
  }
}
