package io.skep.examples.scheduler.plan;

import io.skep.api.Config;
import io.skep.api.Network;
import io.skep.api.Node;
import io.skep.api.Secret;
import io.skep.api.Task;
import io.skep.examples.scheduler.revision.PortConflicts;
import io.skep.examples.scheduler.revision.StackRevision;
import io.skep.examples.scheduler.stack.Stack;
import io.skep.orchestrator.plan.Rollout;
import io.skep.orchestrator.plan.RolloutPlanner;
import io.skep.orchestrator.plan.ServiceRollout.Effect;
import io.skep.orchestrator.plan.TaskChange;
import io.skep.orchestrator.plan.Wanted;
import io.skep.scheduler.Pipeline;
import io.skep.store.Change;
import io.skep.store.Fork;
import io.skep.store.IdSource;
import io.skep.store.kind.Kinds;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * What a stack file would change if it took the place of what is there. Immutable.
 *
 * @param stack the name of the stack
 * @param objects networks, secrets and configs that would be made or changed, in phrases
 * @param rollout what would become of services and tasks
 * @param hostnames of all nodes, by id
 * @param taskNames of the tasks of other services that would get a node, by id
 */
public record StackPlan(
    String stack,
    List<String> objects,
    Rollout rollout,
    Map<String, String> hostnames,
    Map<String, String> taskNames) {
  /** Copies lists and maps. */
  public StackPlan {
    objects = List.copyOf(objects);
    hostnames = Map.copyOf(hostnames);
    taskNames = Map.copyOf(taskNames);
  }

  /**
   * Plans {@code stack} on {@code fork}, which is left as everything would be.
   *
   * @param pipeline by which nodes are chosen
   * @throws io.skep.examples.scheduler.revision.RefusedException if it would be refused
   * @throws IllegalArgumentException if it asks for more replicas than a plan is made for
   */
  public static StackPlan of(Fork fork, Stack stack, Pipeline pipeline, Instant now) {
    // Ids of the plan only: drawn from elsewhere than those of stored objects.
    var ids = new IdSource(new SplittableRandom(StackPlan.class.getName().hashCode()));
    Wanted wanted = StackRevision.wanted(fork, stack, ids);
    List<String> objects = fork.diff().stream().flatMap(change -> phrase(change).stream()).toList();
    Rollout rollout = new RolloutPlanner(pipeline).plan(fork, wanted, now);
    PortConflicts.check(fork);
    var hostnames = new LinkedHashMap<String, String>();
    for (Node node : fork.list(Kinds.NODE)) {
      hostnames.put(node.getId(), node.getDescription().getHostname());
    }
    var names = new LinkedHashMap<String, String>();
    for (TaskChange.Await other : rollout.others()) {
      fork.get(Kinds.TASK, other.taskId())
          .ifPresent(task -> names.put(task.getId(), name(task, other.place())));
    }
    return new StackPlan(stack.name().text(), objects, rollout, hostnames, names);
  }

  /** Whether nothing would change. What waits and goes on waiting is no change. */
  public boolean isEmpty() {
    return objects.isEmpty()
        && rollout.others().isEmpty()
        && rollout.services().stream()
            .allMatch(
                service ->
                    service.effect() == Effect.UNCHANGED
                        && service.tasks().stream().allMatch(TaskChange.Await.class::isInstance));
  }

  private static String name(Task task, String place) {
    return task.getServiceAnnotations().getName() + "." + place;
  }

  private static Optional<String> phrase(Change<?> change) {
    Object object = change.object();
    String verb = change instanceof Change.Created ? "create" : "change";
    if (object instanceof Network network) {
      return Optional.of(verb + " network " + network.getSpec().getAnnotations().getName());
    }
    if (object instanceof Secret secret) {
      return Optional.of(verb + " secret " + secret.getSpec().getAnnotations().getName());
    }
    if (object instanceof Config config) {
      return Optional.of(verb + " config " + config.getSpec().getAnnotations().getName());
    }
    return Optional.empty();
  }
}
