package io.skep.examples.scheduler.run;

import static io.skep.store.kind.TaskKind.byState;

import io.skep.api.Node;
import io.skep.api.NodeSpec;
import io.skep.api.NodeSpec.Availability;
import io.skep.api.NodeStatus;
import io.skep.api.Service;
import io.skep.api.ServiceSpec;
import io.skep.api.TaskState;
import io.skep.api.wire.Times;
import io.skep.examples.scheduler.report.RunRecorder;
import io.skep.examples.scheduler.report.Waiting;
import io.skep.examples.scheduler.report.progress.Progress;
import io.skep.examples.scheduler.report.progress.ProgressView;
import io.skep.examples.scheduler.trace.TraceEvent;
import io.skep.simulation.SimulatedCluster;
import io.skep.simulation.SimulationOptions;
import io.skep.store.By;
import io.skep.store.ReadTx;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import java.time.Duration;
import java.util.List;

/** Plays a scenario on a simulated cluster, to its end. */
public final class ScenarioRun {
  /** Longer than a crash takes to be noticed and a replacement waits for its predecessor. */
  private static final Duration QUIET = Duration.ofSeconds(90);

  /** A cluster that has not come to rest after this has tasks that come and go for ever. */
  private static final Duration LIMIT = Duration.ofDays(1);

  /** How often somebody who watches sees virtual time pass. */
  private static final Duration TICK = Duration.ofMillis(100);

  /** About how long the cluster takes to come to rest after the last action. */
  private static final Duration LAST_STEPS = Duration.ofSeconds(20);

  private static final List<TaskState> ON_THE_WAY =
      List.of(
          TaskState.ASSIGNED,
          TaskState.ACCEPTED,
          TaskState.PREPARING,
          TaskState.READY,
          TaskState.STARTING);

  private static final String JOBS = "not started: jobs are not supported yet";

  private final Scenario scenario;
  private final long seed;
  private final Pace pace;
  private final ProgressView view;
  private final RunRecorder recorder;

  /**
   * A run of {@code scenario}.
   *
   * @param seed from which all chance comes: the same seed gives an equal outcome
   * @param pace how fast
   * @param view sees each event as it comes about, and how far the run is
   */
  public ScenarioRun(Scenario scenario, long seed, Pace pace, ProgressView view) {
    this.scenario = scenario;
    this.seed = seed;
    this.pace = pace;
    this.view = view;
    this.recorder = new RunRecorder(view::event);
  }

  /** Plays it; once. */
  public Outcome play() {
    try (var cluster = SimulatedCluster.start(SimulationOptions.of(seed))) {
      Recording recording = Recording.start(cluster, recorder);
      addNodes(cluster);
      for (Action action : scenario.actions()) {
        advance(cluster, action.at().minus(recording.elapsed()));
        carryOut(cluster, action);
      }
      settle(cluster);
      return outcome(cluster, recording);
    }
  }

  private void addNodes(SimulatedCluster cluster) {
    List<Node> nodes = scenario.cluster().toNodes(cluster.ids()::next);
    cluster.deploy(tx -> nodes.forEach(node -> tx.create(Kinds.NODE, node)));
  }

  private void advance(SimulatedCluster cluster, Duration duration) {
    if (pace == Pace.UNBOUNDED) {
      cluster.advance(duration);
      view.show(progress(cluster));
      return;
    }
    for (Duration left = duration; !left.isZero(); ) {
      Duration slice = left.compareTo(TICK) < 0 ? left : TICK;
      cluster.advance(slice);
      view.show(progress(cluster));
      pace.after(slice);
      left = left.minus(slice);
    }
  }

  private Progress progress(SimulatedCluster cluster) {
    ReadTx view = cluster.view();
    int starting =
        ON_THE_WAY.stream().mapToInt(state -> view.find(Kinds.TASK, byState(state)).size()).sum();
    return new Progress(
        Duration.between(VirtualClock.START, cluster.clock().instant()),
        expectedEnd(),
        view.count(Kinds.NODE),
        (int) view.list(Kinds.NODE).stream().filter(ScenarioRun::isReady).count(),
        (int)
            view.find(Kinds.TASK, byState(TaskState.RUNNING)).stream()
                .filter(task -> task.getDesiredStateValue() <= TaskState.COMPLETE_VALUE)
                .count(),
        starting,
        view.find(Kinds.TASK, byState(TaskState.PENDING)).size());
  }

  private Duration expectedEnd() {
    List<Action> actions = scenario.actions();
    return actions.isEmpty() ? LAST_STEPS : actions.get(actions.size() - 1).at().plus(LAST_STEPS);
  }

  private static boolean isReady(Node node) {
    return node.getStatus().getState() == NodeStatus.State.READY;
  }

  private void carryOut(SimulatedCluster cluster, Action action) {
    if (action instanceof Action.Deploy deploy) {
      cluster.deploy(new StackDeployment(deploy.stack(), cluster.ids()));
    } else if (action instanceof Action.Crash crash) {
      cluster.crash(nodeId(cluster, crash.hostname()));
    } else if (action instanceof Action.Drain drain) {
      cluster.deploy(tx -> drain(tx, nodeId(cluster, drain.hostname())));
    } else if (action instanceof Action.Replay replay) {
      cluster.deploy(tx -> replay(tx, replay.event(), cluster.ids().next()));
    }
  }

  private static String nodeId(SimulatedCluster cluster, String hostname) {
    return cluster.view().find(Kinds.NODE, By.name(hostname)).stream()
        .findFirst()
        .map(Node::getId)
        .orElseThrow(() -> new IllegalArgumentException("no node is called " + hostname));
  }

  private static void drain(Tx tx, String nodeId) {
    Node node = tx.get(Kinds.NODE, nodeId).orElseThrow();
    NodeSpec.Builder spec = node.getSpec().toBuilder().setAvailability(Availability.DRAIN);
    tx.update(Kinds.NODE, node.toBuilder().setSpec(spec).build());
  }

  private static void replay(Tx tx, TraceEvent event, String id) {
    if (event instanceof TraceEvent.Create create) {
      tx.create(Kinds.SERVICE, StackDeployment.service(create.service(), id));
    } else if (event instanceof TraceEvent.Delete delete) {
      tx.find(Kinds.SERVICE, By.name(delete.serviceName()))
          .forEach(service -> tx.delete(Kinds.SERVICE, service.getId()));
    }
  }

  /** Lets time pass until nothing changes any more. */
  private void settle(SimulatedCluster cluster) {
    Duration quiet = QUIET.plus(longestRestartDelay(cluster));
    Duration still = Duration.ZERO;
    Duration step = pace == Pace.UNBOUNDED ? quiet : TICK;
    for (Duration passed = Duration.ZERO;
        still.compareTo(quiet) < 0 && passed.compareTo(LIMIT) < 0;
        passed = passed.plus(step)) {
      Version before = cluster.view().version();
      advance(cluster, step);
      still = cluster.view().version().equals(before) ? still.plus(step) : Duration.ZERO;
    }
  }

  private static Duration longestRestartDelay(SimulatedCluster cluster) {
    return cluster.view().list(Kinds.SERVICE).stream()
        .map(service -> Times.duration(service.getSpec().getTask().getRestart().getDelay()))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  private Outcome outcome(SimulatedCluster cluster, Recording recording) {
    List<Waiting> notStarted =
        cluster.view().list(Kinds.SERVICE).stream()
            .filter(service -> isJob(service.getSpec()))
            .map(ScenarioRun::notStarted)
            .toList();
    return new Outcome(
        recorder.report(scenario.title(), seed, recording.lastChange(), scenario.notices()),
        cluster.store().save(cluster.view()),
        notStarted);
  }

  private static boolean isJob(ServiceSpec spec) {
    return spec.hasReplicatedJob() || spec.hasGlobalJob();
  }

  private static Waiting notStarted(Service job) {
    long completions = job.getSpec().getReplicatedJob().getTotalCompletions();
    int count = (int) Math.min(Integer.MAX_VALUE, Math.max(1, completions));
    return new Waiting(job.getSpec().getAnnotations().getName(), count, JOBS);
  }
}
