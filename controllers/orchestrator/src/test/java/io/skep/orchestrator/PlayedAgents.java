package io.skep.orchestrator;

import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.orchestrator.task.Tasks;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * Agents, and a scheduler, that do at once what is wanted: tasks run as soon as they may, unless
 * told otherwise.
 */
final class PlayedAgents {
  private static final Duration TICK = Duration.ofMillis(100);

  private final World world;
  private final String service;
  private Predicate<Task> start = task -> true;
  private Predicate<Task> fail = task -> false;
  private Predicate<Task> stop = task -> true;

  PlayedAgents(World world, String service) {
    this.world = world;
    this.service = service;
  }

  /** Only these tasks ever run. */
  PlayedAgents starting(Predicate<Task> which) {
    start = which;
    return this;
  }

  /** These fail when they start; those that run already do at once. */
  PlayedAgents failing(Predicate<Task> which) {
    fail = which;
    return this;
  }

  /** Only these tasks ever stop when they are asked to. */
  PlayedAgents stopping(Predicate<Task> which) {
    stop = which;
    return this;
  }

  /** Everything that has to be done, as often as it leads to more. */
  void act() {
    boolean acted = true;
    while (acted) {
      acted = false;
      for (Task task : world.tasks(service)) {
        acted |= act(world.now(task));
      }
    }
  }

  /** Acts until the time has passed. */
  void play(Duration length) {
    for (Duration passed = Duration.ZERO;
        passed.compareTo(length) < 0;
        passed = passed.plus(TICK)) {
      act();
      world.pass(TICK);
    }
    act();
  }

  /** What is to be done about one task; whether there was anything. */
  boolean act(Task task) {
    if (task.getId().isEmpty() || Tasks.isTerminal(task)) {
      return false;
    }
    if (!Tasks.isRunnable(task)) {
      return stop.test(task) && report(task, TaskState.SHUTDOWN);
    }
    TaskState observed = task.getStatus().getState();
    if (observed == TaskState.RUNNING) {
      return fail.test(task) && report(task, TaskState.FAILED);
    }
    TaskState wanted = task.getDesiredState();
    if (observed.getNumber() >= wanted.getNumber() || !start.test(task)) {
      return false;
    }
    return report(task, wanted == TaskState.RUNNING && fail.test(task) ? TaskState.FAILED : wanted);
  }

  private boolean report(Task task, TaskState state) {
    String node = task.getNodeId().isEmpty() ? "n" + (1 + task.getSlot() % 3) : task.getNodeId();
    world.report(task, state, node);
    return true;
  }
}
