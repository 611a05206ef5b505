package io.skep.orchestrator.plan;

import io.skep.api.Endpoint;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.orchestrator.job.JobStarts;
import io.skep.orchestrator.plan.ServiceRollout.Effect;
import io.skep.orchestrator.task.Jobs;
import io.skep.orchestrator.task.TaskSource;
import io.skep.orchestrator.task.Tasks;
import io.skep.orchestrator.update.DirtyCheck;
import io.skep.orchestrator.update.UpdateRule;
import io.skep.scheduler.explain.TaskExplanation;
import io.skep.scheduler.explain.TaskExplanation.Placed;
import io.skep.scheduler.reconciler.DryRun;
import io.skep.store.Fork;
import io.skep.store.IdSource;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.TaskKind;
import io.skep.store.loop.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** One service's part of a plan, worked out on the fork of a dry run. */
final class ServiceRoll {
  /** Ids are the fork's, so that no plan has one of a stored task. */
  private static final IdSource NO_IDS = new IdSource(new SplittableRandom(0));

  private final List<Task> removed = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private final List<Task> kept = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final DryRun dryRun;
  private final Fork fork;
  private final Service service;
  private final Effect effect;
  private final Instant now;

  /** A new task, and those that it replaces: none for a new place. */
  private record Step(Task task, List<Task> old) {}

  /** A clock that stands at the moment of the plan. */
  private record At(Instant instant) implements Clock {
    @Override
    public long nanoTime() {
      return 0;
    }
  }

  ServiceRoll(DryRun dryRun, Service service, Effect effect, Instant now) {
    this.dryRun = dryRun;
    this.fork = dryRun.fork();
    this.service = service;
    this.effect = effect;
    this.now = now;
  }

  String serviceId() {
    return service.getId();
  }

  /** All tasks go. */
  void removeAll() {
    for (Task task : fork.find(Kinds.TASK, TaskKind.byServiceId(serviceId()))) {
      if (Tasks.isRunnable(task)) {
        removed.add(task);
      }
      dryRun.remove(task.getId());
    }
  }

  /** Tasks go, come and are replaced until all are as the service asks for. */
  void roll() {
    removeEarlierIterations();
    Places places = places(fork.find(Kinds.TASK, TaskKind.byServiceId(serviceId())));
    removed.addAll(places.removed());
    places.removed().forEach(task -> dryRun.remove(task.getId()));
    for (String place : places.added()) {
      start(new Step(make(place, Optional.empty()), List.of()));
    }
    dryRun.place();
    kept.addAll(places.left());
    replace(dirty(places.kept()));
  }

  private Places places(List<Task> tasks) {
    if (Jobs.isJob(service)) {
      return Places.ofJob(fork, service, tasks);
    }
    return service.getSpec().hasGlobal()
        ? Places.ofGlobal(fork, service, tasks)
        : Places.ofReplicated(service, tasks);
  }

  /** What a job had before it was started anew is stopped before anything begins in its place. */
  private void removeEarlierIterations() {
    for (Task task : fork.find(Kinds.TASK, TaskKind.byServiceId(serviceId()))) {
      if (task.hasJobIteration() && !Jobs.isCurrent(task, service)) {
        if (!Tasks.isTerminal(task)) {
          removed.add(task);
        }
        dryRun.remove(task.getId());
      }
    }
  }

  private List<List<Task>> dirty(List<List<Task>> places) {
    DirtyCheck check = DirtyCheck.against(service);
    var dirty = new ArrayList<List<Task>>();
    for (List<Task> place : places) {
      if (!Jobs.isJob(service) && place.stream().anyMatch(task -> check.isDirty(fork, task))) {
        dirty.add(place);
      } else {
        place.stream().filter(task -> !Tasks.isTerminal(task)).forEach(kept::add);
      }
    }
    return dirty;
  }

  private void replace(List<List<Task>> places) {
    int atATime = (int) Math.min(UpdateRule.of(service).room(0), places.size());
    for (int from = 0; from < places.size(); from += atATime) {
      List<List<Task>> batch = places.subList(from, Math.min(places.size(), from + atATime));
      if (!startsFirst()) {
        batch.forEach(this::stop);
      }
      batch.forEach(
          old ->
              start(new Step(make(Places.of(service, old.get(0)), Optional.of(old.get(0))), old)));
      dryRun.place();
      finishStarted();
    }
  }

  private boolean startsFirst() {
    return !UpdateRule.of(service).stopsFirst();
  }

  private void start(Step step) {
    dryRun.put(step.task());
    steps.add(step);
  }

  private void stop(List<Task> old) {
    old.forEach(task -> dryRun.remove(task.getId()));
  }

  /**
   * Stops the tasks whose replacements are placed, which they wait for if these start first.
   *
   * @return whether any was stopped
   */
  boolean finishStarted() {
    boolean stopped = false;
    for (Step step : steps) {
      boolean isThere =
          step.old().stream().anyMatch(task -> fork.get(Kinds.TASK, task.getId()).isPresent());
      if (isThere && outcome(step.task()) instanceof Outcome.OnNode) {
        stop(step.old());
        stopped = true;
      }
    }
    return stopped;
  }

  /** A task as the allocator would leave it. */
  private Task make(String place, Optional<Task> old) {
    var source = new TaskSource(NO_IDS, new At(now));
    TaskState desired = Jobs.isJob(service) ? TaskState.COMPLETE : TaskState.RUNNING;
    Task made =
        Places.areNodes(service)
            ? source.onNode(fork, service, place, desired)
            : source.replica(fork, service, Long.parseUnsignedLong(place), desired);
    Task.Builder task = made.toBuilder().setId(fork.newId());
    task.getStatusBuilder().setState(TaskState.PENDING);
    old.ifPresent(before -> task.addAllNetworks(before.getNetworksList()));
    if (service.getSpec().hasEndpoint()) {
      task.setEndpoint(
          Endpoint.newBuilder()
              .setSpec(service.getSpec().getEndpoint())
              .addAllPorts(service.getSpec().getEndpoint().getPortsList()));
    }
    return task.build();
  }

  private Outcome outcome(Task task) {
    TaskExplanation explanation = dryRun.explain(task.getId());
    return explanation instanceof Placed placed
        ? new Outcome.OnNode(placed.nodeId())
        : new Outcome.Nowhere(explanation);
  }

  /** What has become of it, once everything else is planned too. */
  ServiceRollout result() {
    var changes = new ArrayList<TaskChange>();
    for (Task task : removed) {
      changes.add(new TaskChange.Remove(Places.of(service, task), task.getId(), task.getNodeId()));
    }
    steps.forEach(step -> changes.add(change(step)));
    for (Task task : kept) {
      if (task.getNodeId().isEmpty()) {
        changes.add(new TaskChange.Await(Places.of(service, task), task.getId(), outcome(task)));
      }
    }
    int staying = (int) kept.stream().filter(task -> !task.getNodeId().isEmpty()).count();
    noteWhereItStops();
    noteWhatStartsLater();
    return new ServiceRollout(
        service.getSpec().getAnnotations().getName(), effect, staying, changes, notes);
  }

  private TaskChange change(Step step) {
    String place = Places.of(service, step.task());
    Outcome outcome = outcome(step.task());
    if (step.old().isEmpty()) {
      return new TaskChange.Create(place, outcome);
    }
    Task old = step.old().get(0);
    return new TaskChange.Replace(place, old.getId(), old.getNodeId(), outcome);
  }

  private void noteWhereItStops() {
    steps.stream()
        .filter(step -> !step.old().isEmpty())
        .filter(step -> outcome(step.task()) instanceof Outcome.Nowhere)
        .findFirst()
        .ifPresent(
            step ->
                notes.add(
                    "the update waits at %s%s"
                        .formatted(
                            Places.of(service, step.task()),
                            startsFirst()
                                ? "; the old task runs until then"
                                : ", with the old task stopped")));
  }

  private void noteWhatStartsLater() {
    if (Jobs.isReplicatedJob(service)) {
      // What is planned is in the fork, so nothing more is missing now.
      long later = JobStarts.of(fork, service, 0).later();
      if (later > 0) {
        notes.add("%d more start as these end".formatted(later));
      }
    }
  }
}
