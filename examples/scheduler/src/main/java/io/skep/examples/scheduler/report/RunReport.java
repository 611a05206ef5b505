package io.skep.examples.scheduler.report;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that a run showed: who was there, and what became of each at which moment. Immutable; the
 * same run gives an equal report.
 *
 * @param title what ran, in a phrase
 * @param seed from which all chance in the run came
 * @param duration of the run, in virtual time
 * @param nodes in the order in which they joined
 * @param services in the order in which they were asked for
 * @param tasks in the order in which they were created
 * @param moves in the order of time
 * @param events the same as a story, in the order of time
 * @param notices what a reader has to know about the run, in sentences
 */
public record RunReport(
    String title,
    long seed,
    Duration duration,
    List<ReportedNode> nodes,
    List<ReportedService> services,
    List<ReportedTask> tasks,
    List<Move> moves,
    List<TimelineEvent> events,
    List<String> notices) {
  public RunReport {
    nodes = List.copyOf(nodes);
    services = List.copyOf(services);
    tasks = List.copyOf(tasks);
    moves = List.copyOf(moves);
    events = List.copyOf(events);
    notices = List.copyOf(notices);
  }

  /** The run in numbers. */
  public Totals totals() {
    return new Totals(
        nodes.size(),
        (int) nodes.stream().filter(node -> node.last().isReady()).count(),
        countLast(Phase.RUNNING),
        countLast(Phase.STARTING),
        countLast(Phase.WAITING),
        tasks.size(),
        (int) tasks.stream().filter(RunReport::wasPlaced).count());
  }

  /** The busiest moment. */
  public Peak peak() {
    return Peak.of(this);
  }

  /** What waits at the end, by service and reason, in the order of the tasks. */
  public List<Waiting> waiting() {
    record Key(String service, String reason) {}

    Map<String, String> names = serviceNames();
    var counts = new LinkedHashMap<Key, Integer>();
    for (ReportedTask task : tasks) {
      if (task.last().phase() == Phase.WAITING) {
        String service = names.getOrDefault(task.serviceId(), task.name());
        counts.merge(new Key(service, task.last().note()), 1, Integer::sum);
      }
    }
    return counts.entrySet().stream()
        .map(e -> new Waiting(e.getKey().service(), e.getValue(), e.getKey().reason()))
        .toList();
  }

  /** Hostnames by node id. */
  public Map<String, String> hostnames() {
    var names = new LinkedHashMap<String, String>();
    nodes.forEach(node -> names.put(node.id(), node.hostname()));
    return names;
  }

  /** Names by service id. */
  public Map<String, String> serviceNames() {
    var names = new LinkedHashMap<String, String>();
    services.forEach(service -> names.put(service.id(), service.name()));
    return names;
  }

  private int countLast(Phase phase) {
    return (int) tasks.stream().filter(task -> task.last().phase() == phase).count();
  }

  private static boolean wasPlaced(ReportedTask task) {
    return task.steps().stream().anyMatch(step -> step.phase().isOnNode());
  }
}
