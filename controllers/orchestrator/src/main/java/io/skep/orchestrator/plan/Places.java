package io.skep.orchestrator.plan;

import static java.util.stream.Collectors.groupingBy;

import io.skep.api.Node;
import io.skep.api.NodeSpec;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.orchestrator.Slots;
import io.skep.orchestrator.job.JobStarts;
import io.skep.orchestrator.task.Jobs;
import io.skep.orchestrator.task.Tasks;
import io.skep.scheduler.constraint.Constraints;
import io.skep.store.ReadTx;
import io.skep.store.kind.Kinds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The places of a service: what it keeps of what it has, and what it is to have besides. Immutable.
 *
 * @param kept the tasks of each place that stays and has one, in the order in which an update
 *     visits them: those that are to run, or else the last, which ended for good
 * @param left tasks that nobody touches: those of paused nodes
 * @param added the places that are to have a task and have none
 * @param removed the tasks that go without another in their place
 */
record Places(List<List<Task>> kept, List<Task> left, List<String> added, List<Task> removed) {
  /** More would be a mistake in a file, and a plan of gigabytes. */
  static final long MOST_REPLICAS = 100_000;

  /** The name of the place of {@code task}, one of {@code service}. */
  static String of(Service service, Task task) {
    return areNodes(service) ? task.getNodeId() : Long.toUnsignedString(task.getSlot());
  }

  /** Whether the places of {@code service} are nodes, and not numbered slots. */
  static boolean areNodes(Service service) {
    return service.getSpec().hasGlobal() || Jobs.isGlobalJob(service);
  }

  static Places ofReplicated(Service service, List<Task> tasks) {
    long wanted = service.getSpec().getReplicated().getReplicas();
    refuseMore(service, wanted, "replicas");
    Slots slots = Slots.of(tasks);
    List<Long> order = slots.inOrderOfKeeping();
    int staying = (int) Math.min(wanted, order.size());
    List<List<Task>> kept =
        order.subList(0, staying).stream()
            .sorted()
            .map(slot -> runnableOrLast(slots.counted().get(slot)))
            .toList();
    List<Task> removed =
        order.subList(staying, order.size()).stream()
            .flatMap(slot -> runnable(slots.counted().get(slot)).stream())
            .toList();
    List<String> added = slots.free(wanted - staying).stream().map(String::valueOf).toList();
    return new Places(kept, List.of(), added, removed);
  }

  /** What a job runs now, and what it would start now: what it starts later is not planned. */
  static Places ofJob(ReadTx at, Service job, List<Task> tasks) {
    List<List<Task>> current =
        tasks.stream()
            .filter(task -> Jobs.isCurrent(task, job))
            .filter(task -> Tasks.isActive(task) && !Tasks.isTerminal(task))
            .map(List::of)
            .toList();
    JobStarts starts = JobStarts.of(at, job, (int) MOST_REPLICAS);
    refuseMore(job, starts.count(), "tasks at once");
    return new Places(current, List.of(), starts.places(), List.of());
  }

  private static void refuseMore(Service service, long wanted, String what) {
    if (wanted < 0 || wanted > MOST_REPLICAS) {
      throw new IllegalArgumentException(
          "service \"%s\" asks for %s %s, but a plan is made for at most %d; ask for fewer"
              .formatted(
                  service.getSpec().getAnnotations().getName(),
                  Long.toUnsignedString(wanted),
                  what,
                  MOST_REPLICAS));
    }
  }

  static Places ofGlobal(ReadTx at, Service service, List<Task> tasks) {
    Constraints constraints =
        Constraints.parseOrNone(service.getSpec().getTask().getPlacement().getConstraintsList());
    Map<String, List<Task>> byNode = tasks.stream().collect(groupingBy(Task::getNodeId));
    var kept = new ArrayList<List<Task>>();
    var left = new ArrayList<Task>();
    var added = new ArrayList<String>();
    var stay = new HashSet<String>();
    for (Node node : at.list(Kinds.NODE)) {
      if (Tasks.isLost(Optional.of(node)) || !constraints.matches(node)) {
        continue;
      }
      stay.add(node.getId());
      List<Task> here = runnable(byNode.getOrDefault(node.getId(), List.of()));
      if (node.getSpec().getAvailability() == NodeSpec.Availability.PAUSE) {
        left.addAll(here);
      } else if (here.isEmpty()) {
        added.add(node.getId());
      } else {
        kept.add(here);
      }
    }
    List<Task> removed =
        runnable(tasks).stream().filter(task -> !stay.contains(task.getNodeId())).toList();
    return new Places(kept, left, added, removed);
  }

  /** A slot whose last task ended for good has that, which an update replaces as any other. */
  private static List<Task> runnableOrLast(List<Task> slot) {
    List<Task> runnable = runnable(slot);
    return runnable.isEmpty() ? List.of(slot.stream().max(Tasks.BY_TIME).orElseThrow()) : runnable;
  }

  private static List<Task> runnable(List<Task> tasks) {
    return tasks.stream().filter(Tasks::isRunnable).toList();
  }
}
