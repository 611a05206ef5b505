package io.skep.examples.scheduler.replay;

import io.skep.api.Resources;
import io.skep.api.TaskSpec;
import io.skep.examples.scheduler.cluster.Generic;
import io.skep.examples.scheduler.input.CsvFile;
import io.skep.examples.scheduler.input.InputException;
import io.skep.examples.scheduler.input.InputProblem;
import io.skep.examples.scheduler.input.InputText;
import io.skep.examples.scheduler.input.Located;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a trace of services: a row for each instance, with its app, what it requests, and when it
 * came and went in seconds. Each instance becomes a task that reserves processors, memory, and
 * units of the resources {@code gpu}, {@code rdma} (percent of a network card) and {@code disk}
 * (GiB, rounded up).
 *
 * <p>No node may have more tasks of an app than the smallest positive {@code max_instance_per_node}
 * of its rows. An instance without a creation time is there from the start, one without a deletion
 * time to the end. Where nodes have a label {@code role}, an instance goes to those of its own.
 */
public final class ServiceTraceFile {
  /** Of a node: which instances it is for. */
  static final String ROLE = "role";

  private static final String IMAGE = "trace/instance";
  private static final double MAX_VALUE = 1e9;
  private static final double NANOS_PER_CPU = 1e9;
  private static final double BYTES_PER_GIB = 1L << 30;

  private final String file;
  private final boolean withRoles;
  private final List<InputProblem> problems = new ArrayList<>();

  private ServiceTraceFile(String file, boolean withRoles) {
    this.file = file;
    this.withRoles = withRoles;
  }

  /**
   * Loads the trace at {@code path}.
   *
   * @param withRoles whether nodes have a label {@code role}
   * @throws InputException if it cannot be read or is wrong, with line and reason
   */
  public static TaskTrace load(Path path, boolean withRoles) {
    return parse(path.toString(), InputText.read(path), withRoles);
  }

  /** Reads {@code text}, calling it {@code file} in messages; fails as {@link #load} does. */
  public static TaskTrace parse(String file, String text, boolean withRoles) {
    return new ServiceTraceFile(file, withRoles)
        .trace(CsvFile.parse(file, text, InstanceRow.class));
  }

  private TaskTrace trace(List<Located<InstanceRow>> rows) {
    rows.forEach(this::check);
    if (!problems.isEmpty()) {
      throw new InputException(problems);
    }
    Map<String, Long> limits = limits(rows);
    return new TaskTrace(
        rows.stream().map(row -> wave(row.value(), limits)).toList(),
        1,
        List.of(
            "No node has more instances of an app than the smallest limit that any of its rows"
                + " states.",
            "Creation and deletion are replayed; the time at which an instance was scheduled is"
                + " not."));
  }

  private void check(Located<InstanceRow> row) {
    InstanceRow instance = row.value();
    if (instance.app == null || instance.role == null) {
      problems.add(row.problem(file, "app_name and role must not be empty"));
    }
    checkAmount(row, "cpu_request", instance.cpuRequest);
    checkAmount(row, "gpu_request", instance.gpuRequest);
    checkAmount(row, "rdma_request", instance.rdmaRequest);
    checkAmount(row, "memory_request", instance.memoryRequest);
    checkAmount(row, "disk_request", instance.diskRequest);
    if (instance.maxPerNode != -1 && !(instance.maxPerNode > 0 && instance.maxPerNode <= 1e9)) {
      problems.add(
          row.problem(
              file,
              "max_instance_per_node must be positive, or -1 for no limit, but is "
                  + instance.maxPerNode));
    }
    double created = instance.creationTime == null ? 0 : instance.creationTime;
    checkAmount(row, "creation_time", created);
    if (instance.deletionTime != null) {
      checkAmount(row, "deletion_time", instance.deletionTime);
      if (instance.deletionTime < created) {
        problems.add(
            row.problem(
                file,
                "deletion_time %s is before creation_time %s"
                    .formatted(instance.deletionTime, created)));
      }
    }
  }

  private void checkAmount(Located<InstanceRow> row, String column, double amount) {
    if (!(amount >= 0 && amount <= MAX_VALUE)) {
      problems.add(
          row.problem(
              file, "%s must be 0 to %,.0f but is %s".formatted(column, MAX_VALUE, amount)));
    }
  }

  private static Map<String, Long> limits(List<Located<InstanceRow>> rows) {
    var limits = new HashMap<String, Long>(); // Asked only, never listed.
    for (Located<InstanceRow> row : rows) {
      if (row.value().maxPerNode > 0) {
        limits.merge(row.value().app, row.value().maxPerNode, Math::min);
      }
    }
    return limits;
  }

  private Wave wave(InstanceRow instance, Map<String, Long> limits) {
    Duration created = seconds(instance.creationTime == null ? 0 : instance.creationTime);
    Wave.End end =
        instance.deletionTime == null
            ? new Wave.End.Never()
            : new Wave.End.At(seconds(instance.deletionTime));
    return new Wave(created, instance.app, 1, spec(instance, limits), end);
  }

  private TaskSpec spec(InstanceRow instance, Map<String, Long> limits) {
    TaskSpec.Builder spec = TaskSpec.newBuilder();
    spec.getContainerBuilder().setImage(IMAGE);
    spec.getResourcesBuilder().setReservations(reservations(instance));
    spec.getPlacementBuilder().setMaxReplicas(limits.getOrDefault(instance.app, 0L));
    if (withRoles) {
      spec.getPlacementBuilder()
          .addConstraints("node.labels.%s==%s".formatted(ROLE, instance.role));
    }
    return spec.build();
  }

  private static Resources reservations(InstanceRow instance) {
    Resources.Builder reservations =
        Resources.newBuilder()
            .setNanoCpus(Math.round(instance.cpuRequest * NANOS_PER_CPU))
            .setMemoryBytes(Math.round(instance.memoryRequest * BYTES_PER_GIB));
    addUnits(reservations, "gpu", instance.gpuRequest);
    addUnits(reservations, "rdma", instance.rdmaRequest);
    addUnits(reservations, "disk", instance.diskRequest);
    return reservations.build();
  }

  private static void addUnits(Resources.Builder reservations, String kind, double amount) {
    if (amount > 0) {
      reservations.addGeneric(Generic.alike(kind, (long) Math.ceil(amount)));
    }
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }
}
