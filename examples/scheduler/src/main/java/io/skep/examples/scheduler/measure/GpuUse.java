package io.skep.examples.scheduler.measure;

import io.skep.examples.scheduler.report.Phase;
import io.skep.examples.scheduler.report.ReportedNode;
import io.skep.examples.scheduler.report.ReportedTask;
import io.skep.examples.scheduler.report.RunReport;
import io.skep.examples.scheduler.report.TaskStep;
import io.skep.examples.scheduler.trace.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How well the GPUs of a replayed trace were used. Immutable.
 *
 * <p>At a moment, with {@code total} and {@code free(n)} in units of GPU on all nodes and on node
 * {@code n}:
 *
 * <pre>
 * allocation    = (total - sum over n of free(n)) / total
 * lost(n)       = free(n) * P[n cannot host a task drawn from the mix]
 * fragmentation = sum over n of lost(n) / sum over n of free(n)
 * </pre>
 *
 * <p>So fragmentation is the expected share of the free GPU that a task like those of the trace
 * finds on nodes which cannot take it: which have too little processor, memory or GPU left, or the
 * wrong model. The mix is every task of the trace that reserves GPU, each as likely as it is
 * frequent. It follows the measure of Weng et al., "Beware of Fragmentation" (USENIX ATC 2023), but
 * for two things: tasks without GPU are left out of the mix, as they lose no GPU by not using it,
 * and the GPU of a node is one amount here, not one for each device.
 *
 * @param asked tasks that were asked for
 * @param placed those that got a node
 * @param pending those without a node at the end
 * @param mostPending the most that were without a node at once, once time had passed
 * @param mean both ratios over time, from the first task to the end of the trace
 * @param busiest both when most GPU was allocated, the first time
 * @param busiestAt that moment
 */
public record GpuUse(
    int asked,
    int placed,
    int pending,
    int mostPending,
    Ratios mean,
    Ratios busiest,
    Duration busiestAt) {
  /** Both ratios, from 0 to 1. */
  public record Ratios(double allocation, double fragmentation) {}

  /**
   * Of a run of {@code trace}. Costs a look at the whole mix on a node for each task that comes to
   * it or leaves it; empty if no node has a GPU or nothing asks for one.
   */
  public static Optional<GpuUse> of(Trace trace, RunReport report) {
    TaskMix mix = TaskMix.of(trace);
    boolean hasGpu = report.nodes().stream().anyMatch(node -> TaskMix.gpu(node.capacity()) > 0);
    return mix.isEmpty() || !hasGpu ? Optional.empty() : Optional.of(new Sweep(mix, report).run());
  }

  /** A step of a task; in the order of time. */
  private record Moment(ReportedTask task, TaskStep from, TaskStep to) {}

  /** Goes through the run from moment to moment; one use. */
  private static final class Sweep {
    private final Map<String, NodeRoom> rooms = new HashMap<>();
    private final RunReport report;
    private final long total;
    private double lost;
    private long free;
    private int pending;
    private int mostPending;
    private double allocationTime;
    private double fragmentationTime;
    private Ratios busiest;
    private Duration busiestAt = Duration.ZERO;
    private Duration now = Duration.ZERO;

    Sweep(TaskMix mix, RunReport report) {
      this.report = report;
      for (ReportedNode node : report.nodes()) {
        var room = new NodeRoom(mix, node);
        rooms.put(node.id(), room);
        free += room.freeGpu();
        lost += room.lostGpu();
      }
      total = free;
      busiest = ratios();
    }

    GpuUse run() {
      for (Moment moment : moments()) {
        if (moment.to().at().compareTo(now) > 0) {
          passUntil(moment.to().at());
        }
        take(moment);
      }
      passUntil(report.duration());
      double seconds = Math.max(1e-9, seconds(report.duration()));
      int placed = report.totals().placed();
      return new GpuUse(
          report.tasks().size(),
          placed,
          report.totals().waiting(),
          mostPending,
          new Ratios(allocationTime / seconds, fragmentationTime / seconds),
          busiest,
          busiestAt);
    }

    private List<Moment> moments() {
      var moments = new ArrayList<Moment>();
      for (ReportedTask task : report.tasks()) {
        TaskStep before = null;
        for (TaskStep step : task.steps()) {
          moments.add(new Moment(task, before, step));
          before = step;
        }
      }
      moments.sort(Comparator.comparing(moment -> moment.to().at()));
      return moments;
    }

    private void passUntil(Duration next) {
      Ratios ratios = ratios();
      if (ratios.allocation() > busiest.allocation()) {
        busiest = ratios;
        busiestAt = now;
      }
      mostPending = Math.max(mostPending, pending);
      double seconds = seconds(next.minus(now));
      allocationTime += ratios.allocation() * seconds;
      fragmentationTime += ratios.fragmentation() * seconds;
      now = next;
    }

    private void take(Moment moment) {
      pending += waits(moment.to()) - waits(moment.from());
      if (holds(moment.from())) {
        change(moment.from().nodeId(), room -> room.release(moment.task().reserved()));
      }
      if (holds(moment.to())) {
        change(moment.to().nodeId(), room -> room.hold(moment.task().reserved()));
      }
    }

    private void change(String nodeId, java.util.function.Consumer<NodeRoom> change) {
      NodeRoom room = rooms.get(nodeId);
      free -= room.freeGpu();
      lost -= room.lostGpu();
      change.accept(room);
      free += room.freeGpu();
      lost += room.lostGpu();
    }

    private Ratios ratios() {
      double fragmentation = free > 0 ? Math.max(0, lost / free) : 0;
      return new Ratios((double) (total - free) / total, fragmentation);
    }

    private static int waits(TaskStep step) {
      return step != null && step.phase() == Phase.WAITING ? 1 : 0;
    }

    private static boolean holds(TaskStep step) {
      return step != null && step.phase().isOnNode();
    }

    private static double seconds(Duration duration) {
      return duration.toMillis() / 1e3;
    }
  }
}
