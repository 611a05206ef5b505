package io.skep.orchestrator.job;

import io.skep.api.ReplicatedJob;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.orchestrator.task.Jobs;
import io.skep.orchestrator.task.Tasks;
import io.skep.store.ReadTx;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.TaskKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The slots of a replicated job, numbered from 0, and what is left of its earlier iterations.
 * Immutable once made; costs a look at all tasks of the job.
 *
 * @param places the slots that have tasks of the current iteration
 * @param old the tasks of earlier iterations
 * @param taken the slots in which nothing is to be started
 * @param open how many tasks are still to be started, now or later
 * @param missing how many of those now
 */
record JobSlots(Map<Long, Place> places, List<Task> old, Set<Long> taken, long open, long missing) {
  /** The slots of {@code job} as they are. */
  static JobSlots of(ReadTx at, Service job) {
    var bySlot = new TreeMap<Long, List<Task>>();
    var old = new ArrayList<Task>();
    for (Task task : at.find(Kinds.TASK, TaskKind.byServiceId(job.getId()))) {
      if (Jobs.isCurrent(task, job)) {
        bySlot.computeIfAbsent(task.getSlot(), slot -> new ArrayList<>()).add(task);
      } else if (task.hasJobIteration()) {
        old.add(task);
      }
    }
    var places = new TreeMap<Long, Place>();
    bySlot.forEach((slot, tasks) -> places.put(slot, new Place(tasks)));
    Set<Long> taken = new HashSet<>(places.keySet());
    taken.removeIf(slot -> places.get(slot).progress(at) == Progress.OPEN);
    // What still runs keeps its slot, whichever iteration it is of: what a slot stands for outside,
    // such as a part of the data, is not worked on twice.
    old.stream().filter(task -> Tasks.mayRun(at, task)).map(Task::getSlot).forEach(taken::add);
    ReplicatedJob wanted = job.getSpec().getReplicatedJob();
    long open = Math.max(0, clamped(wanted.getTotalCompletions()) - taken.size());
    long room = clamped(wanted.getMaxConcurrent()) - running(at, places, old);
    return new JobSlots(places, old, taken, open, Math.max(0, Math.min(room, open)));
  }

  /** What runs of an earlier iteration takes room until it has stopped. */
  private static long running(ReadTx at, Map<Long, Place> places, List<Task> old) {
    return places.values().stream().mapToLong(place -> place.load(at)).sum()
        + old.stream().filter(task -> Tasks.mayRun(at, task)).count();
  }

  /** {@code unsigned}, or the largest number that is one with a sign too. */
  private static long clamped(long unsigned) {
    return unsigned < 0 ? Long.MAX_VALUE : unsigned;
  }

  /** The {@code count} lowest numbers that may be filled. */
  List<Long> free(long count) {
    var free = new ArrayList<Long>();
    for (long number = 0; free.size() < count; number++) {
      if (!taken.contains(number)) {
        free.add(number);
      }
    }
    return free;
  }
}
