package io.skep.examples.scheduler.explain;

import io.skep.api.Node;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.examples.scheduler.input.InputException;
import io.skep.examples.scheduler.input.InputProblem;
import io.skep.store.ReadTx;
import io.skep.store.kind.Kinds;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * Tasks by what people call them: {@code shop_web.3}, or {@code web.3} if that is one task only; of
 * a global service {@code shop_agent.finch}; or the beginning of an id. Reads one snapshot.
 */
public final class NamedTasks {
  private static final int MOST_NAMES = 5;

  private final ReadTx view;

  /** The tasks of {@code view}. */
  public NamedTasks(ReadTx view) {
    this.view = view;
  }

  /** The name of {@code task}. */
  public String of(Task task) {
    String place = task.getSlot() > 0 ? Long.toString(task.getSlot()) : host(task.getNodeId());
    return task.getServiceAnnotations().getName() + "." + place;
  }

  /** The hostname of a node that is there; else the id. */
  public String host(String nodeId) {
    return view.get(Kinds.NODE, nodeId)
        .map(Node::getDescription)
        .map(description -> description.getHostname())
        .filter(name -> !name.isEmpty())
        .orElse(nodeId);
  }

  /**
   * The tasks that {@code wanted} names: those of the place that are not over, else the newest that
   * is.
   *
   * @return at least one, in the order of their ids
   * @throws InputException if there is none, with names that are near; or if tasks of several
   *     places are meant
   */
  public List<Task> find(String wanted) {
    List<Task> found = matching(task -> of(task).equals(wanted));
    if (found.isEmpty()) {
      found = matching(task -> of(task).endsWith("_" + wanted));
    }
    if (found.isEmpty() && !wanted.isEmpty()) {
      found = matching(task -> task.getId().startsWith(wanted));
    }
    List<String> names = found.stream().map(this::of).distinct().sorted().toList();
    if (names.isEmpty()) {
      throw problem("no task is called '%s'%s".formatted(wanted, hint(wanted)));
    }
    if (names.size() > 1) {
      throw problem(
          "'%s' may be %s; say which".formatted(wanted, String.join(", ", firstOf(names))));
    }
    return current(found);
  }

  private List<Task> matching(Predicate<Task> which) {
    return view.list(Kinds.TASK).stream().filter(which).toList();
  }

  private static List<Task> current(List<Task> tasks) {
    List<Task> alive =
        tasks.stream()
            .filter(task -> task.getStatus().getStateValue() <= TaskState.RUNNING_VALUE)
            .toList();
    return alive.isEmpty()
        ? List.of(
            tasks.stream()
                .max(Comparator.comparingLong(task -> task.getMeta().getVersion().getIndex()))
                .orElseThrow())
        : alive;
  }

  private String hint(String wanted) {
    List<String> names = view.list(Kinds.TASK).stream().map(this::of).distinct().sorted().toList();
    if (names.isEmpty()) {
      return "; there are no tasks";
    }
    List<String> near =
        names.stream()
            .filter(name -> NearNames.distance(wanted, name) <= 2 + wanted.length() / 4)
            .sorted(Comparator.comparingInt(name -> NearNames.distance(wanted, name)))
            .toList();
    return near.isEmpty()
        ? "; there are " + listed(names)
        : "; did you mean " + String.join(" or ", firstOf(near)) + "?";
  }

  private static String listed(List<String> names) {
    return String.join(", ", firstOf(names)) + (names.size() > MOST_NAMES ? " and others" : "");
  }

  private static List<String> firstOf(List<String> names) {
    return names.subList(0, Math.min(MOST_NAMES, names.size()));
  }

  private static InputException problem(String reason) {
    return new InputException(InputProblem.ofFile("TASK", reason));
  }
}
