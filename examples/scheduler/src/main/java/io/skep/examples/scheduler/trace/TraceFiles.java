package io.skep.examples.scheduler.trace;

import io.skep.api.Resources;
import io.skep.examples.scheduler.cluster.Cluster;
import io.skep.examples.scheduler.cluster.NodeShape;
import io.skep.examples.scheduler.input.CsvFile;
import io.skep.examples.scheduler.input.InputException;
import io.skep.examples.scheduler.input.InputProblem;
import io.skep.examples.scheduler.input.InputText;
import io.skep.examples.scheduler.input.Located;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads a trace from its two lists in comma-separated values.
 *
 * <p>Nodes: {@code sn, cpu_milli, memory_mib, gpu, model}. Each becomes a worker (the first one a
 * manager) with its processors and memory, 1,000 units of the resource {@code gpu-milli} for each
 * device, a label {@code gpu.model}, and a label for each accepted set of models that occurs among
 * the pods and holds its own ({@link GpuModels}).
 *
 * <p>Pods: {@code name, cpu_milli, memory_mib, num_gpu, gpu_milli, gpu_spec, qos, pod_phase,
 * creation_time, deletion_time, scheduled_time}; times in seconds. Each becomes a service with one
 * replica that reserves what the pod asked for, {@code num_gpu × gpu_milli} units among it.
 *
 * <p>Any thread.
 */
public final class TraceFiles {
  private static final String MODEL_LABEL = "gpu.model";

  private TraceFiles() {}

  /**
   * Loads both lists.
   *
   * @throws InputException if one cannot be read or is wrong, with file, line and reason
   */
  public static Trace load(Path nodes, Path pods) {
    return parse(nodes.toString(), InputText.read(nodes), pods.toString(), InputText.read(pods));
  }

  /** Reads both texts, calling them by their names in messages; fails as {@link #load} does. */
  public static Trace parse(String nodesName, String nodes, String podsName, String pods) {
    List<Located<NodeRow>> nodeRows = CsvFile.parse(nodesName, nodes, NodeRow.class);
    List<Located<PodRow>> podRows = CsvFile.parse(podsName, pods, PodRow.class);
    var problems = new ArrayList<InputProblem>();
    problems.addAll(new RowChecks(nodesName).checkNodes(nodeRows));
    problems.addAll(new RowChecks(podsName).checkPods(podRows));
    if (!problems.isEmpty()) {
      throw new InputException(problems);
    }
    Map<String, GpuModels> accepted = acceptedModels(podRows);
    return new Trace(cluster(nodeRows, accepted), TracePods.events(podRows, accepted));
  }

  private static Map<String, GpuModels> acceptedModels(List<Located<PodRow>> pods) {
    var accepted = new LinkedHashMap<String, GpuModels>();
    for (Located<PodRow> row : pods) {
      if (row.value().gpuSpec != null) {
        accepted.computeIfAbsent(row.value().gpuSpec, GpuModels::parse);
      }
    }
    return accepted;
  }

  private static Cluster cluster(List<Located<NodeRow>> rows, Map<String, GpuModels> accepted) {
    var nodes = new ArrayList<NodeShape>(rows.size());
    for (Located<NodeRow> row : rows) {
      NodeRow node = row.value();
      NodeShape shape =
          NodeShape.worker(node.sn, resources(node)).withLabels(labels(node, accepted));
      nodes.add(nodes.isEmpty() ? shape.asManager() : shape);
    }
    return new Cluster(nodes);
  }

  private static Resources resources(NodeRow node) {
    var resources = TraceUnits.resources(node.cpuMilli, node.memoryMib);
    if (node.gpu > 0) {
      resources.addGeneric(TraceUnits.gpuMilli(node.gpu * TraceUnits.MILLI_PER_GPU));
    }
    return resources.build();
  }

  private static Map<String, String> labels(NodeRow node, Map<String, GpuModels> accepted) {
    var labels = new TreeMap<String, String>();
    if (node.model != null) {
      labels.put(MODEL_LABEL, node.model);
      accepted.values().stream()
          .filter(models -> models.names().contains(node.model))
          .forEach(models -> labels.put(models.label(), "true"));
    }
    return labels;
  }
}
