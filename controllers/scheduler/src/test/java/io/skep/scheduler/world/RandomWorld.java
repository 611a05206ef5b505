package io.skep.scheduler.world;

import io.skep.api.GenericResource;
import io.skep.api.Node;
import io.skep.api.NodeSpec.Availability;
import io.skep.api.NodeStatus;
import io.skep.api.PortConfig.Protocol;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.scheduler.resource.GenericResources;
import io.skep.store.Kind;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/** A cluster that lives at random, by a seed: nodes and tasks come, change and go. */
public final class RandomWorld {
  private static final String[] ZONES = {"a", "b", "c"};
  private static final int MOST_NODES = 12;
  private static final int MOST_TASKS = 120;

  private final World world = new World();
  private final Random random;
  private int made;

  /** A cluster with some services and nothing else. */
  public RandomWorld(long seed) {
    this.random = new Random(seed);
    world.writeOnly(
        tx -> {
          for (int i = 0; i < 6; i++) {
            tx.create(Kinds.SERVICE, A.service("service" + i, 1));
          }
        });
  }

  /** The world. */
  public World world() {
    return world;
  }

  /**
   * Changes some things, and lets the scheduler react.
   *
   * @return whether anything came in the way of its writes
   */
  public boolean step() {
    world.pass(Duration.ofSeconds(random.nextInt(120)));
    boolean disturbed = random.nextInt(4) == 0;
    int changes = 1 + random.nextInt(4);
    world.writeOnly(
        tx -> {
          reap(tx);
          for (int i = 0; i < changes; i++) {
            change(tx);
          }
        });
    world.runtime().interfereOnce(() -> {});
    if (disturbed) {
      world.runtime().interfereOnce(() -> world.writeOnly(this::change));
    } else if (random.nextInt(4) == 0) {
      world.runtime().failBatchOnceAfter(random.nextInt(4));
    }
    world.settle();
    return disturbed;
  }

  private void change(Tx tx) {
    switch (random.nextInt(12)) {
      case 0, 1 -> addNode(tx);
      case 2, 3 -> changeNode(tx);
      case 4 -> removeNode(tx);
      case 5, 6, 7 -> addTasks(tx);
      case 8 -> pick(tx, Kinds.TASK).ifPresent(task -> tx.delete(Kinds.TASK, task.getId()));
      case 9 -> pick(tx, Kinds.TASK).ifPresent(task -> unwant(tx, task));
      default -> pick(tx, Kinds.TASK).ifPresent(task -> progress(tx, task));
    }
  }

  /** Tasks that are over, or never were and never will be, do not pile up. */
  private static void reap(Tx tx) {
    for (Task task : tx.list(Kinds.TASK)) {
      if (!PlainRules.usesItsNode(task) && !PlainRules.waits(task)) {
        tx.delete(Kinds.TASK, task.getId());
      }
    }
  }

  private void addNode(Tx tx) {
    if (tx.count(Kinds.NODE) < MOST_NODES) {
      tx.create(
          Kinds.NODE, A.node("node" + made++, randomZone(), randomState(), randomResources()));
    }
  }

  private void changeNode(Tx tx) {
    pick(tx, Kinds.NODE)
        .ifPresent(
            node ->
                World.change(
                    tx,
                    node.getId(),
                    switch (random.nextInt(4)) {
                      case 0 -> randomZone();
                      case 1 -> randomResources();
                      case 2 -> changed -> changed.getStatusBuilder().setMessage("beat");
                      default -> randomState();
                    }));
  }

  /** Sometimes it is back at once, with its tasks. */
  private void removeNode(Tx tx) {
    pick(tx, Kinds.NODE)
        .ifPresent(
            node -> {
              tx.delete(Kinds.NODE, node.getId());
              if (random.nextInt(3) == 0) {
                tx.create(Kinds.NODE, node.toBuilder().clearMeta().build());
              }
            });
  }

  private void addTasks(Tx tx) {
    int service = random.nextInt(6);
    int count = 1 + random.nextInt(10);
    for (int i = 0; i < count && tx.count(Kinds.TASK) < MOST_TASKS; i++) {
      Task.Builder task = A.task("task" + made++, like(service)).toBuilder();
      if (service == 5) {
        pick(tx, Kinds.NODE).ifPresent(node -> task.setNodeId(node.getId()));
      }
      tx.create(Kinds.TASK, task.build());
    }
  }

  /** What the tasks of a service have in common. */
  private static Consumer<Task.Builder> like(int service) {
    GenericResource gpu = GenericResources.amount("gpu", 1);
    Consumer<Task.Builder> of = A.ofService("service" + service, 1);
    return switch (service) {
      case 0 -> A.ofService("service0");
      case 1 -> of.andThen(A.reserves(2, 30)).andThen(A.spread("node.labels.zone"));
      case 2 -> of.andThen(A.reserves(0, 10, gpu)).andThen(A.constraints("node.labels.zone==a"));
      case 3 -> of.andThen(A.hostPort(Protocol.TCP, 80)).andThen(A.reserves(1, 0));
      case 4 -> of.andThen(A.maxReplicas(2)).andThen(A.spread("node.labels.zone"));
      default -> of.andThen(A.hostPort(Protocol.UDP, 80)).andThen(A.reserves(0, 20, gpu));
    };
  }

  private void unwant(Tx tx, Task task) {
    World.changeTask(
        tx, task.getId(), A.desired(random.nextBoolean() ? TaskState.SHUTDOWN : TaskState.REMOVE));
  }

  private void progress(Tx tx, Task task) {
    if (PlainRules.usesItsNode(task)) {
      boolean ends = random.nextBoolean();
      World.changeTask(tx, task.getId(), A.state(ends ? TaskState.COMPLETE : TaskState.RUNNING));
    }
  }

  private Consumer<Node.Builder> randomZone() {
    int zone = random.nextInt(4);
    return zone == 3
        ? node -> node.getSpecBuilder().getAnnotationsBuilder().clearLabels()
        : A.label("zone", ZONES[zone]);
  }

  private Consumer<Node.Builder> randomState() {
    return switch (random.nextInt(8)) {
      case 0 -> A.state(NodeStatus.State.DOWN);
      case 1 -> A.availability(Availability.DRAIN);
      default -> A.state(NodeStatus.State.READY).andThen(A.availability(Availability.ACTIVE));
    };
  }

  private Consumer<Node.Builder> randomResources() {
    if (random.nextInt(8) == 0) {
      return node -> node.clearDescription();
    }
    var gpus = new ArrayList<GenericResource>();
    int count = random.nextInt(5);
    if (random.nextBoolean()) {
      gpus.add(GenericResources.amount("gpu", count));
    } else {
      for (int i = 0; i < count; i++) {
        gpus.add(GenericResources.unit("gpu", "GPU-" + i));
      }
    }
    return A.resources(
        random.nextInt(20), random.nextInt(300), gpus.toArray(new GenericResource[0]));
  }

  private <T> Optional<T> pick(Tx tx, Kind<T> kind) {
    List<T> all = tx.list(kind);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
  }
}
