package io.skep.controller.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.skep.controller.Component;
import io.skep.controller.ControllerOptions;
import io.skep.controller.Explanation;
import io.skep.controller.Group;
import io.skep.controller.Manager;
import io.skep.controller.Placement;
import io.skep.controller.Reconciler;
import io.skep.controller.Workload;
import io.skep.controller.health.Standing;
import io.skep.informer.Feed;
import io.skep.informer.feed.StoreFeed;
import io.skep.store.Store;
import io.skep.store.loop.Answer;
import io.skep.store.loop.Loop;
import io.vertx.core.CompositeFuture;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

/**
 * A manager of controllers that follow a store and write to it.
 *
 * <p>Each loop has one feed, shared by the controllers on that loop, which are dealt out to the
 * loops in turn. A controller never leaves its loop, and none waits for another.
 */
public final class StoreManager implements Manager {
  private final Store store;
  private final List<Feed> feeds;
  private final ManagerOptions options;
  private final MeterRegistry meters;
  private final Lifecycle lifecycle;
  private final Elections elections;

  // Guarded by this.
  private final Set<String> names = new HashSet<>(); // Never iterated.
  private final Map<String, Controller<?>> byName = new LinkedHashMap<>();
  private int controllers;

  private StoreManager(Store store, List<Feed> feeds, ManagerOptions options) {
    if (feeds.isEmpty()) {
      throw new IllegalArgumentException("no feeds given; give one for each loop to run on");
    }
    this.store = Objects.requireNonNull(store, "store");
    this.feeds = List.copyOf(feeds);
    this.options = Objects.requireNonNull(options, "options");
    // One of its own, not one for all: two managers may have controllers of the same name.
    this.meters = options.meters().orElseGet(CompositeMeterRegistry::new);
    // Where the steps of start and stop run, and elections.
    Loop home = feeds.get(0).loop();
    this.lifecycle = new Lifecycle(home, options.stopLimit());
    this.elections = new Elections(home, store, options, meters, lifecycle);
    feeds.forEach(feed -> lifecycle.add(Group.FEEDS, new FeedPart(feed)));
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
    Feed feed = feeds.get(reserve(name, 1) % feeds.size());
    var random = new Random(options.seed() ^ name.hashCode());
    var around =
        new Controller.Surroundings(
            feed, store, meters, random, options.tracer(random), lifecycle::fail);
    var controller = new Controller<>(name, reconciler, how, around);
    synchronized (this) {
      byName.put(name, controller);
    }
    boolean everywhere = how.placement() instanceof Placement.EveryReplica;
    if (!everywhere) {
      elections.join(controller, how.placement());
    }
    lifecycle.add(
        everywhere ? Group.REPLICA : Group.WARM_UP,
        new ControllerPart(controller, options.syncLimit()));
    return this;
  }

  @Override
  public Manager add(Group group, String name, Component component) {
    Objects.requireNonNull(component, "component");
    reserve(name, 0);
    if (group == Group.LEADER) {
      elections.join(new LeaderComponent(name, component, lifecycle::fail));
    } else {
      boolean reads = group.compareTo(Group.FEEDS) > 0;
      lifecycle.add(
          group,
          new ComponentPart(
              name,
              component,
              reads ? this::feedsStarted : Future::succeededFuture,
              lifecycle::fail));
    }
    return this;
  }

  @Override
  public Future<Explanation> explain(String controller, String key) {
    Objects.requireNonNull(key, "key");
    return Answer.of(controller(controller).explain(key));
  }

  @Override
  public Future<List<Workload>> workloads(int each) {
    List<Controller<?>> all;
    synchronized (this) {
      all = List.copyOf(byName.values());
    }
    return Answer.of(
        Future.all(all.stream().map(controller -> controller.workload(each)).toList())
            .map(CompositeFuture::list));
  }

  @Override
  public List<Loop> loops() {
    return feeds.stream().map(Feed::loop).toList();
  }

  private synchronized Controller<?> controller(String name) {
    Controller<?> found = byName.get(name);
    if (found == null) {
      throw new IllegalArgumentException(
          "the manager has no controller \"%s\"; it has %s".formatted(name, byName.keySet()));
    }
    return found;
  }

  /** Completes when every feed has brought its first snapshot. */
  private Future<Void> feedsStarted() {
    return Future.all(feeds.stream().map(Feed::start).toList()).mapEmpty();
  }

  /** Takes {@code name}; says how many controllers there were before. */
  private synchronized int reserve(String name, int newControllers) {
    if (!names.add(Objects.requireNonNull(name, "name"))) {
      throw new IllegalArgumentException(
          "the manager has a controller or component \"%s\" already; choose another name"
              .formatted(name));
    }
    int before = controllers;
    controllers += newControllers;
    return before;
  }

  @Override
  public Future<Void> start() {
    return lifecycle.start();
  }

  @Override
  public Future<Void> stopped() {
    return lifecycle.stopped();
  }

  @Override
  public Future<Void> stop() {
    return lifecycle.stop();
  }

  @Override
  public Standing standing() {
    return lifecycle.standing();
  }
}
