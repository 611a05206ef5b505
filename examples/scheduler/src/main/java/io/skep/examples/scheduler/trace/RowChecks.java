package io.skep.examples.scheduler.trace;

import io.skep.examples.scheduler.cluster.Cluster;
import io.skep.examples.scheduler.input.InputProblem;
import io.skep.examples.scheduler.input.Located;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds what is wrong with the values of one list; used for one list, on one thread. */
final class RowChecks {
  private final String file;
  private final List<InputProblem> problems = new ArrayList<>();
  private final Set<String> names = new HashSet<>(); // Asked only, never listed.

  RowChecks(String file) {
    this.file = file;
  }

  List<InputProblem> checkNodes(List<Located<NodeRow>> rows) {
    if (rows.isEmpty() || rows.size() > Cluster.MAX_NODES) {
      problems.add(
          InputProblem.ofFile(
              file,
              "%,d nodes are listed; 1 to %,d are possible"
                  .formatted(rows.size(), Cluster.MAX_NODES)));
    }
    for (Located<NodeRow> row : rows) {
      NodeRow node = row.value();
      checkName(row, "sn", node.sn);
      checkAmount(row, "cpu_milli", node.cpuMilli, TraceUnits.MAX_VALUE);
      checkAmount(row, "memory_mib", node.memoryMib, TraceUnits.MAX_VALUE);
      checkAmount(row, "gpu", node.gpu, TraceUnits.MAX_VALUE);
      checkModels(row, node.model == null ? List.of() : List.of(node.model));
    }
    return problems;
  }

  List<InputProblem> checkPods(List<Located<PodRow>> rows) {
    for (Located<PodRow> row : rows) {
      PodRow pod = row.value();
      checkName(row, "name", pod.name);
      checkAmount(row, "cpu_milli", pod.cpuMilli, TraceUnits.MAX_VALUE);
      checkAmount(row, "memory_mib", pod.memoryMib, TraceUnits.MAX_VALUE);
      checkAmount(row, "num_gpu", pod.numGpu, TraceUnits.MAX_VALUE);
      checkAmount(row, "gpu_milli", pod.gpuMilli, TraceUnits.MILLI_PER_GPU);
      checkModels(row, pod.gpuSpec == null ? List.of() : List.of(pod.gpuSpec.split("\\|", -1)));
      checkTimes(row);
    }
    return problems;
  }

  private void checkName(Located<?> row, String column, String name) {
    if (name == null) {
      problems.add(row.problem(file, column + " is empty"));
    } else if (!names.add(name)) {
      problems.add(row.problem(file, "'%s' is already listed above".formatted(name)));
    }
  }

  private void checkAmount(Located<?> row, String column, long amount, long max) {
    if (amount < 0 || amount > max) {
      problems.add(
          row.problem(file, "%s must be 0 to %,d but is %,d".formatted(column, max, amount)));
    }
  }

  private void checkModels(Located<?> row, List<String> models) {
    try {
      models.forEach(GpuModels::checkName);
    } catch (IllegalArgumentException e) {
      problems.add(row.problem(file, e.getMessage()));
    }
  }

  private void checkTimes(Located<PodRow> row) {
    PodRow pod = row.value();
    checkAmount(row, "creation_time", pod.creationTime, TraceUnits.MAX_VALUE);
    if (pod.deletionTime == null) {
      return;
    }
    checkAmount(row, "deletion_time", pod.deletionTime, TraceUnits.MAX_VALUE);
    if (pod.deletionTime < pod.creationTime) {
      problems.add(
          row.problem(
              file,
              "deletion_time %,d is before creation_time %,d"
                  .formatted(pod.deletionTime, pod.creationTime)));
    }
  }
}
