package io.skep.simulation;

import io.skep.api.Node;
import io.skep.controller.runtime.ManagerOptions;
import io.skep.controller.runtime.StoreManager;
import io.skep.orchestrator.ClusterSeed;
import io.skep.orchestrator.Orchestration;
import io.skep.orchestrator.task.TaskSource;
import io.skep.scheduler.reconciler.Scheduler;
import io.skep.store.IdSource;
import io.skep.store.ReadTx;
import io.skep.store.Store;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VirtualClock;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A whole cluster in one thread: a store, all controllers, and nodes whose agents run tasks. Time
 * passes only in {@link #advance} and {@link #settle}; between these calls everything stands still
 * and can be looked at and changed. The same options and calls give the same objects, byte for
 * byte.
 *
 * <pre>{@code
 * try (var cluster = SimulatedCluster.start(SimulationOptions.of(42))) {
 *   cluster.addNode(node);
 *   cluster.deploy(tx -> tx.create(Kinds.SERVICE, service));
 *   cluster.settle(Duration.ofSeconds(20), Duration.ofMinutes(10));
 *   cluster.view().list(Kinds.TASK).forEach(task -> print(task));
 * }
 * }</pre>
 *
 * <p>One thread at a time, and never from inside a task of its loops.
 */
public final class SimulatedCluster implements AutoCloseable {
  /** The controllers are dealt out to so many loops, so that other seeds interleave them anew. */
  private static final int LOOPS = 3;

  private final VirtualClock clock;
  private final MemoryStore store;
  private final List<Loop> loops;
  private final ManagerOptions managerOptions;
  private final StoreManager machines;
  private final SimulatedNodes nodes;
  private final IdSource ids;
  private final SimulationOptions options;
  private StoreManager leader;
  private Scheduler scheduler;

  private SimulatedCluster(SimulationOptions options) {
    this.options = options;
    clock = new VirtualClock(options.seed(), options.start());
    store =
        new MemoryStore(
            MemoryStoreOptions.of(Kinds.ALL)
                .withClock(clock)
                .withRandom(clock.newRandom())
                .withMeters(options.meters()));
    ids = new IdSource(clock.newRandom());
    var agents = new SimulatedAgents(options.life());
    nodes = new SimulatedNodes(store, clock.loop("machines"), agents);
    loops = IntStream.range(0, LOOPS).mapToObj(n -> clock.loop("controllers-" + n)).toList();
    managerOptions = ManagerOptions.DEFAULT.withSeed(options.seed()).withMeters(options.meters());
    machines = StoreManager.on(loops, store, managerOptions);
    if (!options.schedulerOnly()) {
      machines.add("agents", agents);
    }
    leader = newLeader();
  }

  private StoreManager newLeader() {
    StoreManager manager = StoreManager.on(loops, store, managerOptions);
    var source = new TaskSource(new IdSource(clock.newRandom()), clock);
    if (!options.schedulerOnly()) {
      new Orchestration(source).addTo(manager);
    }
    scheduler = new Scheduler(options.pipeline());
    manager.add("scheduler", scheduler);
    return manager;
  }

  /**
   * A cluster without nodes and services, its controllers at work. It has what every cluster has:
   * see {@link ClusterSeed}.
   */
  public static SimulatedCluster start(SimulationOptions options) {
    var cluster = new SimulatedCluster(options);
    cluster.deploy(new ClusterSeed(cluster.ids));
    cluster.await(cluster.machines.start());
    cluster.await(cluster.leader.start());
    return cluster;
  }

  /** The time of the cluster. Advance it through the cluster, which notices what fails. */
  public VirtualClock clock() {
    return clock;
  }

  /** The store, for watchers and informers of one's own; their loops must be of {@link #clock}. */
  public Store store() {
    return store;
  }

  /** Ids for objects to deploy, drawn from the seed. */
  public IdSource ids() {
    return ids;
  }

  /** The leader's scheduler, to be asked what it knows while time stands still. */
  public Scheduler scheduler() {
    return scheduler;
  }

  /** All objects as they are now. */
  public ReadTx view() {
    return store.view();
  }

  /**
   * Adds {@code node}, with an id if it has none. Its agent is at work at once; whether it gets
   * tasks depends on its state.
   *
   * @return the node as stored
   */
  public Node addNode(Node node) {
    Node named = node.getId().isEmpty() ? node.toBuilder().setId(ids.next()).build() : node;
    deploy(tx -> tx.create(Kinds.NODE, named));
    return view().get(Kinds.NODE, named.getId()).orElseThrow();
  }

  /**
   * Changes objects in one transaction, as an operator would. What follows from that happens once
   * time passes.
   *
   * @return the version of the change
   * @throws RuntimeException what {@code body} threw, or the store's fault; then nothing changed
   */
  public Version deploy(Consumer<? super Tx> body) {
    return await(store.update(body));
  }

  /** The machine of the node stops at once; 15 s later the node counts as down. */
  public void crash(String nodeId) {
    checkNode(nodeId);
    nodes.crash(nodeId);
  }

  /** The machine of the node starts again; nothing runs on it any more. */
  public void restart(String nodeId) {
    checkNode(nodeId);
    await(nodes.start(nodeId));
  }

  private void checkNode(String nodeId) {
    if (view().get(Kinds.NODE, nodeId).isEmpty()) {
      throw new IllegalArgumentException(
          "there is no node \"%s\"; give the id of a node that was added".formatted(nodeId));
    }
  }

  /**
   * The controllers stop, after what they have under way, and others take over, which know nothing
   * but what is stored.
   */
  public void changeLeader() {
    await(leader.stop());
    leader = newLeader();
    await(leader.start());
  }

  /**
   * Lets {@code duration} pass.
   *
   * @throws IllegalStateException if a controller could not go on
   */
  public void advance(Duration duration) {
    clock.advance(duration);
    checkManager(leader);
    checkManager(machines);
  }

  /**
   * Lets time pass until nothing has been committed for {@code quiet}. Choose that longer than what
   * may be waited for without a commit: restart delays, and the 15 s until a crash is noticed.
   *
   * @param limit when to give up
   * @return whether there was such a quiet time; if not, {@code limit} has passed
   */
  public boolean settle(Duration quiet, Duration limit) {
    if (quiet.isZero() || quiet.isNegative()) {
      throw new IllegalArgumentException("quiet must be positive but is " + quiet);
    }
    Instant end = clock.instant().plus(limit);
    while (true) {
      clock.runUntilIdle();
      Version before = view().version();
      Duration left = Duration.between(clock.instant(), end);
      if (left.compareTo(quiet) < 0) {
        advance(left);
        return false;
      }
      advance(quiet);
      if (view().version().equals(before)) {
        return true;
      }
    }
  }

  /** Stops the controllers and closes the store. Idempotent. */
  @Override
  public void close() {
    leader.stop();
    machines.stop();
    clock.runUntilIdle();
    store.close();
  }

  /** The result of {@code future}, which needs turns of the loops but no time. */
  private <T> T await(Future<T> future) {
    if (!future.isComplete()) {
      clock.runUntilIdle();
    }
    if (future.failed() && future.cause() instanceof RuntimeException failure) {
      throw failure;
    }
    if (!future.succeeded()) {
      throw new IllegalStateException(
          "no answer at %s (seed %d)".formatted(clock.instant(), clock.seed()), future.cause());
    }
    return future.result();
  }

  private void checkManager(StoreManager manager) {
    if (manager.stopped().failed()) {
      throw new IllegalStateException(
          "a controller could not go on at %s (seed %d)".formatted(clock.instant(), clock.seed()),
          manager.stopped().cause());
    }
  }
}
