package io.skep.examples.scheduler.replay;

import io.skep.api.Resources;
import io.skep.api.TaskSpec;
import io.skep.examples.scheduler.cluster.Cluster;
import io.skep.examples.scheduler.cluster.NodeShape;
import io.skep.examples.scheduler.input.CsvFile;
import io.skep.examples.scheduler.input.InputException;
import io.skep.examples.scheduler.input.InputProblem;
import io.skep.examples.scheduler.input.InputText;
import io.skep.examples.scheduler.input.Located;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Reads a trace of batch jobs: a row for each group of tasks that are alike, submitted at a second,
 * each with processors, a part of a node's memory, and a run time in seconds. Nodes have {@value
 * #CPUS} processors and {@value #MEMORY_GIB} GiB of memory; what the trace's had is not in it.
 */
public final class BatchFile {
  private static final String IMAGE = "trace/batch";
  private static final int CPUS = 64;
  private static final long MEMORY_GIB = 256;
  private static final long MEMORY_BYTES = MEMORY_GIB << 30;
  private static final double NANOS_PER_CPU = 1e9;
  private static final double MAX_VALUE = 1e9;
  private static final int MAX_INSTANCES = 1_000_000;

  private BatchFile() {}

  /** So many nodes for batch tasks. */
  public static Cluster nodes(int count) {
    Cluster.uniform(count); // Refuses what is no number of nodes.
    Resources size =
        Resources.newBuilder()
            .setNanoCpus(CPUS * 1_000_000_000L)
            .setMemoryBytes(MEMORY_BYTES)
            .build();
    var nodes = new ArrayList<NodeShape>(count);
    for (int number = 1; number <= count; number++) {
      NodeShape node = NodeShape.worker("node-" + number, size);
      nodes.add(number == 1 ? node.asManager() : node);
    }
    return new Cluster(nodes);
  }

  /**
   * Loads the trace at {@code path}.
   *
   * @param live as many copies of the trace are asked for at once as it takes until so many tasks
   *     are live at its busiest moment, were none to wait; 0 for one copy
   * @throws InputException if it cannot be read or is wrong, with line and reason
   */
  public static TaskTrace load(Path path, long live) {
    return parse(path.toString(), InputText.read(path), live);
  }

  /** Reads {@code text}, calling it {@code file} in messages; fails as {@link #load} does. */
  public static TaskTrace parse(String file, String text, long live) {
    String named = text.startsWith(",") ? "row" + text : text;
    List<Located<BatchRow>> rows = CsvFile.parse(file, named, BatchRow.class);
    check(file, rows);
    List<Wave> waves = rows.stream().map(row -> wave(row.value())).toList();
    long peak = Math.max(1, peak(waves));
    int copies = (int) Math.max(1, (live + peak - 1) / peak);
    return new TaskTrace(
        waves,
        copies,
        List.of(
            "Nodes have %d processors and %d GiB; memory is a part of a node's, 1 being all of it."
                .formatted(CPUS, MEMORY_GIB),
            "%,d cop%s of the trace; were no task to wait, %,d would be live at once."
                .formatted(copies, copies == 1 ? "y" : "ies", peak * copies)));
  }

  private static void check(String file, List<Located<BatchRow>> rows) {
    var problems = new ArrayList<InputProblem>();
    for (Located<BatchRow> located : rows) {
      BatchRow row = located.value();
      boolean good =
          isAmount(row.submitTime)
              && isAmount(row.duration)
              && isAmount(row.cpu)
              && row.memory >= 0
              && row.memory <= 1
              && row.instances >= 1
              && row.instances <= MAX_INSTANCES;
      if (!good) {
        problems.add(
            located.problem(
                file,
                "submit_time %s, duration %s, cpu %s, memory %s, instances_num %s: none may be negative, memory is at most 1 and instances_num 1 to %,d"
                    .formatted(
                        row.submitTime,
                        row.duration,
                        row.cpu,
                        row.memory,
                        row.instances,
                        MAX_INSTANCES)));
      }
    }
    if (!problems.isEmpty()) {
      throw new InputException(problems);
    }
  }

  private static boolean isAmount(double value) {
    return value >= 0 && value <= MAX_VALUE;
  }

  private static Wave wave(BatchRow row) {
    TaskSpec.Builder spec = TaskSpec.newBuilder();
    spec.getContainerBuilder().setImage(IMAGE);
    spec.getResourcesBuilder()
        .getReservationsBuilder()
        .setNanoCpus(Math.round(row.cpu * NANOS_PER_CPU))
        .setMemoryBytes(Math.round(row.memory * MEMORY_BYTES));
    return new Wave(
        millis(row.submitTime),
        "job-%s-%s".formatted(row.jobId, row.taskId),
        (int) row.instances,
        spec.build(),
        new Wave.End.After(millis(row.duration)));
  }

  private static Duration millis(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  /** The largest number of tasks that are live at once when none has to wait. */
  private static long peak(List<Wave> waves) {
    var changes = new TreeMap<Duration, Long>();
    for (Wave wave : waves) {
      changes.merge(wave.at(), (long) wave.count(), Long::sum);
      Duration end = wave.at().plus(((Wave.End.After) wave.end()).runTime());
      changes.merge(end, -(long) wave.count(), Long::sum);
    }
    long live = 0;
    long peak = 0;
    for (long change : changes.values()) {
      live += change;
      peak = Math.max(peak, live);
    }
    return peak;
  }
}
