package io.skep.testkit;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.skep.controller.lease.Candidate;
import io.skep.controller.runtime.ManagerOptions;
import io.skep.controller.runtime.StoreManager;
import io.skep.informer.Feed;
import io.skep.informer.feed.StoreFeed;
import io.skep.simulation.check.OwedKeys;
import io.skep.simulation.check.ReaderCheck;
import io.skep.simulation.check.RunCheck;
import io.skep.store.Interest;
import io.skep.store.Origin;
import io.skep.store.Store;
import io.skep.store.Version;
import io.skep.store.loop.VirtualClock;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The controllers of a replica at work, from a start to a stop or a crash. */
final class Working {
  /** Controllers are dealt out to so many loops, so that other seeds interleave them anew. */
  private static final int LOOPS = 3;

  private final String replica;
  private final List<ControllerWatch<?>> watches = new ArrayList<>();
  private final StoreManager manager;
  private final Future<Void> started;

  Working(String replica, World world, VirtualClock clock, Store store) {
    this.replica = replica;
    List<Feed> feeds = new ArrayList<>();
    for (int i = 0; i < Math.min(LOOPS, world.controllers().size()); i++) {
      Feed feed = new StoreFeed(store, clock.loop(replica + "-" + i));
      feed.subscribe(
          Interest.all(),
          new ReaderCheck("a feed of " + replica, world.history(), world.violations()));
      feeds.add(feed);
    }
    var meters = new SimpleMeterRegistry();
    var options =
        ManagerOptions.DEFAULT
            .withSeed(clock.newRandom().nextLong())
            .withMeters(meters)
            .withElection(Candidate.of(World.LEASE, replica).withRandom(clock.newRandom()));
    manager = StoreManager.over(feeds, store, options);
    for (int i = 0; i < world.controllers().size(); i++) {
      add(world.controllers().get(i), feeds.get(i % feeds.size()), meters, world);
    }
    started = manager.start();
  }

  private <T> void add(
      Definition<T> definition, Feed feed, SimpleMeterRegistry meters, World world) {
    String name = "%s of %s".formatted(definition.name(), replica);
    var watch =
        new ControllerWatch<>(
            definition,
            feed,
            meters,
            new RunCheck(name, world.history(), world.violations()),
            new OwedKeys(name, world.violations()),
            world.plan()::nextRunDelay);
    watches.add(watch);
    manager.add(definition.name(), watch.reconciler(), definition.options());
  }

  /** In which epoch {@code origin} writes, if that is a run which needs the lease. */
  Optional<Version> epoch(Origin origin) {
    return watches.stream().flatMap(watch -> watch.epoch(origin).stream()).findFirst();
  }

  /** Whether any controller's keys run here. */
  boolean leads() {
    return watches.isEmpty() || watches.stream().anyMatch(ControllerWatch::mayRun);
  }

  /** Checks what holds when nothing is left to do at this moment. */
  void check() {
    if (manager.stopped().failed()) {
      throw new AssertionError(
          "the manager of %s could not go on".formatted(replica), manager.stopped().cause());
    }
    if (started.succeeded()) {
      watches.forEach(ControllerWatch::check);
    }
  }

  /** Whether every controller has seen all up to {@code newest}, and has no run left to do now. */
  boolean isSettled(World world) {
    return started.succeeded()
        && watches.stream().allMatch(watch -> watch.isSettled() && !isBehind(watch, world));
  }

  /** What is not at rest, in words. */
  List<String> unrest(World world) {
    List<String> unrest = new ArrayList<>();
    if (!started.succeeded()) {
      unrest.add("%s has not started".formatted(replica));
    }
    for (ControllerWatch<?> watch : watches) {
      String why = watch.unrest();
      if (!why.isEmpty()) {
        unrest.add("%s: %s".formatted(replica, why));
      }
      if (isBehind(watch, world)) {
        unrest.add(
            "%s: a feed is at version %s and does not know what came after it"
                .formatted(replica, watch.shown()));
      }
    }
    return unrest;
  }

  private static boolean isBehind(ControllerWatch<?> watch, World world) {
    Version shown = watch.shown();
    return world.hasNewsAfter(shown);
  }
}
