package io.skep.store.memory;

import io.skep.api.Snapshot;
import io.skep.api.StoreSnapshot;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.store.IdSource;
import io.skep.store.ReadTx;
import io.skep.store.SnapshotForm;
import io.skep.store.SnapshotLimits;
import io.skep.store.kind.Kinds;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to save and to restore a store of tasks with a name, labels, an image and a node:
 * as a stream, and beside it as the message that is then written or was parsed. A million: {@code
 * -p size=1000000 -jvmArgs -Xmx4g}.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 5)
@Measurement(iterations = 10)
public class SnapshotBenchmark {
  private static final int TASKS_A_SERVICE = 100;
  private static final int TASKS_A_NODE = 50;

  /** How many tasks the store holds. */
  @Param("100000")
  public int size;

  private MemoryStore full;
  private ReadTx view;
  private byte[] saved;

  /** Fills a store and saves it. */
  @Setup(Level.Trial)
  public void fill() throws IOException {
    var ids = new IdSource(new Random(1));
    full = store();
    var tasks = StoreSnapshot.newBuilder();
    for (int i = 0; i < size; i++) {
      tasks.addTasks(task(ids.next(), i));
    }
    full.restore(tasks.build());
    view = full.view();
    var out = new ByteArrayOutputStream();
    full.save(view, SnapshotForm.WHOLE, out);
    saved = out.toByteArray();
  }

  private static MemoryStore store() {
    return new MemoryStore(MemoryStoreOptions.of(Kinds.ALL));
  }

  private static Task task(String id, int number) {
    Task.Builder task =
        Task.newBuilder()
            .setId(id)
            .setServiceId("service" + number / TASKS_A_SERVICE)
            .setSlot(number % TASKS_A_SERVICE)
            .setNodeId("node" + number / TASKS_A_NODE)
            .setDesiredState(TaskState.RUNNING);
    task.getMetaBuilder().getVersionBuilder().setIndex(number + 1);
    task.getServiceAnnotationsBuilder()
        .setName("web" + number / TASKS_A_SERVICE)
        .putLabels("team", "a")
        .putLabels("tier", "front");
    task.getSpecBuilder().getContainerBuilder().setImage("registry.example/web:1." + number % 7);
    task.getStatusBuilder().setState(TaskState.RUNNING).setMessage("started");
    return task.build();
  }

  /** As a stream to nowhere. */
  @Benchmark
  public void save() throws IOException {
    full.save(view, SnapshotForm.WHOLE, OutputStream.nullOutputStream());
  }

  /** As a message, written to nowhere. */
  @Benchmark
  public void saveAsMessage() throws IOException {
    full.saveWithHistory(view).writeTo(OutputStream.nullOutputStream());
  }

  /** From bytes into an empty store. */
  @Benchmark
  public Object restore() {
    return store().restore(new ByteArrayInputStream(saved), SnapshotLimits.DEFAULT);
  }

  /** From bytes through a message into an empty store. */
  @Benchmark
  public Object restoreAsMessage() throws IOException {
    return store().restore(Snapshot.parseFrom(saved));
  }

  /** From bytes into a store that holds the same: the least difference is none. */
  @Benchmark
  public Object restoreEqual() {
    return full.restore(new ByteArrayInputStream(saved), SnapshotLimits.DEFAULT);
  }
}
