package io.skep.examples.scheduler.report;

import io.skep.api.Node;
import io.skep.api.Service;
import io.skep.api.ServiceSpec;
import io.skep.api.Task;
import io.skep.api.TaskState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Writes down what becomes of nodes, services and tasks while a run goes on. Called with every
 * object as it changes, in the order of the changes; keeps only what differs from before. One
 * thread at a time; its memory grows with the number of tasks and their steps.
 */
public final class RunRecorder {
  private final Map<String, ReportedNode> nodes = new LinkedHashMap<>();
  private final Map<String, ReportedService> services = new LinkedHashMap<>();
  private final Map<String, ReportedTask> tasks = new LinkedHashMap<>();
  private final Story story;

  /** A recorder that tells {@code listener} each event as it comes about, on the same thread. */
  public RunRecorder(Consumer<TimelineEvent> listener) {
    story = new Story(listener);
  }

  /** {@code node} joined or changed. */
  public void node(Duration at, Node node) {
    String hostname = node.getDescription().getHostname();
    ReportedNode before = nodes.get(node.getId());
    List<NodeStep> steps =
        stepped(
            node.getId(),
            hostname,
            before,
            new NodeStep(
                at, word(node.getStatus().getState()), word(node.getSpec().getAvailability())));
    nodes.put(
        node.getId(),
        new ReportedNode(
            node.getId(),
            hostname,
            word(node.getRole()),
            new TreeMap<>(node.getSpec().getAnnotations().getLabelsMap()),
            Amounts.of(node.getDescription().getResources()),
            steps));
  }

  /** The node with {@code id} left the cluster; nothing happens if it was never there. */
  public void nodeGone(Duration at, String id) {
    ReportedNode node = nodes.get(id);
    if (node != null) {
      var gone = new NodeStep(at, NodeStep.GONE, node.last().availability());
      nodes.put(id, node.withSteps(stepped(id, node.hostname(), node, gone)));
    }
  }

  private List<NodeStep> stepped(String id, String hostname, ReportedNode before, NodeStep step) {
    if (before == null) {
      story.node(id, hostname, null, step);
      return List.of(step);
    }
    if (step.repeats(before.last())) {
      return before.steps();
    }
    story.node(id, hostname, before.last(), step);
    return plus(before.steps(), step);
  }

  /** {@code service} was asked for or changed. */
  public void service(Duration at, Service service) {
    ReportedService before = services.get(service.getId());
    ServiceSpec spec = service.getSpec();
    var now =
        new ReportedService(
            service.getId(),
            spec.getAnnotations().getName(),
            mode(spec),
            spec.getReplicated().getReplicas(),
            before == null ? at : before.created());
    services.put(service.getId(), now);
    if (before == null) {
      story.service(now);
    }
  }

  /** {@code task} was created or changed. */
  public void task(Duration at, Task task) {
    take(task.getId(), task, new TaskStep(at, task.getNodeId(), Phase.of(task), note(task)));
  }

  /** The task with {@code id} was deleted; nothing happens if it was never there. */
  public void taskGone(Duration at, String id) {
    ReportedTask task = tasks.get(id);
    if (task != null && task.last().phase() != Phase.ENDED) {
      var removed = new TaskStep(at, task.last().nodeId(), Phase.ENDED, "is removed");
      tasks.put(id, task.withSteps(plus(task.steps(), removed)));
      story.task(tasks.get(id), task.last());
    }
  }

  private void take(String id, Task task, TaskStep step) {
    ReportedTask before = tasks.get(id);
    if (before != null && step.repeats(before.last())) {
      return;
    }
    List<TaskStep> steps = plus(before == null ? List.of() : before.steps(), step);
    tasks.put(id, reported(task, steps));
    story.task(tasks.get(id), before == null ? null : before.last());
  }

  /**
   * All that was written down; the recorder may go on. If there were more events than are kept,
   * another notice says so.
   */
  public RunReport report(String title, long seed, Duration duration, List<String> notices) {
    var allNotices = new ArrayList<>(notices);
    if (story.leftOut() > 0) {
      allNotices.add(
          "The timeline holds the first %s events; %s later ones were left out."
              .formatted(Quantity.grouped(Story.MAX_EVENTS), Quantity.grouped(story.leftOut())));
    }
    return new RunReport(
        title,
        seed,
        duration,
        List.copyOf(nodes.values()),
        List.copyOf(services.values()),
        List.copyOf(tasks.values()),
        story.moves(),
        story.events(),
        allNotices);
  }

  private static ReportedTask reported(Task task, List<TaskStep> steps) {
    String service = task.getServiceAnnotations().getName();
    return new ReportedTask(
        task.getId(),
        task.getServiceId(),
        task.getSlot() == 0 ? service : service + "." + task.getSlot(),
        task.getSlot(),
        Amounts.of(task.getSpec().getResources().getReservations()),
        steps);
  }

  private static String note(Task task) {
    int observed = task.getStatus().getStateValue();
    if (observed < TaskState.ASSIGNED_VALUE) {
      return task.getStatus().getErr();
    }
    if (observed <= TaskState.RUNNING_VALUE) {
      return "";
    }
    String how = ending(task.getStatus().getState());
    String err = task.getStatus().getErr();
    return err.isEmpty() ? how : "%s (%s)".formatted(how, err);
  }

  private static String ending(TaskState state) {
    return switch (state) {
      case COMPLETE -> "has completed";
      case SHUTDOWN -> "has been shut down";
      case FAILED -> "has failed";
      case REJECTED -> "has been rejected";
      case ORPHANED -> "has been given up";
      default -> "has ended";
    };
  }

  private static String mode(ServiceSpec spec) {
    if (spec.hasGlobal()) {
      return "global";
    }
    return spec.hasReplicatedJob() || spec.hasGlobalJob() ? "job" : "replicated";
  }

  private static <T> List<T> plus(List<T> steps, T step) {
    var longer = new ArrayList<>(steps);
    longer.add(step);
    return longer;
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
