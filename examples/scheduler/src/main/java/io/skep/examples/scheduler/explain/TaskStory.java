package io.skep.examples.scheduler.explain;

import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.scheduler.explain.TaskExplanation;
import io.skep.scheduler.explain.TaskExplanation.Unknown;
import java.util.List;
import java.util.function.Function;

/**
 * All that is known about the tasks of one place. Immutable.
 *
 * @param text lines for people, each ended by a line feed
 * @param waits whether one of them is wanted and has no node
 */
public record TaskStory(String text, boolean waits) {
  /** Tells of {@code tasks}, of each with what the scheduler says by its id. */
  public static TaskStory of(
      List<Task> tasks, NamedTasks names, Function<String, TaskExplanation> scheduler) {
    var text = new StringBuilder();
    boolean waits = false;
    for (Task task : tasks) {
      text.append(tell(task, names, scheduler.apply(task.getId()))).append('\n');
      waits |= waits(task);
    }
    return new TaskStory(text.toString(), waits);
  }

  private static boolean waits(Task task) {
    return task.getStatus().getStateValue() < TaskState.ASSIGNED_VALUE
        && task.getDesiredStateValue() <= TaskState.COMPLETE_VALUE;
  }

  private static String tell(Task task, NamedTasks names, TaskExplanation explanation) {
    String name = names.of(task);
    String node = task.getNodeId().isEmpty() ? "" : " on " + names.host(task.getNodeId());
    String err = task.getStatus().getErr();
    String status =
        "%s (%s) is %s%s, wanted %s"
            .formatted(
                name, task.getId(), task.getStatus().getState(), node, task.getDesiredState());
    if (explanation instanceof TaskExplanation.Placed) {
      return status;
    }
    if (explanation instanceof Unknown) {
      // Over, or not allocated yet: then its error is all there is to say.
      return err.isEmpty() ? status : status + "\n  " + err;
    }
    return status
        + "\n"
        + explanation
            .toString()
            .replace(" of service " + task.getServiceId(), "")
            .replace(task.getId(), name);
  }
}
