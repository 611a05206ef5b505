package io.skep.orchestrator.job;

import io.skep.api.Node;
import io.skep.api.Service;
import io.skep.orchestrator.task.Jobs;
import io.skep.store.ReadTx;
import java.util.List;

/**
 * Where a job as it is would start tasks now. Immutable.
 *
 * @param places the numbers of slots, or for a global job the ids of nodes, lowest first; no more
 *     than were asked for
 * @param count how many there are in all
 * @param later how many completions of a replicated job are left to be started when those end
 */
public record JobStarts(List<String> places, long count, long later) {
  /** Copies the list. */
  public JobStarts {
    places = List.copyOf(places);
  }

  /**
   * Those of {@code job}, which costs a look at all its tasks.
   *
   * @param job a replicated or a global one
   * @param most how many places to name
   */
  public static JobStarts of(ReadTx at, Service job, int most) {
    return Jobs.isGlobalJob(job) ? onNodes(at, job, most) : inSlots(at, job, most);
  }

  private static JobStarts inSlots(ReadTx at, Service job, int most) {
    JobSlots slots = JobSlots.of(at, job);
    List<String> places =
        slots.free(Math.min(most, slots.missing())).stream().map(Long::toUnsignedString).toList();
    return new JobStarts(places, slots.missing(), slots.open() - slots.missing());
  }

  private static JobStarts onNodes(ReadTx at, Service job, int most) {
    List<String> nodes = GlobalJobs.missingOn(at, job).stream().map(Node::getId).sorted().toList();
    return new JobStarts(nodes.stream().limit(most).toList(), nodes.size(), 0);
  }
}
