package io.skep.examples.scheduler.report.text;

import static io.skep.examples.scheduler.report.Quantity.count;

import io.skep.examples.scheduler.plan.StackPlan;
import io.skep.orchestrator.plan.Outcome;
import io.skep.orchestrator.plan.ServiceRollout;
import io.skep.orchestrator.plan.ServiceRollout.Effect;
import io.skep.orchestrator.plan.TaskChange;
import io.skep.scheduler.explain.TaskExplanation.Waiting;
import java.util.List;
import java.util.Locale;

/**
 * A plan, service by service: {@code +} for a task that would be created, {@code ~} replaced,
 * {@code -} removed, {@code ?} for one that waits already.
 */
public final class PlanText {
  /** Tasks of a service beyond this many are counted. */
  private static final int MAX_TASKS = 50;

  private final StackPlan plan;
  private final StringBuilder text = new StringBuilder();

  private PlanText(StackPlan plan) {
    this.plan = plan;
  }

  /** The lines, each ended by a line feed. */
  public static String render(StackPlan plan) {
    return new PlanText(plan).render();
  }

  private String render() {
    line(
        "Stack %s: %s".formatted(plan.stack(), plan.isEmpty() ? "nothing would change" : counts()));
    plan.objects().forEach(object -> line("  " + object));
    plan.rollout().services().forEach(this::add);
    for (TaskChange.Await other : plan.rollout().others()) {
      String name = plan.taskNames().getOrDefault(other.taskId(), other.taskId());
      line("besides: %s, which waits, %s".formatted(name, where(other.outcome(), "gets a node: ")));
    }
    return text.toString();
  }

  private String counts() {
    return "%s, %d changed, %d removed; %s, %d replaced, %d removed; %d would not fit"
        .formatted(
            count(services(Effect.CREATED), "service") + " created",
            services(Effect.CHANGED),
            services(Effect.REMOVED),
            count(tasks(TaskChange.Create.class), "task") + " created",
            tasks(TaskChange.Replace.class),
            tasks(TaskChange.Remove.class),
            plan.rollout().unplaced().size());
  }

  private long services(Effect effect) {
    return plan.rollout().services().stream().filter(one -> one.effect() == effect).count();
  }

  private long tasks(Class<? extends TaskChange> kind) {
    return plan.rollout().services().stream()
        .flatMap(service -> service.tasks().stream())
        .filter(kind::isInstance)
        .count();
  }

  private void add(ServiceRollout service) {
    line("");
    line(
        "service %s: %s, %s kept"
            .formatted(
                service.name(),
                service.effect().name().toLowerCase(Locale.ROOT),
                count(service.kept(), "task")));
    List<TaskChange> tasks = service.tasks();
    tasks.stream().limit(MAX_TASKS).forEach(task -> add(service, task));
    if (tasks.size() > MAX_TASKS) {
      line("    and %d more tasks".formatted(tasks.size() - MAX_TASKS));
    }
    service.notes().forEach(note -> line("  note: " + note));
  }

  private void add(ServiceRollout service, TaskChange task) {
    String name = service.name() + "." + hostname(task.place());
    if (task instanceof TaskChange.Create) {
      line("  + %s %s".formatted(name, where(task.outcome(), "on ")));
    } else if (task instanceof TaskChange.Replace old) {
      line("  ~ %s %s".formatted(name, replacement(old)));
    } else if (task instanceof TaskChange.Remove old) {
      String from = old.nodeId().isEmpty() ? "" : " from " + hostname(old.nodeId());
      line("  - %s%s".formatted(name, from));
    } else {
      line("  ? %s, which waits, %s".formatted(name, where(task.outcome(), "gets a node: ")));
    }
    if (task.outcome() instanceof Outcome.Nowhere nowhere
        && nowhere.why() instanceof Waiting waiting) {
      waiting.deadEnds().forEach(end -> line("      will not fit by waiting: " + end));
      waiting.nearest().stream().limit(1).forEach(near -> line("      nearest: " + near));
    }
  }

  private String replacement(TaskChange.Replace old) {
    if (old.nodeId().isEmpty() || old.outcome().equals(new Outcome.OnNode(old.nodeId()))) {
      return where(old.outcome(), "on ");
    }
    return "from %s %s".formatted(hostname(old.nodeId()), where(old.outcome(), "to "));
  }

  private String where(Outcome outcome, String there) {
    if (outcome instanceof Outcome.OnNode node) {
      return there + hostname(node.nodeId());
    }
    if (outcome instanceof Outcome.Nowhere nowhere) {
      return nowhere.why() instanceof Waiting waiting
          ? "does not fit: " + waiting.err()
          : "does not fit: " + nowhere.why();
    }
    return "goes";
  }

  /** Of a slot its number. */
  private String hostname(String place) {
    return plan.hostnames().getOrDefault(place, place);
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
