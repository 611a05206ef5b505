package io.skep.examples.scheduler.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which tasks were on which node at a moment of a run. Immutable. */
public final class Placement {
  private final Duration at;
  private final Map<String, List<Place>> places = new LinkedHashMap<>();
  private final Map<String, Amounts> used = new LinkedHashMap<>();

  /**
   * A task in its place.
   *
   * @param task which
   * @param phase what it was at that moment
   */
  public record Place(ReportedTask task, Phase phase) {}

  /** {@code report} as it was {@code at} after its start. */
  public Placement(RunReport report, Duration at) {
    this.at = at;
    for (ReportedTask task : report.tasks()) {
      task.stepAt(at).ifPresent(step -> add(task, step));
    }
  }

  private void add(ReportedTask task, TaskStep step) {
    if (step.phase() != Phase.ENDED && !step.nodeId().isEmpty()) {
      places
          .computeIfAbsent(step.nodeId(), id -> new ArrayList<>())
          .add(new Place(task, step.phase()));
    }
    if (step.phase().isOnNode()) {
      used.merge(step.nodeId(), task.reserved(), Amounts::plus);
    }
  }

  /** The moment. */
  public Duration at() {
    return at;
  }

  /** The tasks that are on a node, or wait for that node alone, in the order of their creation. */
  public List<Place> on(ReportedNode node) {
    return List.copyOf(places.getOrDefault(node.id(), List.of()));
  }

  /** What the tasks on a node hold of it. */
  public Amounts usedOn(ReportedNode node) {
    return used.getOrDefault(node.id(), Amounts.NONE);
  }

  /** Whether no task is on any node, nor waits for one. */
  public boolean isEmpty() {
    return places.isEmpty();
  }
}
