package io.skep.orchestrator.plan;

import io.skep.api.Service;
import io.skep.api.ServiceSpec;
import io.skep.api.Task;
import io.skep.orchestrator.plan.ServiceRollout.Effect;
import io.skep.orchestrator.update.ServiceChange;
import io.skep.scheduler.Pipeline;
import io.skep.scheduler.reconciler.DryRun;
import io.skep.store.By;
import io.skep.store.Fork;
import io.skep.store.kind.Kinds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Plans changes of services without making them:
 *
 * <pre>{@code
 * var planner = new RolloutPlanner(Scheduler.swarmPipeline());
 * System.out.println(planner.plan(store.fork(), Wanted.of(newSpec), now));
 * }</pre>
 *
 * <p>The plan is of the end: as if every update had gone through and no task failed. Which tasks
 * are out of date, which go when a service becomes smaller, and which node takes a task is decided
 * by the code that decides it in earnest. Replacements are placed as they would roll: as many at a
 * time as the update allows, with the old task still there if it is to start first. Tasks hold what
 * they reserve until they are removed, which the plan takes to be at once.
 *
 * <p>Of a job the plan is of the beginning: what it would start now, with a note of what follows as
 * that ends. New networks and ports in the ingress are taken to be allocated. A planner has no
 * state; it works on the caller's thread, and costs a look at everything once and then what
 * changes.
 */
public final class RolloutPlanner {
  private final Pipeline pipeline;

  /** Plans with decisions by {@code pipeline}. */
  public RolloutPlanner(Pipeline pipeline) {
    this.pipeline = Objects.requireNonNull(pipeline, "pipeline");
  }

  /**
   * What would become of {@code wanted}.
   *
   * @param fork a private copy, which is left as everything would be in the end; {@code
   *     fork.diff()} tells it object by object, for reading only
   * @param now the time of the plan
   * @throws IllegalArgumentException if a service asks for more than {@value Places#MOST_REPLICAS}
   *     replicas
   */
  public Rollout plan(Fork fork, Wanted wanted, Instant now) {
    var dryRun = new DryRun(fork, pipeline, now);
    dryRun.place(); // What happens anyway is no part of the plan.
    Set<String> waiting = waiting(fork);
    var rolls = new ArrayList<ServiceRoll>();
    for (String name : wanted.removed()) {
      for (Service service : fork.find(Kinds.SERVICE, By.name(name))) {
        rolls.add(remove(dryRun, service, now));
      }
    }
    for (ServiceSpec spec : wanted.services()) {
      rolls.add(change(dryRun, spec, now));
    }
    dryRun.place();
    while (rolls.stream().anyMatch(ServiceRoll::finishStarted)) {
      dryRun.place();
    }
    return new Rollout(
        rolls.stream().map(ServiceRoll::result).toList(), others(fork, waiting, rolls));
  }

  private static ServiceRoll remove(DryRun dryRun, Service service, Instant now) {
    var roll = new ServiceRoll(dryRun, service, Effect.REMOVED, now);
    roll.removeAll();
    dryRun.fork().delete(Kinds.SERVICE, service.getId());
    return roll;
  }

  private static ServiceRoll change(DryRun dryRun, ServiceSpec spec, Instant now) {
    Fork fork = dryRun.fork();
    List<Service> stored = fork.find(Kinds.SERVICE, By.name(spec.getAnnotations().getName()));
    if (stored.isEmpty()) {
      String id = fork.newId();
      fork.create(Kinds.SERVICE, Service.newBuilder().setId(id).setSpec(spec).build());
      return rolled(dryRun, id, Effect.CREATED, now);
    }
    Service before = stored.get(0);
    if (before.getSpec().equals(spec)) {
      return rolled(dryRun, before.getId(), Effect.UNCHANGED, now);
    }
    fork.update(Kinds.SERVICE, ServiceChange.to(before, spec, now));
    return rolled(dryRun, before.getId(), Effect.CHANGED, now);
  }

  private static ServiceRoll rolled(DryRun dryRun, String id, Effect effect, Instant now) {
    Service service = dryRun.fork().get(Kinds.SERVICE, id).orElseThrow();
    var roll = new ServiceRoll(dryRun, service, effect, now);
    roll.roll();
    return roll;
  }

  private static Set<String> waiting(Fork fork) {
    return fork.list(Kinds.TASK).stream()
        .filter(task -> task.getNodeId().isEmpty())
        .map(Task::getId)
        .collect(Collectors.toSet());
  }

  private static List<TaskChange.Await> others(
      Fork fork, Set<String> waited, List<ServiceRoll> rolls) {
    Set<String> planned = rolls.stream().map(ServiceRoll::serviceId).collect(Collectors.toSet());
    return fork.list(Kinds.TASK).stream()
        .filter(task -> waited.contains(task.getId()) && !task.getNodeId().isEmpty())
        .filter(task -> !planned.contains(task.getServiceId()))
        .map(
            task ->
                new TaskChange.Await(
                    place(fork, task), task.getId(), new Outcome.OnNode(task.getNodeId())))
        .toList();
  }

  private static String place(Fork fork, Task task) {
    return fork.get(Kinds.SERVICE, task.getServiceId())
        .map(service -> Places.of(service, task))
        .orElseGet(task::getNodeId);
  }
}
