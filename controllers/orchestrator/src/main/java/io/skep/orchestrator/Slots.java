package io.skep.orchestrator;

import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.orchestrator.task.RestartRule;
import io.skep.orchestrator.task.Tasks;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The numbered places of a replicated service, by what the service can count on. Immutable once
 * made.
 *
 * @param counted the slots that count towards the wanted number: with a task that is to run, or
 *     done for good
 * @param dead the slots of which only history is left
 */
public record Slots(Map<Long, List<Task>> counted, Map<Long, List<Task>> dead) {
  /** {@code tasks} of one service by slot. */
  public static Slots of(Collection<Task> tasks) {
    return of(tasks, ended -> false);
  }

  /**
   * {@code tasks} of one service by slot.
   *
   * @param forgotten of tasks that ended for good: which of them leave their slot dead nevertheless
   */
  static Slots of(Collection<Task> tasks, Predicate<Task> forgotten) {
    var bySlot = new TreeMap<Long, List<Task>>();
    tasks.forEach(task -> bySlot.computeIfAbsent(task.getSlot(), n -> new ArrayList<>()).add(task));
    var counted = new TreeMap<Long, List<Task>>();
    var dead = new TreeMap<Long, List<Task>>();
    bySlot.forEach((slot, of) -> (counts(of, forgotten) ? counted : dead).put(slot, of));
    return new Slots(counted, dead);
  }

  private static boolean counts(List<Task> slot, Predicate<Task> forgotten) {
    return slot.stream().anyMatch(Tasks::isRunnable) || isDone(slot, forgotten);
  }

  /**
   * Whether the slot's newest task ended and is not to be followed by another. One to be removed is
   * not done but gone.
   */
  private static boolean isDone(List<Task> slot, Predicate<Task> forgotten) {
    Task newest = slot.stream().max(Tasks.BY_TIME).orElseThrow();
    return newest.getDesiredStateValue() < TaskState.REMOVE_VALUE
        && !RestartRule.of(newest).allowsAnotherAfter(newest, slot)
        && !forgotten.test(newest);
  }

  /** The {@code count} lowest numbers from 1 on that no counted slot has. */
  public List<Long> free(long count) {
    var free = new ArrayList<Long>();
    for (long number = 1; free.size() < count; number++) {
      if (!counted.containsKey(number)) {
        free.add(number);
      }
    }
    return free;
  }

  /**
   * The counted slots in the order in which a smaller service keeps them: nodes stay evenly filled,
   * running tasks stay before others, low numbers before high ones; slots with several tasks or
   * none placed go first.
   */
  public List<Long> inOrderOfKeeping() {
    var order = new ArrayList<>(counted.keySet());
    order.sort(
        Comparator.comparing((Long slot) -> !isRunning(counted.get(slot)))
            .thenComparing(Comparator.naturalOrder()));
    var placedOn = new HashMap<String, Integer>();
    var nth = new HashMap<Long, Integer>();
    for (Long slot : order) {
      nth.put(slot, placeOnNode(counted.get(slot), placedOn));
    }
    order.sort(Comparator.comparing(nth::get));
    return order;
  }

  private static boolean isRunning(List<Task> slot) {
    return slot.stream().anyMatch(task -> task.getStatus().getState() == TaskState.RUNNING);
  }

  /** The how manieth slot of the service on its node this is; last of all if it has no one node. */
  private static int placeOnNode(List<Task> slot, Map<String, Integer> placedOn) {
    List<Task> live = slot.stream().filter(Tasks::isRunnable).toList();
    if (live.size() != 1 || live.get(0).getNodeId().isEmpty()) {
      return Integer.MAX_VALUE;
    }
    return placedOn.merge(live.get(0).getNodeId(), 1, Integer::sum);
  }
}
