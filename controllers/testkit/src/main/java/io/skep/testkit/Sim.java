package io.skep.testkit;

import io.skep.controller.ControllerOptions;
import io.skep.controller.Reconciler;
import io.skep.store.By;
import io.skep.store.Kind;
import io.skep.store.Origin;
import io.skep.store.ReadTx;
import io.skep.store.Store;
import io.skep.store.Tx;
import io.skep.store.loop.Clock;
import io.skep.store.loop.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Controllers over a real store, on virtual time, in an order drawn from a seed; {@link SimTest}
 * gives one to a test. The same seed and calls give the same run.
 *
 * <p>First say which {@link #controller controllers} there are, and how many {@link #replicas}.
 * They start when time first passes, in {@link #settle} or {@link #advance}. Between these calls
 * everything stands still and can be looked at and changed. At every step it is checked that
 *
 * <ul>
 *   <li>no key is in two runs of a controller at once;
 *   <li>no feed and no controller goes back to an older version, and of each object they see states
 *       that it had, in their order;
 *   <li>a key is in a queue once, and whatever needs a run is queued, waiting, running or given up;
 *   <li>nothing is committed by a replica that does not hold the lease, if there is one;
 *   <li>what {@link #assertAlways} says holds.
 * </ul>
 *
 * <p>A method during which a check fails throws an {@link AssertionError} with time and seed. One
 * thread at a time, and never from inside a reconciler.
 */
public final class Sim implements AutoCloseable {
  /** Longer than any back-off with everything at its worst. */
  private static final Duration SETTLE_LIMIT = Duration.ofMinutes(10);

  private static final Origin TEST = Origin.of("test");

  private final World world;
  private int replicas = 1;
  private boolean leaderOnly;
  private boolean started;

  /** A simulation with its chance drawn from {@code seed}. */
  public Sim(long seed) {
    world = new World(seed);
  }

  /** From what all chance is drawn. */
  public long seed() {
    return world.clock().seed();
  }

  /** {@link #controller(String, Supplier, ControllerOptions)} named by its class. */
  public <T> Sim controller(Reconciler<T> reconciler) {
    return controller(reconciler.getClass().getSimpleName(), reconciler);
  }

  /** {@link #controller(String, Supplier, ControllerOptions)} with the defaults. */
  public <T> Sim controller(String name, Reconciler<T> reconciler) {
    return controller(name, reconciler, ControllerOptions.DEFAULT);
  }

  /**
   * {@link #controller(String, Supplier, ControllerOptions)} with a reconciler that has no state:
   * all replicas share it.
   */
  public <T> Sim controller(String name, Reconciler<T> reconciler, ControllerOptions options) {
    Objects.requireNonNull(reconciler, "reconciler");
    return this.<T>controller(name, () -> reconciler, options);
  }

  /**
   * Adds a controller to every replica; before the start only.
   *
   * @param reconciler asked for one at each start of a replica, as after a crash
   */
  public <T> Sim controller(
      String name, Supplier<? extends Reconciler<T>> reconciler, ControllerOptions options) {
    checkNotStarted("controller");
    world.controllers().add(new Definition<>(name, reconciler, options));
    return this;
  }

  /** So many replicas, each with all controllers; 1 if not told. Before the start only. */
  public Sim replicas(int count) {
    checkNotStarted("replicas");
    if (count < 1) {
      throw new IllegalArgumentException("replicas must be at least 1 but is " + count);
    }
    replicas = count;
    return this;
  }

  /**
   * The keys of all controllers run only in the replica that holds the lease ({@link
   * io.skep.controller.Placement#leader}), and only what that writes takes effect. Before the start
   * only.
   */
  public Sim leaderOnly() {
    checkNotStarted("leaderOnly");
    leaderOnly = true;
    return this;
  }

  private void checkNotStarted(String method) {
    if (started) {
      throw new IllegalStateException(
          "%s comes after the start; call it before time passes".formatted(method));
    }
  }

  /** Lets {@code faults} happen, besides those that are in force. */
  public Sim faults(Fault... faults) {
    start();
    List.of(faults).forEach(world.plan()::add);
    return this;
  }

  /** Ends all faults, and sets right what they have left: everything is up, and connected. */
  public Sim calm() {
    world.plan().calm();
    return this;
  }

  /**
   * Writes {@code object}.
   *
   * @return its id
   */
  public <T> String create(Kind<T> kind, T object) {
    return kind.id(write(tx -> tx.create(kind, object)));
  }

  /**
   * Writes what {@code change} makes of an object.
   *
   * @return the object as stored
   */
  public <T> T update(Kind<T> kind, String id, UnaryOperator<T> change) {
    return write(tx -> tx.update(kind, change.apply(tx.get(kind, id).orElseThrow())));
  }

  /** Removes an object. */
  public void delete(Kind<?> kind, String id) {
    write(tx -> tx.delete(kind, id));
  }

  /**
   * Writes as the test, in one transaction, which meets no faults. What follows from it happens
   * when time passes.
   *
   * @return what {@code body} returned
   * @throws RuntimeException what {@code body} threw
   */
  public <R> R write(Function<? super Tx, ? extends R> body) {
    var answer = world.store().<R>compute(TEST, body);
    if (answer.failed() && answer.cause() instanceof RuntimeException failure) {
      throw failure;
    }
    if (!answer.succeeded()) {
      throw new IllegalStateException("the store is busy", answer.cause());
    }
    return answer.result().value();
  }

  /** The object, which must be there. */
  public <T> T get(Kind<T> kind, String id) {
    return find(kind, id)
        .orElseThrow(() -> world.failure("there is no %s/%s".formatted(kind.name(), id)));
  }

  /** The object, if it is there. */
  public <T> Optional<T> find(Kind<T> kind, String id) {
    return view().get(kind, id);
  }

  /** All objects of {@code kind}, by id. */
  public <T> List<T> list(Kind<T> kind) {
    return view().list(kind);
  }

  /** The objects that {@code by} selects. */
  public <T> List<T> list(Kind<T> kind, By<T> by) {
    return view().find(kind, by);
  }

  /** How many objects of {@code kind} there are. */
  public int count(Kind<?> kind) {
    return view().count(kind);
  }

  /** All objects as they are now. */
  public ReadTx view() {
    return world.store().view();
  }

  /** The store, for anything else. */
  public Store store() {
    return world.store();
  }

  /** The time of the simulation. */
  public Clock clock() {
    return world.clock();
  }

  /** A loop of the simulation, for informers and watchers of the test's own. */
  public Loop loop(String name) {
    return world.clock().loop(name);
  }

  /**
   * Lets time pass until nothing needs a run: every change has been seen, and no run is under way
   * or owed, but for looks that a run asked for with {@code again}. Fails if that takes more than
   * ten minutes.
   */
  public void settle() {
    start();
    world.run();
    Duration left = SETTLE_LIMIT;
    while (!isSettled()) {
      Duration next = world.untilNextTimer().orElse(SETTLE_LIMIT);
      if (next.compareTo(left) >= 0) {
        throw world.failure("nothing settles in %s: %s".formatted(SETTLE_LIMIT, unrest()));
      }
      world.advance(next);
      left = left.minus(next);
    }
  }

  private boolean isSettled() {
    List<Working> working = working();
    return working.stream().anyMatch(Working::leads)
        && working.stream().allMatch(each -> each.isSettled(world));
  }

  private List<Working> working() {
    return world.replicas().stream()
        .filter(Replica::isUp)
        .flatMap(replica -> replica.working().stream())
        .toList();
  }

  private List<String> unrest() {
    List<String> unrest = new ArrayList<>();
    List<Working> working = working();
    if (working.stream().noneMatch(Working::leads)) {
      unrest.add("no replica is at work");
    }
    working.forEach(each -> unrest.addAll(each.unrest(world)));
    return unrest;
  }

  /** Lets {@code duration} pass. */
  public void advance(Duration duration) {
    start();
    world.advance(duration);
  }

  /**
   * {@code condition} must hold in every state that the store has had in this simulation, and will
   * have: after each transaction.
   */
  public void assertAlways(Predicate<? super ReadTx> condition) {
    world.always(condition);
  }

  /** Fails unless nothing is left to do: no key is queued, waiting, running, or owed a run. */
  public void assertQuiet() {
    start();
    world.run();
    List<String> unrest = unrest();
    if (!unrest.isEmpty()) {
      throw world.failure("not quiet: " + unrest);
    }
  }

  /** Which replica leads, from 0; empty if none does. */
  public Optional<Integer> leader() {
    return IntStream.range(0, world.replicas().size())
        .filter(i -> world.replicas().get(i).isLeader())
        .boxed()
        .findFirst();
  }

  /**
   * Crashes the replica that leads; it stays down until {@link #restart}.
   *
   * @return which it was
   */
  public int killLeader() {
    int leader = leader().orElseThrow(() -> world.failure("no replica leads"));
    crash(leader);
    return leader;
  }

  /** Takes the lease away from whoever holds it. */
  public void loseLease() {
    world.loseLease();
  }

  /** The replica is gone at once, with everything that is under way in it. */
  public void crash(int replica) {
    replica(replica).crash();
  }

  /** A crashed replica starts anew. Nothing happens if it is up. */
  public void restart(int replica) {
    replica(replica).start();
  }

  /** Nothing runs in the replica until {@link #resume}, while the others go on. */
  public void pause(int replica) {
    replica(replica).pause();
  }

  /** A paused replica goes on; what was due in it meanwhile is late. */
  public void resume(int replica) {
    replica(replica).resume();
  }

  /** The clock of the replica moves ahead. */
  public void jumpClock(int replica, Duration ahead) {
    replica(replica).jump(ahead);
  }

  /** The feeds of the replica break: it learns of nothing new until {@link #reconnect}. */
  public void cutFeeds(int replica) {
    replica(replica).faults().cut();
  }

  /** The feeds of the replica go on from where they were. */
  public void reconnect(int replica) {
    replica(replica).faults().reconnect();
  }

  /** The feeds of the replica learn that what comes next for them is not in the log any more. */
  public void compactFeeds(int replica) {
    replica(replica).faults().expire();
  }

  private Replica replica(int number) {
    start();
    return world.replicas().get(Objects.checkIndex(number, world.replicas().size()));
  }

  private void start() {
    if (!started) {
      started = true;
      if (leaderOnly) {
        world.controllers().replaceAll(Definition::onLeader);
      }
      for (int i = 0; i < replicas; i++) {
        world.add(new Replica(world, i));
      }
      world.replicas().forEach(Replica::start);
    }
  }

  /** Ends everything. Idempotent. */
  @Override
  public void close() {
    world.store().close();
  }
}
