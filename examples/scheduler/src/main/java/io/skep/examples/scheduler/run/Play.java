package io.skep.examples.scheduler.run;

import static io.skep.store.kind.TaskKind.byState;

import io.skep.api.Node;
import io.skep.api.NodeStatus;
import io.skep.api.ServiceSpec;
import io.skep.api.TaskState;
import io.skep.api.UpdateConfig;
import io.skep.api.wire.Times;
import io.skep.examples.scheduler.cluster.Cluster;
import io.skep.examples.scheduler.report.RunRecorder;
import io.skep.examples.scheduler.report.RunReport;
import io.skep.examples.scheduler.report.progress.Progress;
import io.skep.scheduler.reconciler.Scheduler;
import io.skep.simulation.SimulatedCluster;
import io.skep.simulation.SimulationOptions;
import io.skep.store.ReadTx;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A simulated cluster in the course of a run: its time passes at a pace, and all that happens is
 * written down. One thread.
 */
final class Play implements AutoCloseable {
  /** Longer than a crash takes to be noticed and a replacement waits for its predecessor. */
  private static final Duration QUIET = Duration.ofSeconds(90);

  /** A cluster that has not come to rest after this has tasks that come and go for ever. */
  private static final Duration LIMIT = Duration.ofDays(1);

  /** How often somebody who watches sees virtual time pass. */
  private static final Duration TICK = Duration.ofMillis(100);

  private static final List<TaskState> ON_THE_WAY =
      List.of(
          TaskState.ASSIGNED,
          TaskState.ACCEPTED,
          TaskState.PREPARING,
          TaskState.READY,
          TaskState.STARTING);

  private final RunOptions options;
  private final SimulatedCluster cluster;
  private final RunRecorder recorder;
  private final Recording recording;
  private final Duration expectedEnd;

  /** Starts a cluster of {@code nodes}; {@code expectedEnd} is for those who watch. */
  Play(Cluster nodes, RunOptions options, Duration expectedEnd) {
    this.options = options;
    this.expectedEnd = expectedEnd;
    var pipeline = Scheduler.pipeline(options.order());
    this.cluster =
        SimulatedCluster.start(SimulationOptions.of(options.seed()).withPipeline(pipeline));
    this.recorder = new RunRecorder(options.view()::event);
    this.recording = Recording.start(cluster, recorder);
    options.witness().attend(cluster);
    List<Node> joining = nodes.toNodes(cluster.ids()::next);
    cluster.deploy(tx -> joining.forEach(node -> tx.create(Kinds.NODE, node)));
  }

  SimulatedCluster cluster() {
    return cluster;
  }

  /** How much virtual time has passed. */
  Duration elapsed() {
    return recording.elapsed();
  }

  /** When anything changed last. */
  Duration lastChange() {
    return recording.lastChange();
  }

  /** Lets time pass until {@code at}; nothing if that is over. */
  void advanceTo(Duration at) {
    Duration left = at.minus(elapsed());
    if (!left.isNegative()) {
      advance(left);
    }
  }

  private void advance(Duration duration) {
    if (options.pace() == Pace.UNBOUNDED) {
      cluster.advance(duration);
      options.view().show(progress());
      return;
    }
    for (Duration left = duration; !left.isZero(); ) {
      Duration slice = left.compareTo(TICK) < 0 ? left : TICK;
      cluster.advance(slice);
      options.view().show(progress());
      options.pace().after(slice);
      left = left.minus(slice);
    }
  }

  private Progress progress() {
    ReadTx view = cluster.view();
    int starting =
        ON_THE_WAY.stream().mapToInt(state -> view.find(Kinds.TASK, byState(state)).size()).sum();
    return new Progress(
        Duration.between(VirtualClock.START, cluster.clock().instant()),
        expectedEnd,
        view.count(Kinds.NODE),
        (int) view.list(Kinds.NODE).stream().filter(Play::isReady).count(),
        (int)
            view.find(Kinds.TASK, byState(TaskState.RUNNING)).stream()
                .filter(task -> task.getDesiredStateValue() <= TaskState.COMPLETE_VALUE)
                .count(),
        starting,
        view.find(Kinds.TASK, byState(TaskState.PENDING)).size());
  }

  private static boolean isReady(Node node) {
    return node.getStatus().getState() == NodeStatus.State.READY;
  }

  /** Lets time pass until nothing changes any more. */
  void settle() {
    Duration quiet = QUIET.plus(longestWait());
    Duration still = Duration.ZERO;
    Duration step = options.pace() == Pace.UNBOUNDED ? quiet : TICK;
    for (Duration passed = Duration.ZERO;
        still.compareTo(quiet) < 0 && passed.compareTo(LIMIT) < 0;
        passed = passed.plus(step)) {
      Version before = cluster.view().version();
      advance(step);
      still = cluster.view().version().equals(before) ? still.plus(step) : Duration.ZERO;
    }
  }

  /** For what services wait without a word: restart delays, and the pauses of updates. */
  private Duration longestWait() {
    return cluster.view().list(Kinds.SERVICE).stream()
        .map(service -> service.getSpec())
        .flatMap(Play::waits)
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  private static Stream<Duration> waits(ServiceSpec spec) {
    return Stream.of(
        Times.duration(spec.getTask().getRestart().getDelay()),
        pause(spec.getUpdate()),
        pause(spec.getRollback()));
  }

  private static Duration pause(UpdateConfig update) {
    return Times.duration(update.getDelay()).plus(Times.duration(update.getMonitor()));
  }

  /** All that was written down so far. */
  RunReport report(String title, List<String> notices) {
    return recorder.report(title, options.seed(), recording.lastChange(), notices);
  }

  @Override
  public void close() {
    cluster.close();
  }
}
