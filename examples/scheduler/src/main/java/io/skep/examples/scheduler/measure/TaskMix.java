package io.skep.examples.scheduler.measure;

import io.skep.api.ServiceSpec;
import io.skep.examples.scheduler.report.Amounts;
import io.skep.examples.scheduler.trace.Trace;
import io.skep.examples.scheduler.trace.TraceEvent;
import io.skep.scheduler.constraint.Constraint;
import io.skep.scheduler.constraint.Constraints;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tasks of a trace that reserve GPU: their different shapes, and how many have each. */
final class TaskMix {
  private static final String LABEL = "node.labels.";

  private final Map<Shape, Integer> shapes;
  private final long tasks;

  /**
   * What a task needs of a node.
   *
   * @param labels that the node must have, with their values
   */
  private record Shape(long nanoCpus, long memoryBytes, long gpu, Map<String, String> labels) {
    static Shape of(ServiceSpec service) {
      Amounts reserved = Amounts.of(service.getTask().getResources().getReservations());
      var labels = new LinkedHashMap<String, String>();
      List<String> constraints = service.getTask().getPlacement().getConstraintsList();
      for (Constraint constraint : Constraints.parseOrNone(constraints).list()) {
        labels.put(constraint.key().substring(LABEL.length()), constraint.value());
      }
      return new Shape(
          reserved.nanoCpus(), reserved.memoryBytes(), TaskMix.gpu(reserved), Map.copyOf(labels));
    }

    boolean fits(long freeNanoCpus, long freeMemoryBytes, long freeGpu, Map<String, String> of) {
      return gpu <= freeGpu
          && nanoCpus <= freeNanoCpus
          && memoryBytes <= freeMemoryBytes
          && of.entrySet().containsAll(labels.entrySet());
    }
  }

  private TaskMix(Map<Shape, Integer> shapes) {
    this.shapes = shapes;
    this.tasks = shapes.values().stream().mapToLong(Integer::longValue).sum();
  }

  static TaskMix of(Trace trace) {
    var shapes = new LinkedHashMap<Shape, Integer>();
    for (TraceEvent event : trace.events()) {
      if (event instanceof TraceEvent.Create create) {
        Shape shape = Shape.of(create.service());
        if (shape.gpu() > 0) {
          shapes.merge(shape, 1, Integer::sum);
        }
      }
    }
    return new TaskMix(shapes);
  }

  static long gpu(Amounts amounts) {
    return amounts.generic().getOrDefault(Trace.GPU, 0L);
  }

  boolean isEmpty() {
    return shapes.isEmpty();
  }

  /** How likely it is that a task of the mix does not fit; costs a look at each shape. */
  double shareThatDoesNotFit(
      long nanoCpus, long memoryBytes, long gpu, Map<String, String> labels) {
    long without = 0;
    for (Map.Entry<Shape, Integer> shape : shapes.entrySet()) {
      if (!shape.getKey().fits(nanoCpus, memoryBytes, gpu, labels)) {
        without += shape.getValue();
      }
    }
    return (double) without / tasks;
  }
}
