package io.skep.orchestrator;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.skep.api.Node;
import io.skep.api.NodeSpec;
import io.skep.api.NodeStatus;
import io.skep.api.Service;
import io.skep.api.ServiceSpec;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.wire.Times;
import io.skep.controller.runtime.ManagerOptions;
import io.skep.controller.runtime.StoreManager;
import io.skep.orchestrator.task.TaskSource;
import io.skep.orchestrator.task.Tasks;
import io.skep.orchestrator.update.ServiceChange;
import io.skep.store.IdSource;
import io.skep.store.Interest;
import io.skep.store.Specifier;
import io.skep.store.Tx;
import io.skep.store.Watcher;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.TaskKind;
import io.skep.store.loop.VirtualClock;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * A store with the orchestrators, the allocators and the reaper at work on virtual time. There is
 * no scheduler and there are no agents: tests play them.
 */
final class World {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final VirtualClock clock;
  private final IdSource ids;
  private final MemoryStore store;
  private StoreManager manager;

  private World(long seed) {
    clock = new VirtualClock(seed);
    ids = new IdSource(clock.newRandom());
    store =
        new MemoryStore(
            MemoryStoreOptions.of(Kinds.ALL).withClock(clock).withRandom(clock.newRandom()));
  }

  /** A world with the objects of a new cluster. */
  static World seeded() {
    return seeded(1);
  }

  /** {@link #seeded()}, with other interleavings. */
  static World seeded(long seed) {
    World world = empty(seed);
    world.write(new ClusterSeed(world.ids));
    return world;
  }

  /** A world without objects. */
  static World empty() {
    return empty(1);
  }

  private static World empty(long seed) {
    var world = new World(seed);
    world.lead();
    return world;
  }

  /** The leader is gone: nothing happens until there is a new one. */
  void loseLeader() {
    manager.stop();
    clock.runUntilIdle();
  }

  /** A new leader that knows nothing but the store. */
  void lead() {
    var options = ManagerOptions.DEFAULT.withMeters(meters);
    manager = StoreManager.on(List.of(clock.loop("leader")), store, options);
    new Orchestration(new TaskSource(ids, clock)).addTo(manager);
    manager.start();
    clock.runUntilIdle();
  }

  /** Writes, and lets the controllers react. */
  void write(Consumer<? super Tx> body) {
    writeOnly(body);
    clock.runUntilIdle();
  }

  /** Writes; the controllers do not see it yet. */
  void writeOnly(Consumer<? super Tx> body) {
    var written = store.update(body);
    if (written.failed()) {
      throw new AssertionError(written.cause());
    }
  }

  /** Lets time pass. */
  void pass(Duration duration) {
    clock.advance(duration);
  }

  void create(Service service) {
    write(tx -> tx.create(Kinds.SERVICE, service));
  }

  void create(Node... nodes) {
    write(tx -> List.of(nodes).forEach(node -> tx.create(Kinds.NODE, node)));
  }

  void create(Task... tasks) {
    write(tx -> List.of(tasks).forEach(task -> tx.create(Kinds.TASK, task)));
  }

  void deleteService(String id) {
    write(tx -> tx.delete(Kinds.SERVICE, id));
  }

  void deleteNode(String id) {
    write(tx -> tx.delete(Kinds.NODE, id));
  }

  void deleteTask(Task task) {
    write(tx -> tx.delete(Kinds.TASK, task.getId()));
  }

  void scale(String service, long replicas) {
    change(service, s -> s.getSpecBuilder().getReplicatedBuilder().setReplicas(replicas));
  }

  void change(String service, Consumer<Service.Builder> change) {
    write(
        tx -> {
          Service.Builder changed = tx.get(Kinds.SERVICE, service).orElseThrow().toBuilder();
          change.accept(changed);
          tx.update(Kinds.SERVICE, changed.build());
        });
  }

  void changeNode(String id, Consumer<Node.Builder> change) {
    write(
        tx -> {
          Node.Builder node = tx.get(Kinds.NODE, id).orElseThrow().toBuilder();
          change.accept(node);
          tx.update(Kinds.NODE, node.build());
        });
  }

  void changeNode(String id, NodeStatus.State state) {
    changeNode(id, node -> node.getStatusBuilder().setState(state));
  }

  void changeNode(String id, NodeSpec.Availability availability) {
    changeNode(id, node -> node.getSpecBuilder().setAvailability(availability));
  }

  /** The scheduler places {@code task} on {@code node}, and an agent takes a second to start it. */
  void start(Task task, String node) {
    pass(Duration.ofSeconds(1));
    write(
        tx -> {
          Task stored = tx.get(Kinds.TASK, task.getId()).orElseThrow();
          tx.update(Kinds.TASK, inState(stored, TaskState.RUNNING).setNodeId(node).build());
        });
  }

  /** All tasks of the service that are to run do, on {@code nodes} in turn. */
  void startAll(String service, String... nodes) {
    int next = 0;
    for (Task task : runnable(service)) {
      start(task, nodes[next++ % nodes.length]);
    }
  }

  /** An agent reports that {@code task} is in {@code state}. */
  void report(Task task, TaskState state) {
    write(tx -> reportIn(tx, task, state));
  }

  /** The agent of {@code node}, which has the task from now on, reports its state. */
  void report(Task task, TaskState state, String node) {
    write(
        tx -> {
          Task stored = tx.get(Kinds.TASK, task.getId()).orElseThrow();
          tx.update(Kinds.TASK, inState(stored, state).setNodeId(node).build());
        });
  }

  /** The user has the service ask for something else. */
  void update(String service, Consumer<ServiceSpec.Builder> change) {
    write(
        tx -> {
          Service stored = tx.get(Kinds.SERVICE, service).orElseThrow();
          ServiceSpec.Builder spec = stored.getSpec().toBuilder();
          change.accept(spec);
          tx.update(Kinds.SERVICE, ServiceChange.to(stored, spec.build(), clock.instant()));
        });
  }

  /** The user takes the last change back. */
  void rollBack(String service) {
    write(
        tx -> {
          Service stored = tx.get(Kinds.SERVICE, service).orElseThrow();
          tx.update(Kinds.SERVICE, ServiceChange.back(stored, clock.instant()).orElseThrow());
        });
  }

  /** All that is committed to services and tasks from now on. */
  Watcher watch() {
    return store.watch(
        clock.loop("watch"), Interest.of(Specifier.of(Kinds.TASK), Specifier.of(Kinds.SERVICE)));
  }

  /** The time of the world. */
  Instant instant() {
    return clock.instant();
  }

  void reportIn(Tx tx, Task task, TaskState state) {
    Task stored = tx.get(Kinds.TASK, task.getId()).orElseThrow();
    tx.update(Kinds.TASK, inState(stored, state).build());
  }

  private Task.Builder inState(Task task, TaskState state) {
    Task.Builder changed = task.toBuilder();
    changed.getStatusBuilder().setState(state).setTimestamp(Times.timestamp(clock.instant()));
    return changed;
  }

  /** All tasks of the service, by age. */
  List<Task> tasks(String service) {
    return store.view().find(Kinds.TASK, TaskKind.byServiceId(service)).stream()
        .sorted(Tasks.BY_CREATION)
        .toList();
  }

  /** The tasks of the service that are to run, by slot and node. */
  List<Task> runnable(String service) {
    return tasks(service).stream()
        .filter(Tasks::isRunnable)
        .sorted(
            Comparator.comparing(Task::getSlot)
                .thenComparing(Task::getNodeId)
                .thenComparing(Task::getId))
        .toList();
  }

  /** The tasks of the job that are under way or have ended well, by slot and node. */
  List<Task> active(String job) {
    return tasks(job).stream()
        .filter(Tasks::isActive)
        .sorted(Comparator.comparing(Task::getSlot).thenComparing(Task::getNodeId))
        .toList();
  }

  /** The job is to run anew, with {@code change}. */
  void again(String job, Consumer<Service.Builder> change) {
    change(
        job,
        service -> {
          var iteration = service.getJobStatusBuilder().getJobIterationBuilder();
          iteration.setIndex(iteration.getIndex() + 1);
          change.accept(service);
        });
  }

  /** The numbers of the slots with a task that is to run. */
  List<Long> slots(String service) {
    return runnable(service).stream().map(Task::getSlot).toList();
  }

  /** The nodes with a task that is to run. */
  List<String> nodes(String service) {
    return runnable(service).stream().map(Task::getNodeId).toList();
  }

  /** The task as it is now; the default one if it is gone. */
  Task now(Task task) {
    return store.view().get(Kinds.TASK, task.getId()).orElse(Task.getDefaultInstance());
  }

  Service service(String id) {
    return store.view().get(Kinds.SERVICE, id).orElseThrow();
  }

  boolean exists(Task task) {
    return store.view().get(Kinds.TASK, task.getId()).isPresent();
  }

  /** How many runs the controller has had. */
  double runs(String controller) {
    return meters.find("skep.controller.runs").tag("controller", controller).counters().stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }

  /** How many runs of any controller failed. */
  double failedRuns() {
    return meters.find("skep.controller.runs").tag("result", "failed").counters().stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }
}
