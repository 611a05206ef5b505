package io.skep.examples.scheduler.run;

import com.google.protobuf.Message;
import io.skep.api.Node;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.examples.scheduler.report.RunRecorder;
import io.skep.simulation.SimulatedCluster;
import io.skep.store.Change;
import io.skep.store.Interest;
import io.skep.store.Watcher;
import io.skep.store.Watcher.Next;
import io.skep.store.kind.Kinds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Watches a cluster's store and has every change written down at its moment. */
final class Recording {
  private final SimulatedCluster cluster;
  private final RunRecorder recorder;
  private final Instant start;
  private final Watcher watcher;
  private Duration lastChange = Duration.ZERO;

  private Recording(SimulatedCluster cluster, RunRecorder recorder) {
    this.cluster = cluster;
    this.recorder = recorder;
    this.start = cluster.clock().instant();
    this.watcher =
        cluster
            .store()
            .watch(
                cluster.clock().loop("recording"),
                Interest.in(List.of(Kinds.NODE, Kinds.SERVICE, Kinds.TASK)));
  }

  /** Records what happens to {@code cluster} from now on. */
  static Recording start(SimulatedCluster cluster, RunRecorder recorder) {
    var recording = new Recording(cluster, recorder);
    recording.watcher.onReady(recording::takeAll);
    return recording;
  }

  /** How much virtual time has passed since the recording started. */
  Duration elapsed() {
    return Duration.between(start, cluster.clock().instant());
  }

  /** When anything changed last. */
  Duration lastChange() {
    return lastChange;
  }

  private void takeAll() {
    Next next = watcher.next();
    while (next instanceof Next.Delivered delivered) {
      lastChange = elapsed();
      delivered.commit().changes().forEach(this::take);
      next = watcher.next();
    }
    if (next instanceof Next.Compacted) {
      // Nothing passes between a commit and this, so only a commit larger than the whole log can do
      // it.
      throw new IllegalStateException("the recording missed changes at " + elapsed());
    }
  }

  private void take(Change<?> change) {
    Message object = change.object();
    boolean gone = change instanceof Change.Deleted;
    if (object instanceof Node node) {
      if (gone) {
        recorder.nodeGone(elapsed(), node.getId());
      } else {
        recorder.node(elapsed(), node);
      }
    } else if (object instanceof Service service && !gone) {
      recorder.service(elapsed(), service);
    } else if (object instanceof Task task) {
      if (gone) {
        recorder.taskGone(elapsed(), task.getId());
      } else {
        recorder.task(elapsed(), task);
      }
    }
  }
}
