package io.skep.examples.scheduler.replay;

import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.Version;
import io.skep.api.wire.Times;
import io.skep.examples.scheduler.cluster.Cluster;
import io.skep.scheduler.reconciler.Scheduler;
import io.skep.simulation.SimulatedCluster;
import io.skep.simulation.SimulationOptions;
import io.skep.store.By;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.TaskKind;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Plays a trace of tasks on nodes with the scheduler alone, in compressed time. The replay takes
 * the parts of everybody else: it makes tasks that are PENDING, and deletes them when the trace
 * says so or when they have run their time. Each service is one object, so that tasks without a
 * node stay in the scheduler's queue. Used once, on one thread.
 */
public final class Replay {
  /** Keeps a transaction far below what the change log holds. */
  private static final int TASKS_PER_TRANSACTION = 5_000;

  /** How often it is asked, after the last wave, whether all tasks have ended. */
  private static final Duration LOOK = Duration.ofMinutes(1);

  /** A trace that has not ended so long after its last wave has tasks that wait for ever. */
  private static final Duration LIMIT = Duration.ofDays(365);

  private final TaskTrace trace;
  private final SimulatedCluster cluster;
  private final ReplayOptions options;
  private final Instant start;
  private final Endings endings;
  private final Ledger ledger;

  /** How long tasks of a service run, by its id. Asked only, never listed. */
  private final Map<String, Duration> runTimes = new HashMap<>();

  /** How many tasks a service has had, by its id. Likewise. */
  private final Map<String, Long> slots = new HashMap<>();

  /** At which version those who watch have looked. */
  private io.skep.store.Version looked;

  private Replay(TaskTrace trace, SimulatedCluster cluster, ReplayOptions options) {
    this.trace = trace;
    this.cluster = cluster;
    this.options = options;
    this.start = cluster.clock().instant();
    boolean isBatch = trace.waves().stream().anyMatch(wave -> wave.end() instanceof Wave.End.After);
    this.endings =
        new Endings(cluster.store(), cluster.clock().loop("endings"), this::elapsed, isBatch);
    this.ledger =
        new Ledger(cluster.store(), cluster.clock().loop("ledger"), this::elapsed, this::onPlaced);
  }

  /** Plays {@code trace} on {@code nodes}, to its end. */
  public static ReplayResult play(TaskTrace trace, Cluster nodes, ReplayOptions options) {
    var pipeline = Scheduler.pipeline(options.order());
    var simulation =
        SimulationOptions.of(options.seed()).withPipeline(pipeline).withSchedulerOnly();
    try (var cluster = SimulatedCluster.start(simulation)) {
      var replay = new Replay(trace, cluster, options);
      options.watch().started(cluster);
      cluster.deploy(
          tx -> nodes.toNodes(cluster.ids()::next).forEach(node -> tx.create(Kinds.NODE, node)));
      return replay.play(nodes.nodes().size());
    }
  }

  private ReplayResult play(int nodes) {
    List<Wave> waves = trace.waves();
    for (int first = 0; first < waves.size(); ) {
      int next = endOfTransaction(waves, first);
      advanceTo(waves.get(first).at());
      List<Wave> together = waves.subList(first, next);
      cluster.deploy(tx -> together.forEach(wave -> ask(tx, wave)));
      first = next;
    }
    Duration last = elapsed();
    do {
      advanceTo(elapsed().plus(LOOK));
    } while (!endings.isEmpty() && elapsed().minus(last).compareTo(LIMIT) < 0);
    return new ReplayResult(
        elapsed(), nodes, ledger.counts(), waiting(), cluster.store().save(cluster.view()));
  }

  /** Waves of one moment go together, as far as a transaction should hold them. */
  private int endOfTransaction(List<Wave> waves, int first) {
    long tasks = 0;
    int next = first;
    while (next < waves.size() && waves.get(next).at().equals(waves.get(first).at())) {
      tasks += (long) waves.get(next).count() * trace.copies();
      if (tasks > TASKS_PER_TRANSACTION && next > first) {
        break;
      }
      next++;
    }
    return next;
  }

  private void advanceTo(Duration moment) {
    Duration left = moment.minus(elapsed());
    if (!left.isZero() && !left.isNegative()) {
      cluster.advance(left);
      if (!cluster.view().version().equals(looked)) {
        looked = cluster.view().version();
        options.watch().quiet(cluster);
      }
    }
  }

  private Duration elapsed() {
    return Duration.between(start, cluster.clock().instant());
  }

  private void ask(Tx tx, Wave wave) {
    for (int copy = 1; copy <= trace.copies(); copy++) {
      String name = copy == 1 ? wave.service() : wave.service() + "-copy-" + copy;
      Service service = serviceNamed(tx, name, wave);
      for (int number = 0; number < wave.count(); number++) {
        Task task = task(service, wave);
        tx.create(Kinds.TASK, task);
        if (wave.end() instanceof Wave.End.At at) {
          endings.add(at.moment(), task.getId());
        }
      }
    }
  }

  private Service serviceNamed(Tx tx, String name, Wave wave) {
    Optional<Service> stored = tx.find(Kinds.SERVICE, By.name(name)).stream().findFirst();
    if (stored.isPresent()) {
      return stored.get();
    }
    Service.Builder service = Service.newBuilder().setId(cluster.ids().next());
    service.getSpecBuilder().getAnnotationsBuilder().setName(name);
    service.getSpecBuilder().setTask(wave.spec()).getReplicatedBuilder();
    if (wave.end() instanceof Wave.End.After after) {
      // All tasks of the service are alike: the version makes one group of them.
      service.setSpecVersion(Version.getDefaultInstance());
      runTimes.put(service.getId(), after.runTime());
    }
    return tx.create(Kinds.SERVICE, service.build());
  }

  private Task task(Service service, Wave wave) {
    Task.Builder task =
        Task.newBuilder()
            .setId(cluster.ids().next())
            .setServiceId(service.getId())
            .setServiceAnnotations(service.getSpec().getAnnotations())
            .setSlot(slots.merge(service.getId(), 1L, Long::sum))
            .setSpec(wave.spec())
            .setDesiredState(TaskState.RUNNING);
    task.getStatusBuilder()
        .setState(TaskState.PENDING)
        .setMessage("pending task scheduling")
        .setTimestamp(Times.timestamp(cluster.clock().instant()));
    if (service.hasSpecVersion()) {
      task.setSpecVersion(service.getSpecVersion());
    }
    return task.build();
  }

  private void onPlaced(Task task) {
    Duration runTime = runTimes.get(task.getServiceId());
    if (runTime != null) {
      endings.add(elapsed().plus(runTime), task.getId());
    }
  }

  private SortedMap<String, Integer> waiting() {
    var waiting = new TreeMap<String, Integer>();
    cluster.view().find(Kinds.TASK, TaskKind.byState(TaskState.PENDING)).stream()
        .filter(task -> task.getNodeId().isEmpty())
        .forEach(task -> waiting.merge(task.getStatus().getErr(), 1, Integer::sum));
    return waiting;
  }
}
