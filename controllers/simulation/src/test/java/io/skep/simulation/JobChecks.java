package io.skep.simulation;

import io.skep.api.Node;
import io.skep.api.NodeSpec.Availability;
import io.skep.api.NodeStatus;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.store.Interest;
import io.skep.store.ReadTx;
import io.skep.store.Specifier;
import io.skep.store.Watcher;
import io.skep.store.kind.Kinds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What must hold of jobs, judged from stored objects alone and in the plainest way: at every
 * version no more runs than may, and no place is doubled; in the end every place has come to its
 * end.
 */
final class JobChecks {
  private final Set<String> violations = new HashSet<>();
  private final Watcher watcher;

  /** Checks of what is committed to {@code cluster} from now on. */
  JobChecks(SimulatedCluster cluster) {
    watcher =
        cluster
            .store()
            .watch(cluster.clock().loop("job-checks"), Interest.of(Specifier.of(Kinds.TASK)));
  }

  /** What did not hold at any version up to now, in words. */
  Set<String> violations() {
    Watcher.Next next = watcher.next();
    for (; next instanceof Watcher.Next.Delivered delivered; next = watcher.next()) {
      delivered.at().list(Kinds.SERVICE).forEach(job -> checkNow(delivered.at(), job));
    }
    if (!(next instanceof Watcher.Next.CaughtUp)) {
      throw new IllegalStateException("versions were missed: " + next);
    }
    return violations;
  }

  private void checkNow(ReadTx at, Service job) {
    List<Task> running =
        A.tasks(at, job.getId()).stream().filter(task -> isAtWork(at, task)).toList();
    Set<String> places = new HashSet<>();
    for (Task task : running) {
      check(places.add(place(job, task)), "%s has two tasks in one place", job.getId());
    }
    if (job.getSpec().hasReplicatedJob()) {
      long most = job.getSpec().getReplicatedJob().getMaxConcurrent();
      // A smaller limit is no reason to stop what runs: only a new iteration with it counts.
      check(running.size() <= most, "%s runs more than %d", job.getId(), most);
    }
  }

  /** Of whatever iteration; a machine that is known to be down runs nothing any more. */
  private static boolean isAtWork(ReadTx at, Task task) {
    int state = task.getStatus().getStateValue();
    return state >= TaskState.STARTING_VALUE
        && state <= TaskState.RUNNING_VALUE
        && at.get(Kinds.NODE, task.getNodeId())
            .filter(node -> node.getStatus().getState() != NodeStatus.State.DOWN)
            .isPresent();
  }

  private static String place(Service job, Task task) {
    return job.getSpec().hasGlobalJob() ? task.getNodeId() : "slot " + task.getSlot();
  }

  /** What does not hold of a quiet cluster, in words. Limits of restarts must be none. */
  static List<String> leftToDo(ReadTx at) {
    var left = new ArrayList<String>();
    for (Service job : at.list(Kinds.SERVICE)) {
      long iteration = job.getJobStatus().getJobIteration().getIndex();
      List<String> done =
          A.tasks(at, job.getId()).stream()
              .filter(task -> task.getJobIteration().getIndex() == iteration)
              .filter(task -> task.getStatus().getState() == TaskState.COMPLETE)
              .map(task -> place(job, task))
              .sorted()
              .toList();
      List<String> expected = expected(at, job);
      if (!(job.getSpec().hasGlobalJob() ? done.containsAll(expected) : done.equals(expected))) {
        left.add("%s is done in %s, not %s".formatted(job.getId(), done, expected));
      }
      if (done.stream().distinct().count() < done.size()) {
        left.add("%s is done twice in one of %s".formatted(job.getId(), done));
      }
    }
    for (Task task : at.list(Kinds.TASK)) {
      boolean atWork = isAtWork(at, task);
      if (atWork || at.get(Kinds.SERVICE, task.getServiceId()).isEmpty()) {
        left.add(task.getId() + " of " + task.getServiceId() + " is left over");
      }
    }
    return left;
  }

  private static List<String> expected(ReadTx at, Service job) {
    var expected = new ArrayList<String>();
    if (job.getSpec().hasReplicatedJob()) {
      for (long n = 0; n < job.getSpec().getReplicatedJob().getTotalCompletions(); n++) {
        expected.add("slot " + n);
      }
    } else {
      at.list(Kinds.NODE).stream()
          .filter(JobChecks::isUsable)
          .map(Node::getId)
          .forEach(expected::add);
    }
    return expected.stream().sorted().toList();
  }

  private static boolean isUsable(Node node) {
    return node.getStatus().getState() == NodeStatus.State.READY
        && node.getSpec().getAvailability() == Availability.ACTIVE;
  }

  private void check(boolean holds, String otherwise, Object... values) {
    if (!holds) {
      violations.add(otherwise.formatted(values));
    }
  }
}
