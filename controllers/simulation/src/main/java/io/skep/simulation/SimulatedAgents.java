package io.skep.simulation;

import io.skep.api.Node;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.TaskStatus;
import io.skep.api.wire.Times;
import io.skep.controller.EventPredicate;
import io.skep.controller.Reconciler;
import io.skep.controller.Result;
import io.skep.controller.Run;
import io.skep.controller.Sources;
import io.skep.informer.Event;
import io.skep.store.ReadTx;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.TaskKind;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;

/**
 * The agents of all nodes: each takes the tasks that are assigned to its node through accepting,
 * preparing and starting to running, stops those that are to stop, and lets some end by themselves.
 * An agent that has vanished does nothing until it is back.
 *
 * <p>What a task does next, and when, follows from its status and {@link TaskLife}: there is no
 * state here but who has vanished. Confined to the loop of its controller.
 */
final class SimulatedAgents implements Reconciler<Task> {
  private final TaskLife life;
  private final BiPredicate<ReadTx, Task> hasAgent;
  private final Set<String> vanished = new TreeSet<>();

  /** Agents whose tasks live so, on every node. */
  SimulatedAgents(TaskLife life) {
    this(life, (at, task) -> true);
  }

  /** Agents whose tasks live so, on the nodes where {@code hasAgent} says that there is one. */
  SimulatedAgents(TaskLife life, BiPredicate<ReadTx, Task> hasAgent) {
    this.life = life;
    this.hasAgent = hasAgent;
  }

  /** From now on the agent of {@code nodeId} does nothing. */
  void vanish(String nodeId) {
    vanished.add(nodeId);
  }

  /** The agent of {@code nodeId} works again, with nothing of what it ran before. */
  void comeBack(String nodeId) {
    vanished.remove(nodeId);
  }

  @Override
  public void declare(Sources<Task> on) {
    on.primary(Kinds.TASK, SimulatedAgents::concernsAnAgent)
        // A task goes on from each state that its agent has reported.
        .ownChanges(EventPredicate.any())
        // An agent that comes back finds what was assigned to it meanwhile.
        .mapped(Kinds.NODE, (node, at) -> tasksOn(at, node));
  }

  private static List<String> tasksOn(ReadTx at, Node node) {
    return at.find(Kinds.TASK, TaskKind.byNodeId(node.getId())).stream()
        .filter(SimulatedAgents::isWithAgent)
        .map(Task::getId)
        .toList();
  }

  @Override
  public Future<Result> reconcile(Run<Task> run) {
    Optional<Step> step =
        run.object()
            .filter(task -> !vanished.contains(task.getNodeId()))
            .filter(task -> hasAgent.test(run.at(), task))
            .flatMap(this::nextStep);
    if (step.isEmpty()) {
      return run.done();
    }
    Instant now = run.clock().instant();
    Duration left = Duration.between(now, step.get().due());
    if (!left.isZero() && !left.isNegative()) {
      return run.again(left);
    }
    return run.commit(tx -> report(tx, run.id(), step.get().to(), now));
  }

  private static boolean concernsAnAgent(Event<? extends Task> event) {
    return !(event instanceof Event.Deleted) && isWithAgent(event.object());
  }

  private static boolean isWithAgent(Task task) {
    int state = task.getStatus().getState().getNumber();
    return state >= TaskState.ASSIGNED_VALUE && state <= TaskState.RUNNING_VALUE;
  }

  /** What {@code task} does by itself next, and when; empty if it waits for others. */
  private Optional<Step> nextStep(Task task) {
    if (!isWithAgent(task)) {
      return Optional.empty();
    }
    if (task.getDesiredStateValue() >= TaskState.SHUTDOWN_VALUE) {
      // Nothing in the task says since when it is to stop, but that was the last that changed.
      Instant asked = Times.instant(task.getMeta().getUpdatedAt());
      return Optional.of(new Step(TaskState.SHUTDOWN, asked.plus(life.lengthOfStop(task))));
    }
    if (task.getStatus().getState() == TaskState.RUNNING) {
      return life.endOf(task).map(end -> new Step(end.state(), since(task).plus(end.after())));
    }
    if (task.getStatus().getStateValue() >= task.getDesiredStateValue()) {
      return Optional.empty();
    }
    return Optional.of(
        new Step(after(task.getStatus().getState()), since(task).plus(life.lengthOf(task))));
  }

  private static TaskState after(TaskState state) {
    return switch (state) {
      case ASSIGNED -> TaskState.ACCEPTED;
      case ACCEPTED -> TaskState.PREPARING;
      case PREPARING -> TaskState.READY;
      case READY -> TaskState.STARTING;
      case STARTING -> TaskState.RUNNING;
      default -> throw new IllegalStateException("an agent has no step after " + state);
    };
  }

  private static Instant since(Task task) {
    return Times.instant(task.getStatus().getTimestamp());
  }

  /** The states of a task only go up: what others decided meanwhile stands. */
  private void report(Tx tx, String id, TaskState to, Instant now) {
    Optional<Task> stored = tx.get(Kinds.TASK, id);
    if (stored.isEmpty() || stored.get().getStatus().getStateValue() >= to.getNumber()) {
      return;
    }
    TaskStatus.Builder status =
        stored.get().getStatus().toBuilder()
            .setState(to)
            .setMessage(messageOf(to))
            .setTimestamp(Times.timestamp(now));
    if (to == TaskState.FAILED) {
      status.setErr("task: non-zero exit (1)");
      status.getContainerBuilder().setExitCode(1);
    }
    tx.update(Kinds.TASK, stored.get().toBuilder().setStatus(status).build());
  }

  private static String messageOf(TaskState state) {
    return switch (state) {
      case ACCEPTED -> "accepted";
      case PREPARING -> "preparing";
      case READY -> "prepared";
      case STARTING -> "starting";
      case RUNNING -> "started";
      case COMPLETE -> "finished";
      case SHUTDOWN -> "shutdown";
      default -> state.name().toLowerCase(Locale.ROOT);
    };
  }

  /** A state to report, at a time. */
  private record Step(TaskState to, Instant due) {}
}
