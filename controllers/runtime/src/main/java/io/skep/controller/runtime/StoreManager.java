package io.skep.controller.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.skep.controller.ControllerOptions;
import io.skep.controller.Manager;
import io.skep.controller.Reconciler;
import io.skep.informer.Feed;
import io.skep.informer.feed.StoreFeed;
import io.skep.store.Store;
import io.skep.store.loop.Answer;
import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A manager of controllers that follow a store and write to it.
 *
 * <p>Each loop has one feed, shared by the controllers on that loop, which are dealt out to the
 * loops in turn. A controller never leaves its loop, and none waits for another.
 */
public final class StoreManager implements Manager {
  private static final Logger LOG = LoggerFactory.getLogger(StoreManager.class);

  private enum State {
    NEW,
    STARTING,
    RUNNING,
    STOPPING
  }

  private final Store store;
  private final List<Feed> feeds;
  private final ManagerOptions options;
  private final MeterRegistry meters;

  /** Where the steps of start and stop run. */
  private final Loop home;

  private final Promise<Void> started = Promise.promise();
  private final Promise<Void> ended = Promise.promise();
  private final Promise<Void> stopped = Promise.promise();

  // Guarded by this; held for a few steps, never while other code is called.
  private final Set<String> names = new LinkedHashSet<>();
  private final List<Controller<?>> controllers = new ArrayList<>();
  private State state = State.NEW;
  private Throwable failure;

  private StoreManager(Store store, List<Feed> feeds, ManagerOptions options) {
    if (feeds.isEmpty()) {
      throw new IllegalArgumentException("no feeds given; give one for each loop to run on");
    }
    this.store = Objects.requireNonNull(store, "store");
    this.feeds = List.copyOf(feeds);
    this.options = Objects.requireNonNull(options, "options");
    // One of its own, not one for all: two managers may have controllers of the same name.
    this.meters = options.meters().orElseGet(CompositeMeterRegistry::new);
    this.home = feeds.get(0).loop();
  }

  /** A manager of controllers of {@code store} on {@code loop}, with the default options. */
  public static StoreManager on(Loop loop, Store store) {
    return on(List.of(loop), store, ManagerOptions.DEFAULT);
  }

  /** A manager of controllers of {@code store} on {@code loops}, dealt out in turn. */
  public static StoreManager on(List<? extends Loop> loops, Store store, ManagerOptions options) {
    return over(
        loops.stream().<Feed>map(loop -> new StoreFeed(store, loop)).toList(), store, options);
  }

  /**
   * A manager of controllers that follow {@code feeds}, each controller on the loop of its feed.
   *
   * @param feeds feeds of {@code store}; started and stopped by this manager, which may share them
   *     with informers
   */
  public static StoreManager over(List<Feed> feeds, Store store, ManagerOptions options) {
    return new StoreManager(store, feeds, options);
  }

  @Override
  public <T> Manager add(String name, Reconciler<T> reconciler, ControllerOptions how) {
    Objects.requireNonNull(reconciler, "reconciler");
    Objects.requireNonNull(how, "options");
    Feed feed = feeds.get(reserve(name) % feeds.size());
    var random = new Random(options.seed() ^ name.hashCode());
    var around = new Controller.Surroundings(feed, store, meters, random, this::fail);
    var controller = new Controller<>(name, reconciler, how, around);
    boolean late;
    synchronized (this) {
      controllers.add(controller);
      late = state == State.RUNNING;
    }
    if (late) {
      controller.start(options.syncLimit()).onFailure(this::fail);
    }
    return this;
  }

  /** Takes {@code name}; says how many had one before. */
  private synchronized int reserve(String name) {
    if (state == State.STOPPING) {
      throw new IllegalStateException(
          "controller \"%s\" cannot be added: the manager is stopped; add it to another"
              .formatted(name));
    }
    if (!names.add(Objects.requireNonNull(name, "name"))) {
      throw new IllegalArgumentException(
          "the manager has a controller \"%s\" already; choose another name".formatted(name));
    }
    return names.size() - 1;
  }

  @Override
  public Future<Void> start() {
    synchronized (this) {
      if (state != State.NEW) {
        return Future.failedFuture(
            new IllegalStateException(
                "a manager starts once, and this one is %s; make another"
                    .formatted(state.name().toLowerCase(Locale.ROOT))));
      }
      state = State.STARTING;
    }
    feeds.forEach(Feed::start);
    home.execute(() -> startFrom(0));
    return Answer.of(started.future());
  }

  /** Starts the controllers from that one on, one after the other. */
  private void startFrom(int position) {
    Controller<?> next = toStart(position);
    if (next == null) {
      started.tryComplete();
      return;
    }
    next.start(options.syncLimit())
        .onFailure(this::fail)
        .onSuccess(synced -> home.execute(() -> startFrom(position + 1)));
  }

  /** The controller at {@code position}; null if there is none, or none is to be started. */
  private synchronized Controller<?> toStart(int position) {
    if (state != State.STARTING) {
      return null;
    }
    if (position == controllers.size()) {
      state = State.RUNNING;
      return null;
    }
    return controllers.get(position);
  }

  /** A controller cannot go on, so the manager stops. Any thread. */
  private void fail(Throwable cause) {
    synchronized (this) {
      if (failure == null && state != State.STOPPING) {
        failure = cause;
      }
    }
    LOG.error("the manager stops because a controller cannot go on", cause);
    started.tryFail(cause);
    stop();
  }

  @Override
  public Future<Void> stopped() {
    return Answer.of(stopped.future());
  }

  @Override
  public Future<Void> stop() {
    List<Controller<?>> left;
    synchronized (this) {
      left = state == State.STOPPING ? null : new ArrayList<>(controllers);
      state = State.STOPPING;
    }
    if (left != null) {
      home.execute(() -> stopControllers(left));
    }
    return Answer.of(ended.future());
  }

  /**
   * Tells all of them to stop, the last first, before it waits for any: none is to start another
   * run because one of another takes its time.
   */
  private void stopControllers(List<Controller<?>> all) {
    Collections.reverse(all);
    List<Future<Void>> ends = all.stream().<Future<Void>>map(Controller::stop).toList();
    Promise<Void> over = Promise.promise();
    Loop.Timer timer = afterStopLimit(() -> over.tryFail(overdue(all)));
    Future.join(ends).onComplete(done -> over.tryComplete());
    over.future()
        .onComplete(
            done -> {
              timer.cancel();
              home.execute(() -> stopFeeds(done.cause()));
            });
  }

  private Loop.Timer afterStopLimit(Runnable task) {
    return options.stopLimit().equals(ManagerOptions.NO_LIMIT)
        ? () -> {}
        : home.after(options.stopLimit(), task);
  }

  private Throwable overdue(List<Controller<?>> all) {
    List<String> left = all.stream().filter(c -> !c.isStopped()).map(Controller::name).toList();
    return new IllegalStateException(
        "the manager has waited %s for runs under way, and these controllers still have some: %s; complete their futures sooner, or raise the stop limit"
            .formatted(options.stopLimit(), left));
  }

  /** Stops the feeds, the last first. {@code overdue} is null if all controllers have stopped. */
  private void stopFeeds(Throwable overdue) {
    List<Feed> left = new ArrayList<>(feeds);
    Collections.reverse(left);
    Future.join(left.stream().map(Feed::stop).toList())
        .onComplete(done -> home.execute(() -> end(overdue)));
  }

  private void end(Throwable overdue) {
    Throwable cause;
    synchronized (this) {
      cause = failure != null ? failure : overdue;
    }
    started.tryComplete();
    settle(ended, overdue);
    settle(stopped, cause);
  }

  private static void settle(Promise<Void> promise, Throwable cause) {
    if (cause == null) {
      promise.complete();
    } else {
      promise.fail(cause);
    }
  }
}
