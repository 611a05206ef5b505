package io.skep.testkit;

import io.skep.controller.lease.Lease;
import io.skep.simulation.check.History;
import io.skep.simulation.check.Violations;
import io.skep.store.Change;
import io.skep.store.Interest;
import io.skep.store.Origin;
import io.skep.store.ReadTx;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VirtualClock;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The store, the replicas, and time: lets them go on step by step, in an order drawn from the seed,
 * and checks after each step what must hold.
 */
final class World {
  /** The lease that the replicas stand for. */
  static final String LEASE = "sim";

  /** Ends a run in which tasks keep giving each other work without time passing. */
  private static final int STEPS_AT_ONE_MOMENT = 1_000_000;

  /** Everything but the lease, which is renewed all the time. */
  private static final Interest NEWS = Interest.all().where(World::isNews);

  private final long seed;
  private final VirtualClock clock;
  private final RandomGenerator random;
  private final MemoryStore store;
  private final Loop outside;
  private final History history;
  private final FaultPlan plan;
  private final List<Definition<?>> controllers = new ArrayList<>();
  private final List<Replica> replicas = new ArrayList<>();
  private final List<Predicate<? super ReadTx>> always = new ArrayList<>();
  private String violation;
  private int checked;
  private long steps;

  World(long seed) {
    this.seed = seed;
    clock = new VirtualClock(seed);
    random = clock.newRandom();
    store =
        new MemoryStore(
            MemoryStoreOptions.of(Kinds.ALL).withClock(clock).withRandom(clock.newRandom()));
    outside = clock.loop("outside");
    history = new History(store, clock.loop("history"));
    plan = new FaultPlan(this, clock.newRandom());
  }

  private static boolean isNews(Change<?> change) {
    return !Lease.KIND.owns(change.object());
  }

  VirtualClock clock() {
    return clock;
  }

  RandomGenerator random() {
    return random;
  }

  MemoryStore store() {
    return store;
  }

  /** Where the faults come from. */
  Loop outside() {
    return outside;
  }

  History history() {
    return history;
  }

  FaultPlan plan() {
    return plan;
  }

  List<Definition<?>> controllers() {
    return controllers;
  }

  /** Whether {@code origin} is a run of a controller. */
  boolean isController(Origin origin) {
    return controllers.stream().anyMatch(each -> origin.writer().startsWith(each.name()));
  }

  List<Replica> replicas() {
    return Collections.unmodifiableList(replicas);
  }

  Violations violations() {
    return (rule, details) -> {
      if (violation == null) {
        violation = "%s is broken: %s".formatted(rule, details);
      }
    };
  }

  void add(Replica replica) {
    replicas.add(replica);
  }

  /** {@code condition} must hold in every state that there was and will be. */
  void always(Predicate<? super ReadTx> condition) {
    always.add(condition);
    history.read();
    checkState(condition, history.at(Version.ZERO).orElseThrow());
    for (int i = 0; i < checked; i++) {
      checkState(condition, history.at(history.commit(i).version()).orElseThrow());
    }
  }

  boolean hasNewsAfter(Version version) {
    history.read();
    return history.hasNewsAfter(version, NEWS);
  }

  void loseLease() {
    Lease.find(LEASE, store.view())
        .ifPresent(lease -> store.update(tx -> tx.delete(Lease.KIND, Lease.KIND.id(lease))));
  }

  /** Lets everything happen that needs no time. */
  void run() {
    check();
    for (int steps = 0; step(); steps++) {
      if (steps > STEPS_AT_ONE_MOMENT) {
        throw failure("no rest after %d steps: tasks keep giving each other work".formatted(steps));
      }
    }
  }

  private boolean step() {
    List<Replica> ready = replicas.stream().filter(Replica::isReady).toList();
    int all = ready.size() + (clock.isIdle() ? 0 : 1);
    if (all == 0) {
      return false;
    }
    int next = all == 1 ? 0 : random.nextInt(all);
    if (next < ready.size()) {
      ready.get(next).step();
    } else {
      clock.step();
    }
    steps++;
    check();
    return true;
  }

  /** Lets {@code duration} pass, from one moment at which something is due to the next. */
  void advance(Duration duration) {
    run();
    Duration left = duration;
    for (Optional<Duration> next = untilNextTimer();
        next.isPresent() && next.get().compareTo(left) <= 0;
        next = untilNextTimer()) {
      pass(next.get());
      left = left.minus(next.get());
      run();
    }
    pass(left);
  }

  /** How long it is until something is due. */
  Optional<Duration> untilNextTimer() {
    return Stream.concat(
            clock.untilNextTimer().stream(),
            replicas.stream().flatMap(replica -> replica.untilNextTimer().stream()))
        .min(Duration::compareTo);
  }

  private void pass(Duration duration) {
    clock.jump(duration);
    replicas.forEach(replica -> replica.pass(duration));
  }

  private void check() {
    history.read();
    for (; checked < history.size(); checked++) {
      ReadTx state = history.at(history.commit(checked).version()).orElseThrow();
      always.forEach(condition -> checkState(condition, state));
    }
    if (violation != null) {
      throw failure(violation);
    }
  }

  private void checkState(Predicate<? super ReadTx> condition, ReadTx state) {
    if (!condition.test(state)) {
      throw failure("what must always hold does not at version %s".formatted(state.version()));
    }
  }

  /** {@code message}, with when it was. */
  AssertionError failure(String message) {
    return new AssertionError(
        "%s (at %s, step %d, seed %d)".formatted(message, clock.instant(), steps, seed));
  }
}
