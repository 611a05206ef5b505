package io.skep.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Node;
import io.skep.api.NodeSpec.Availability;
import io.skep.api.Service;
import io.skep.store.kind.Kinds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * OR-50, OR-52, OR-54, OR-55, OR-58, OR-15: jobs under random deeds: they come, run anew and go;
 * nodes crash, return, are drained and join; tasks fail; leaders change at any moment. At every
 * version no more runs than may, and in the end each job has ended well as often as it asks.
 */
class RandomJobsTest {
  private static final int STEPS = 40;

  /** Longer than the minute that a replacement may wait for the task before it. */
  private static final Duration QUIET = Duration.ofSeconds(90);

  static LongStream seeds() {
    return LongStream.rangeClosed(1, Long.getLong("skep.simulation.seeds", 30));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void jobsEndWellAsOftenAsTheyAskAndNeverRunMoreThanTheyMay(long seed) {
    var life = TaskLife.steady(seed).withFailures(0.3, Duration.ofSeconds(8));
    try (var cluster = SimulatedCluster.start(SimulationOptions.of(seed).withLife(life))) {
      var checks = new JobChecks(cluster);
      var deeds = new Deeds(cluster, new Random(seed));
      for (int n = 0; n < 3; n++) {
        deeds.addNode();
        deeds.addJob();
      }
      for (int step = 0; step < STEPS; step++) {
        deeds.step();
        assertThat(checks.violations()).as("seed %d after %s", seed, deeds.done).isEmpty();
      }
      deeds.repair();
      boolean settled = cluster.settle(QUIET, Duration.ofHours(2));

      assertThat(settled).as("seed %d rests after %s", seed, deeds.done).isTrue();
      assertThat(checks.violations()).as("seed %d after %s", seed, deeds.done).isEmpty();
      assertThat(JobChecks.leftToDo(cluster.view()))
          .as("seed %d after %s", seed, deeds.done)
          .isEmpty();
    }
  }

  /** Does things to the jobs and nodes of a cluster, drawn at random. */
  private static final class Deeds {
    private final SimulatedCluster cluster;
    private final Random random;
    private final List<String> done = new ArrayList<>();
    private int named;

    Deeds(SimulatedCluster cluster, Random random) {
      this.cluster = cluster;
      this.random = random;
    }

    void step() {
      switch (random.nextInt(10)) {
        case 0 -> addJob();
        case 1 -> again();
        case 2 -> delete();
        case 3, 4 -> crash();
        case 5 -> restart();
        case 6 -> setAvailability(Availability.forNumber(random.nextInt(3)));
        case 7 -> addNode();
        default -> {
          note("change leader");
          cluster.changeLeader();
        }
      }
      cluster.advance(Duration.ofMillis(random.nextInt(12_000)));
    }

    void addNode() {
      if (cluster.view().list(Kinds.NODE).size() < 6) {
        String id = "node" + named++;
        note("add " + id);
        cluster.addNode(A.node(id));
      }
    }

    void addJob() {
      if (cluster.view().list(Kinds.SERVICE).size() < 5) {
        String id = "job" + named++;
        boolean global = random.nextInt(3) == 0;
        Service job =
            global
                ? A.globalJob(id)
                : A.replicatedJob(id, 1 + random.nextInt(4), random.nextInt(10));
        note("create " + id);
        cluster.deploy(tx -> tx.create(Kinds.SERVICE, job));
      }
    }

    private void again() {
      any(cluster.view().list(Kinds.SERVICE))
          .forEach(
              job -> {
                note("run %s again".formatted(job.getId()));
                Service.Builder changed = job.toBuilder();
                var iteration = changed.getJobStatusBuilder().getJobIterationBuilder();
                iteration.setIndex(iteration.getIndex() + 1);
                cluster.deploy(tx -> tx.update(Kinds.SERVICE, changed.build()));
              });
    }

    private void delete() {
      any(cluster.view().list(Kinds.SERVICE))
          .forEach(
              job -> {
                note("delete " + job.getId());
                cluster.deploy(tx -> tx.delete(Kinds.SERVICE, job.getId()));
              });
    }

    private void crash() {
      any(cluster.view().list(Kinds.NODE))
          .forEach(
              node -> {
                note("crash " + node.getId());
                cluster.crash(node.getId());
              });
    }

    private void restart() {
      any(cluster.view().list(Kinds.NODE)).forEach(this::restart);
    }

    private void restart(Node node) {
      note("restart " + node.getId());
      cluster.restart(node.getId());
    }

    private void setAvailability(Availability availability) {
      any(cluster.view().list(Kinds.NODE)).forEach(node -> set(node, availability));
    }

    private void set(Node node, Availability availability) {
      note("set %s to %s".formatted(node.getId(), availability));
      cluster.deploy(
          tx -> {
            Node.Builder changed = tx.get(Kinds.NODE, node.getId()).orElseThrow().toBuilder();
            changed.getSpecBuilder().setAvailability(availability);
            tx.update(Kinds.NODE, changed.build());
          });
    }

    /** Every node works in the end, so that every job can. */
    void repair() {
      for (Node node : cluster.view().list(Kinds.NODE)) {
        restart(node);
        set(node, Availability.ACTIVE);
      }
    }

    private <T> List<T> any(List<T> of) {
      return of.isEmpty() ? List.of() : List.of(of.get(random.nextInt(of.size())));
    }

    private void note(String what) {
      done.add(cluster.clock().instant() + " " + what);
    }
  }
}
