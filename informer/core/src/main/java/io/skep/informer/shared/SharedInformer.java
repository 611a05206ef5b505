package io.skep.informer.shared;

import io.skep.informer.Event;
import io.skep.informer.EventHandler;
import io.skep.informer.Feed;
import io.skep.informer.HandlerOptions;
import io.skep.informer.Health;
import io.skep.informer.Reader;
import io.skep.informer.StoppedException;
import io.skep.informer.delivery.Delivery;
import io.skep.informer.view.Lens;
import io.skep.informer.view.Transition;
import io.skep.informer.view.View;
import io.skep.store.Commit;
import io.skep.store.Index;
import io.skep.store.Interest;
import io.skep.store.Kind;
import io.skep.store.ReadTx;
import io.skep.store.StoreClosedException;
import io.skep.store.Version;
import io.skep.store.loop.Answer;
import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The informer behind all holds on one view: follows the feed, publishes each view in one write,
 * and hands events to the deliveries afterwards. Confined to the feed's loop, but for what the
 * volatile fields show.
 */
final class SharedInformer<T> implements Feed.Subscriber {
  private static final Logger LOG = LoggerFactory.getLogger(SharedInformer.class);

  /** Loops fall behind for milliseconds all the time; what lasts is worth a word. */
  private static final Duration LAGGING = Duration.ofSeconds(1);

  private final Feed feed;
  private final Lens<T> lens;
  private final InformerMeters meters;
  private final Loop loop;
  private final Lag lag;
  private final Feed.Subscription subscription;
  private final Promise<Version> synced = Promise.promise();

  /** Each delivery, with the user who asked for it. */
  private final Map<Delivery<T>, Object> deliveries = new LinkedHashMap<>();

  /** The same for any thread. */
  private volatile List<Delivery<T>> listening = List.of();

  private final Construction<T> construction;
  private final WaitingReaders<T> waiting;
  private final Resyncs<T> resyncs;

  /** The newest view, of which a part may be under construction; null before the first. */
  private View<T> view;

  /** What readers see: a complete view; null before the first. */
  private volatile View<T> published;

  private volatile Throwable end;

  /** How many users hold this; guarded by the registry. */
  private int holds;

  SharedInformer(Feed feed, Lens<T> lens, InformerMeters meters) {
    this.feed = feed;
    this.lens = lens;
    this.meters = meters;
    this.loop = feed.loop();
    this.lag = new Lag(loop.clock());
    this.construction = new Construction<>(lens.kind());
    this.waiting = new WaitingReaders<>(lens.kind(), loop);
    this.resyncs = new Resyncs<>(lens.kind(), loop, this::published);
    meters.started(this);
    this.subscription = feed.subscribe(interest(lens), this);
  }

  private static Interest interest(Lens<?> lens) {
    Kind<?> kind = lens.kind();
    Interest table = Interest.in(List.of(kind));
    return kind.table() == kind ? table : table.where(lens::concerns);
  }

  Lens<T> lens() {
    return lens;
  }

  /** Counts one more user; false if the informer has ended and is of no use to anybody new. */
  boolean hold() {
    if (end != null) {
      return false;
    }
    holds++;
    return true;
  }

  /** Counts one user less; true if that was the last. */
  boolean release() {
    return --holds == 0;
  }

  Future<Version> synced() {
    return synced.future();
  }

  /** What readers see; null before the first snapshot. */
  View<T> published() {
    return published;
  }

  Version version() {
    View<T> shown = published;
    return shown == null ? Version.ZERO : shown.version();
  }

  Health health() {
    Throwable cause = end;
    if (cause != null) {
      boolean wanted = cause instanceof StoppedException || cause instanceof StoreClosedException;
      return wanted ? new Health.Stopped(cause) : new Health.Failed(cause);
    }
    Feed.Connection connection = feed.connection();
    if (connection.lostSince() != null) {
      Duration age = Duration.between(connection.lostSince(), loop.clock().instant());
      return new Health.Reconnecting(connection.lostSince(), connection.attempts(), age);
    }
    View<T> shown = published;
    if (shown == null) {
      return new Health.Starting();
    }
    List<String> problems = shown.problems();
    return problems.isEmpty() ? lagging(shown.version()) : new Health.Degraded(problems);
  }

  private Health lagging(Version shown) {
    Version newest = feed.newest();
    Duration age = lag.age(shown, newest);
    return age.compareTo(LAGGING) > 0
        ? new Health.Lagging(newest.index() - shown.index(), age)
        : new Health.Synced();
  }

  /** How many objects are shown. */
  int objects() {
    View<T> shown = published;
    return shown == null ? 0 : shown.count();
  }

  /** What waits for all handlers. */
  int backlog() {
    return listening.stream().mapToInt(Delivery::backlog).sum();
  }

  /** By how many versions readers are behind; 0 before they see anything. */
  long behind() {
    View<T> shown = published;
    return shown == null || end != null
        ? 0
        : Math.max(0, feed.newest().index() - shown.version().index());
  }

  /** For how long that has been so. */
  double lagSeconds() {
    View<T> shown = published;
    return shown == null || end != null
        ? 0
        : lag.age(shown.version(), feed.newest()).toNanos() / 1e9;
  }

  @Override
  public void onSnapshot(ReadTx at) {
    meters.snapshotInstalled();
    view = View.of(lens, at);
    if (lens.needsOwnObjects()) {
      construction.begin(view);
    }
    construct();
  }

  /** Builds on, for one turn; goes on in another if there is more. */
  private void construct() {
    if (end != null) {
      return;
    }
    view = construction.advance(view);
    if (published != null) {
      published = view;
    } else if (construction.isDone()) {
      published = view;
      synced.complete(view.version());
      waiting.tell(view);
      deliveries.keySet().forEach(this::begin);
      resyncs.start();
    }
    construction.tellFinished();
    if (!construction.isDone()) {
      loop.execute(this::construct);
    }
  }

  private void begin(Delivery<T> delivery) {
    View<T> shown = published;
    if (shown != null) {
      delivery.begin(shown.walk(""), shown.version());
    }
  }

  @Override
  public void onCommit(Commit commit, ReadTx at) {
    follow(commit, at, false);
  }

  @Override
  public void onJump(Commit difference, ReadTx at) {
    meters.snapshotInstalled();
    follow(difference, at, true);
  }

  @Override
  public void onBookmark(ReadTx at) {
    show(view.after(List.of(), at), List.of());
  }

  private void follow(Commit commit, ReadTx at, boolean jump) {
    List<Transition<T>> changes = view.transitions(commit.changes(), at);
    construction.follow(changes);
    List<Event<T>> events = new ArrayList<>(changes.size());
    if (published != null) {
      new Events<T>(commit.version(), commit.origin(), jump).of(changes, events::add);
    }
    show(view.after(changes, at), events);
  }

  /** The readable state changes first, then handlers hear of it. */
  private void show(View<T> newer, List<Event<T>> events) {
    view = newer;
    if (published != null) {
      logFirstProblem(published, newer);
      published = newer;
      waiting.tell(newer);
      deliveries.keySet().forEach(delivery -> delivery.put(events, newer.version()));
    }
  }

  private void logFirstProblem(View<T> before, View<T> after) {
    if (!after.isWhole() && before.isWhole()) {
      LOG.warn(
          "the informer of kind {} is degraded at version {}: {}",
          lens.kind().name(),
          after.version(),
          after.problems());
    }
  }

  /** A reader at {@code version}; any thread. */
  Future<Reader<T>> atLeast(Version version, Duration timeout) {
    Answer<Reader<T>> answer = Answer.toCaller();
    loop.execute(
        () -> {
          if (end != null) {
            answer.fail(end);
          } else {
            waiting.add(version, timeout, published, answer);
          }
        });
    return answer.future();
  }

  /** Adds an index; any thread. */
  Future<Void> addIndex(Index<? super T, ?> index) {
    Answer<Void> answer = Answer.toCaller();
    loop.execute(
        () -> {
          if (end != null) {
            answer.fail(isStopped("an index"));
          } else {
            boolean idle = construction.isDone();
            construction.add(index, answer);
            if (idle && view != null) {
              construct();
            }
          }
        });
    return answer.future();
  }

  /** Adds a handler for {@code user}, who may {@link #leave}; any thread. */
  Future<Delivery<T>> addHandler(
      EventHandler<? super T> handler, HandlerOptions options, Object user) {
    Answer<Delivery<T>> answer = Answer.toCaller();
    var delivery =
        new Delivery<>(
            lens.kind(), handler, options, Loop.current().orElse(loop), meters::handlerThrew);
    loop.execute(
        () -> {
          if (end == null) {
            deliveries.put(delivery, user);
            listening = List.copyOf(deliveries.keySet());
            resyncs.add(delivery, options.resync());
            delivery.closed().onComplete(closed -> loop.execute(() -> remove(delivery)));
            begin(delivery);
            answer.complete(delivery);
          } else {
            answer.fail(isStopped("a handler"));
          }
        });
    return answer.future();
  }

  private void remove(Delivery<T> delivery) {
    deliveries.remove(delivery);
    listening = List.copyOf(deliveries.keySet());
    resyncs.remove(delivery);
  }

  private IllegalStateException isStopped(String addition) {
    return new IllegalStateException(
        "the informer of kind %s has stopped, so it takes %s no more; ask for a new informer"
            .formatted(lens.kind().name(), addition),
        end);
  }

  /**
   * Closes the handlers of {@code user}; any thread.
   *
   * @param last whether nobody uses the informer any more, which stops it
   * @return completes when none of those handlers runs
   */
  Future<Void> leave(Object user, boolean last) {
    Promise<Void> left = Promise.promise();
    loop.execute(
        () -> {
          if (last) {
            subscription.cancel();
          }
          List<Future<Void>> closing = new ArrayList<>();
          deliveries.forEach(
              (delivery, owner) -> {
                if (owner == user) {
                  closing.add(delivery.close());
                }
              });
          if (last) {
            onEnd(new StoppedException("nobody held the informer any more"));
          }
          Future.join(closing).<Void>mapEmpty().onComplete(left);
        });
    return left.future();
  }

  @Override
  public void onEnd(Throwable cause) {
    if (end != null) {
      return;
    }
    end = cause;
    meters.ended(this);
    synced.tryFail(cause);
    construction.fail(cause);
    waiting.fail(cause);
    resyncs.stop();
    deliveries.keySet().forEach(Delivery::close);
  }
}
