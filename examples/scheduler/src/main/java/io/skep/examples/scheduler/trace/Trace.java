package io.skep.examples.scheduler.trace;

import io.skep.examples.scheduler.cluster.Cluster;
import java.time.Duration;
import java.util.List;

/**
 * A cluster and all that was asked of it. Immutable.
 *
 * @param cluster the nodes, all workers but the first
 * @param events in the order in which they happen; at one moment deletions come first, because they
 *     make room, but a pod is never deleted before it is created
 */
public record Trace(Cluster cluster, List<TraceEvent> events) {
  /** The generic resource of which a node has 1,000 units for each of its GPUs. */
  public static final String GPU = TraceUnits.GPU_MILLI;

  /** What a reader of the results has to know about them. */
  public static final List<String> NOTICES =
      List.of(
          "Each GPU counts as 1,000 units of its node's resource gpu-milli; a share may therefore"
              + " span devices, which a real one cannot.",
          "Creation and deletion are replayed; the phase that a pod reached and the time at which"
              + " it was scheduled are not.");

  public Trace {
    events = List.copyOf(events);
  }

  /** From the first event to the last. */
  public Duration length() {
    return events.isEmpty() ? Duration.ZERO : events.get(events.size() - 1).at();
  }
}
