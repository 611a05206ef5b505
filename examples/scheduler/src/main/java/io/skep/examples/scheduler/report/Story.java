package io.skep.examples.scheduler.report;

import io.skep.examples.scheduler.report.TimelineEvent.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Tells steps as events, in the order in which it hears of them, and notices when a slot goes to
 * another node. One thread at a time.
 */
final class Story {
  /** A week of a large cluster; a run in which tasks fail for ever must not fill the memory. */
  static final int MAX_EVENTS = 200_000;

  private final Consumer<TimelineEvent> listener;
  private final List<TimelineEvent> events = new ArrayList<>();
  private final List<Move> moves = new ArrayList<>();
  private final Map<String, String> hostnames = new HashMap<>(); // Asked only, never listed.
  private final Map<Slot, String> latestNode = new HashMap<>(); // Likewise.

  private long leftOut;

  private record Slot(String serviceId, long number) {}

  Story(Consumer<TimelineEvent> listener) {
    this.listener = listener;
  }

  List<TimelineEvent> events() {
    return events;
  }

  /** How many events came after the first {@link #MAX_EVENTS}, and were told but not kept. */
  long leftOut() {
    return leftOut;
  }

  List<Move> moves() {
    return moves;
  }

  /** Node {@code id} took {@code step}; {@code before} is null if it is the first. */
  void node(String id, String hostname, NodeStep before, NodeStep step) {
    hostnames.put(id, hostname);
    if (before == null) {
      tell(step.at(), Kind.NODE, hostname, "joins, " + step.word());
    } else if (!before.word().equals(step.word())) {
      tell(step.at(), Kind.NODE, hostname, "is " + step.word());
    }
  }

  /** {@code service} was asked for. */
  void service(ReportedService service) {
    String text =
        switch (service.mode()) {
          case "global" -> "is asked for on every node";
          case "job" -> "is asked for as a job";
          default ->
              service.replicas() == 1
                  ? "is asked for once"
                  : "is asked for %d times".formatted(service.replicas());
        };
    tell(service.created(), Kind.SERVICE, service.name(), text);
  }

  /**
   * {@code task} took its last step; {@code before} is the one before it, null if there is none.
   */
  void task(ReportedTask task, TaskStep before) {
    TaskStep step = task.last();
    String node = hostnames.getOrDefault(step.nodeId(), step.nodeId());
    boolean wasOnNode = before != null && before.phase().isOnNode();
    switch (step.phase()) {
      case WAITING -> {
        if (!step.note().isEmpty()) {
          tell(step.at(), Kind.WAITING, task.name(), "waits: " + step.note());
        }
      }
      case STARTING, RUNNING -> {
        if (!wasOnNode) {
          tellPlaced(task, step, node);
        }
        if (step.phase() == Phase.RUNNING) {
          tell(step.at(), Kind.RUNNING, task.name(), "runs on " + node);
        }
      }
      case STOPPING -> tell(step.at(), Kind.ENDED, task.name(), "is to stop on " + node);
      case ENDED -> {
        if (before == null || before.phase() != Phase.ENDED) {
          tell(step.at(), Kind.ENDED, task.name(), ending(step, wasOnNode ? " on " + node : ""));
        }
      }
    }
  }

  private void tellPlaced(ReportedTask task, TaskStep step, String node) {
    String before =
        task.slot() == 0 // The task of a global service belongs to its node.
            ? null
            : latestNode.put(new Slot(task.serviceId(), task.slot()), step.nodeId());
    if (before == null || before.equals(step.nodeId())) {
      tell(step.at(), Kind.PLACED, task.name(), "goes to " + node);
      return;
    }
    String from = hostnames.getOrDefault(before, before);
    moves.add(new Move(step.at(), task.name(), from, node));
    tell(step.at(), Kind.MOVED, task.name(), "moves from %s to %s".formatted(from, node));
  }

  private static String ending(TaskStep step, String where) {
    return (step.note().isEmpty() ? "is no longer wanted" : step.note()) + where;
  }

  private void tell(Duration at, Kind kind, String subject, String text) {
    var event = new TimelineEvent(at, kind, subject, text);
    if (events.size() < MAX_EVENTS) {
      events.add(event);
    } else {
      leftOut++;
    }
    listener.accept(event);
  }
}
