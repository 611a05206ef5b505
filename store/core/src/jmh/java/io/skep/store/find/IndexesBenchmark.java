package io.skep.store.find;

import io.skep.api.Annotations;
import io.skep.api.ContainerSpec;
import io.skep.api.Task;
import io.skep.api.TaskSpec;
import io.skep.api.TaskState;
import io.skep.api.TaskStatus;
import io.skep.store.By;
import io.skep.store.index.PersistentMap;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.TaskKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What do the twelve indexes of tasks add to a write, and what does a find over one of them cost?
 *
 * <p>Tasks are spread over a service for every ten of them, and over as many nodes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 6, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 2,
    jvmArgs = {"-Xms2g", "-Xmx2g", "-Xmn512m", "-XX:+UseSerialGC", "-XX:+AlwaysPreTouch"})
public class IndexesBenchmark {
  private static final int TASKS_A_SERVICE = 10;

  /** How many tasks there are. */
  @Param("10000")
  public int size;

  private final PersistentMap.Edit<Held> byId = PersistentMap.<Held>empty().edit();
  private Indexes.Edit<Task> indexes;
  private Indexes<Task> snapshot;
  private Task[] tasks;
  private Task[] touched;
  private Task[] moved;
  private int at;

  /** Fills the indexes. */
  @Setup
  public void fill() {
    var random = new Random(42);
    indexes = Indexes.<Task>of("task", Kinds.TASK.indexes()).edit();
    tasks = new Task[size];
    touched = new Task[size];
    moved = new Task[size];
    for (int i = 0; i < size; i++) {
      tasks[i] = task(random, i);
      touched[i] =
          tasks[i].toBuilder().setStatus(tasks[i].getStatus().toBuilder().setMessage("up")).build();
      moved[i] =
          tasks[i].toBuilder()
              .setStatus(TaskStatus.newBuilder().setState(TaskState.COMPLETE))
              .build();
      byId.put(new Held(tasks[i].getId(), tasks[i]));
      change(tasks[i].getId(), null, tasks[i]);
    }
  }

  /** A change that no index sees. */
  @Benchmark
  public Indexes<Task> untouched() {
    int i = next();
    return change(tasks[i].getId(), tasks[i], touched[i]);
  }

  /** A change of state and back, each a transaction of its own. */
  @Benchmark
  public Indexes<Task> stateAndBack() {
    int i = next();
    change(tasks[i].getId(), tasks[i], moved[i]);
    return change(tasks[i].getId(), moved[i], tasks[i]);
  }

  /** A task removed from all indexes and added to them, each a transaction of its own. */
  @Benchmark
  public Indexes<Task> removeAndAdd() {
    int i = next();
    change(tasks[i].getId(), tasks[i], null);
    return change(tasks[i].getId(), null, tasks[i]);
  }

  /** The ten tasks of a service. */
  @Benchmark
  public List<Task> tasksOfService() {
    By<Task> by = TaskKind.byServiceId(tasks[next()].getServiceId());
    List<Task> found = new ArrayList<>();
    snapshot.plan(by, byId).forEach(entry -> found.add(entry.object()));
    return found;
  }

  private Indexes<Task> change(String id, Task before, Task after) {
    indexes.change(id, before, after, failure -> {});
    snapshot = indexes.freeze();
    return snapshot;
  }

  private int next() {
    at = at + 1 == size ? 0 : at + 1;
    return at;
  }

  private Task task(Random random, int i) {
    int service = random.nextInt(size / TASKS_A_SERVICE);
    return Task.newBuilder()
        .setId(id(random))
        .setServiceId(id(new Random(service)))
        .setServiceAnnotations(Annotations.newBuilder().setName("service" + service))
        .setNodeId(id(new Random(-1 - random.nextInt(size / TASKS_A_SERVICE))))
        .setSlot(i)
        .setSpec(
            TaskSpec.newBuilder()
                .setContainer(ContainerSpec.newBuilder().setImage("registry/web:1")))
        .setDesiredState(TaskState.RUNNING)
        .setStatus(TaskStatus.newBuilder().setState(TaskState.RUNNING))
        .build();
  }

  private static String id(Random random) {
    var id = new StringBuilder();
    for (int i = 0; i < 25; i++) {
      id.append(Character.forDigit(random.nextInt(Character.MAX_RADIX), Character.MAX_RADIX));
    }
    return id.toString();
  }

  /** A task by its id. */
  public record Held(String key, Task object) implements Entry<Task> {}
}
