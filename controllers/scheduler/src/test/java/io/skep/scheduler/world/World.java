package io.skep.scheduler.world;

import io.skep.api.Node;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskStatus;
import io.skep.api.Volume;
import io.skep.scheduler.Pipeline;
import io.skep.scheduler.explain.TaskExplanation;
import io.skep.scheduler.reconciler.Scheduler;
import io.skep.store.ReadTx;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * A real store and a scheduler, with the runtime between them played by {@link PlayedRuntime}: it
 * shows changes and asks for runs as the real one does, but one step at a time and with the chance
 * to interfere.
 */
public final class World {
  private final VirtualClock clock = new VirtualClock(1);
  private final MemoryStore store =
      new MemoryStore(MemoryStoreOptions.of(Kinds.ALL).withClock(clock).withRandom(new Random(1)));
  private PlayedRuntime runtime;
  private Scheduler scheduler;

  /** A world whose scheduler decides as SwarmKit does. */
  public World() {
    this(Scheduler.swarmPipeline());
  }

  /** A world whose scheduler decides by {@code pipeline}. */
  public World(Pipeline pipeline) {
    restart(pipeline);
  }

  /** Replaces the scheduler by a new one that knows nothing. */
  public void restart(Pipeline pipeline) {
    scheduler = new Scheduler(pipeline);
    runtime = new PlayedRuntime(store, clock, scheduler);
  }

  /** Replaces the scheduler by a new one that knows nothing. */
  public void restart() {
    restart(Scheduler.swarmPipeline());
  }

  /** Another scheduler that sees what happens whenever it is shown, and does not lead. */
  public PlayedRuntime standby() {
    var standby = new PlayedRuntime(store, clock, new Scheduler(Scheduler.swarmPipeline()));
    standby.showOnly();
    return standby;
  }

  /** Lets {@code standby} lead in place of the one that did. */
  public void lead(PlayedRuntime standby) {
    runtime = standby;
    settle();
  }

  /** The store. */
  public MemoryStore store() {
    return store;
  }

  /** The runtime, to interfere with. */
  public PlayedRuntime runtime() {
    return runtime;
  }

  /** Writes, and lets the scheduler react until it rests. */
  public void write(Consumer<? super Tx> body) {
    writeOnly(body);
    settle();
  }

  /** Writes; the scheduler does not see it yet. */
  public void writeOnly(Consumer<? super Tx> body) {
    done(store.update(body));
  }

  /** Lets the scheduler react until it rests. */
  public void settle() {
    runtime.settle();
  }

  /** Lets time pass. */
  public void pass(Duration duration) {
    clock.advance(duration);
  }

  /** Creates nodes, and lets the scheduler react. */
  public void nodes(Node... nodes) {
    write(tx -> List.of(nodes).forEach(node -> tx.create(Kinds.NODE, node)));
  }

  /** Creates volumes, and lets the scheduler react. */
  public void volumes(Volume... volumes) {
    write(tx -> List.of(volumes).forEach(volume -> tx.create(Kinds.VOLUME, volume)));
  }

  /** Creates services, and lets the scheduler react. */
  public void services(Service... services) {
    write(tx -> List.of(services).forEach(service -> tx.create(Kinds.SERVICE, service)));
  }

  /** Creates tasks, and lets the scheduler react. */
  public void tasks(Task... tasks) {
    write(tx -> List.of(tasks).forEach(task -> tx.create(Kinds.TASK, task)));
  }

  /** Changes a node, and lets the scheduler react. */
  public void changeNode(String id, Consumer<Node.Builder> change) {
    write(tx -> change(tx, id, change));
  }

  /** Changes a task, and lets the scheduler react. */
  public void changeTask(String id, Consumer<Task.Builder> change) {
    write(tx -> changeTask(tx, id, change));
  }

  /** Changes a node. */
  public static void change(Tx tx, String id, Consumer<Node.Builder> change) {
    Node.Builder node = tx.get(Kinds.NODE, id).orElseThrow().toBuilder();
    change.accept(node);
    tx.update(Kinds.NODE, node.build());
  }

  /** Changes a volume, and lets the scheduler react. */
  public void changeVolume(String id, Consumer<Volume.Builder> change) {
    write(tx -> changeVolume(tx, id, change));
  }

  /** Changes a volume. */
  public static void changeVolume(Tx tx, String id, Consumer<Volume.Builder> change) {
    Volume.Builder volume = tx.get(Kinds.VOLUME, id).orElseThrow().toBuilder();
    change.accept(volume);
    tx.update(Kinds.VOLUME, volume.build());
  }

  /** Changes a task. */
  public static void changeTask(Tx tx, String id, Consumer<Task.Builder> change) {
    Task.Builder task = tx.get(Kinds.TASK, id).orElseThrow().toBuilder();
    change.accept(task);
    tx.update(Kinds.TASK, task.build());
  }

  /** All objects. */
  public ReadTx view() {
    return store.view();
  }

  /** The stored task. */
  public Task task(String id) {
    return view().get(Kinds.TASK, id).orElseThrow();
  }

  /** The stored volume. */
  public Volume volume(String id) {
    return view().get(Kinds.VOLUME, id).orElseThrow();
  }

  /** The node of a task; empty if it has none. */
  public String nodeOf(String task) {
    return task(task).getNodeId();
  }

  /** The status of a task. */
  public TaskStatus status(String task) {
    return task(task).getStatus();
  }

  /** Why a task waits. */
  public String err(String task) {
    return status(task).getErr();
  }

  /** Everything that the scheduler says of a task. */
  public TaskExplanation explain(String task) {
    return scheduler.explain(task);
  }

  /** How many wanted tasks of a service a node has. */
  public long count(String node, String service) {
    return view().list(Kinds.TASK).stream()
        .filter(task -> task.getNodeId().equals(node) && task.getServiceId().equals(service))
        .count();
  }

  /** The value of {@code future}, which has to be complete. */
  static <T> T done(Future<T> future) {
    if (!future.isComplete()) {
      throw new AssertionError("a free store answers at once, but this future is not complete");
    }
    if (future.failed()) {
      throw new AssertionError(future.cause());
    }
    return future.result();
  }
}
