package io.skep.testkit;

import static io.skep.testkit.ReplicaGroup.GROUP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.controller.lease.Lease;
import io.skep.simulation.fault.WriteFault;
import io.skep.store.kind.Kinds;
import java.time.Duration;
import java.time.Instant;

/** rt.C-3: each fault does what it says, and is got over. */
class FaultTest {
  private static final int SEEDS = 5;

  private static String group(Sim sim) {
    sim.create(Kinds.CONFIG, ReplicaGroupTest.config("cfg", "nginx"));
    return sim.create(GROUP, ReplicaGroup.named("web", 3, "cfg"));
  }

  /** A settled simulation of so many replicas. */
  private static String settled(Sim sim, int replicas) {
    sim.controller(new ReplicaGroupController()).replicas(replicas);
    String web = group(sim);
    sim.settle();
    assertThat(sim.count(Kinds.TASK)).isEqualTo(3);
    return web;
  }

  private static void scale(Sim sim, String web, int replicas) {
    sim.update(GROUP, web, group -> group.scaledTo(replicas));
  }

  @SimTest(seeds = SEEDS)
  void aCutFeedBringsNothingUntilItIsConnectedAgain(Sim sim) {
    String web = settled(sim, 1);
    sim.cutFeeds(0);
    scale(sim, web, 5);
    sim.advance(Duration.ofMinutes(1));
    assertThat(sim.count(Kinds.TASK)).isEqualTo(3);
    assertThatThrownBy(sim::assertQuiet).hasMessageContaining("a feed is at version");

    sim.reconnect(0);
    sim.settle();
    assertThat(sim.count(Kinds.TASK)).isEqualTo(5);
    sim.assertQuiet();
  }

  @SimTest(seeds = SEEDS)
  void aFeedWhoseResumePointIsCompactedGoesOnFromANewSnapshot(Sim sim) {
    String web = settled(sim, 1);
    sim.cutFeeds(0);
    scale(sim, web, 5);
    scale(sim, web, 1);
    sim.compactFeeds(0);
    sim.settle();
    assertThat(sim.count(Kinds.TASK)).isEqualTo(1);
    scale(sim, web, 4);
    sim.settle();
    assertThat(sim.count(Kinds.TASK)).isEqualTo(4);
  }

  @SimTest(seeds = SEEDS)
  void delayedEventsAreLate(Sim sim) {
    String web = settled(sim, 1);
    Instant before = sim.clock().instant();
    sim.faults(Fault.feedDelay(Duration.ofSeconds(30)));
    scale(sim, web, 5);
    sim.settle();
    assertThat(sim.count(Kinds.TASK)).isEqualTo(5);
    assertThat(sim.clock().instant()).isAfter(before).isBefore(before.plusSeconds(300));
  }

  @SimTest(seeds = SEEDS)
  void conflictsAreTriedAgain(Sim sim) {
    String web = settled(sim, 1);
    Instant before = sim.clock().instant();
    sim.faults(Fault.commitConflict(3));
    scale(sim, web, 5);
    sim.settle();
    assertThat(sim.count(Kinds.TASK)).isEqualTo(5);
    assertThat(sim.clock().instant()).isAfterOrEqualTo(before.plusMillis(27));
  }

  @SimTest(seeds = SEEDS)
  void commitsWithoutAnAnswerAreLookedAfter(Sim sim) {
    sim.controller(new ReplicaGroupController());
    sim.assertAlways(at -> at.count(Kinds.TASK) == 0 || at.count(Kinds.TASK) == 3);
    sim.faults(Fault.commitAnswerLost(1), Fault.commitLost(1), Fault.commitAnswerLost(1));
    group(sim);
    sim.settle();
    assertThat(sim.count(Kinds.TASK)).isEqualTo(3);
    sim.assertQuiet();
  }

  @SimTest(seeds = SEEDS)
  void aCrashedReplicaDoesNothingUntilItStartsAnew(Sim sim) {
    String web = settled(sim, 1);
    scale(sim, web, 5);
    sim.crash(0);
    sim.advance(Duration.ofMinutes(1));
    assertThat(sim.count(Kinds.TASK)).isEqualTo(3);

    sim.restart(0);
    sim.settle();
    assertThat(sim.count(Kinds.TASK)).isEqualTo(5);
  }

  @SimTest(seeds = SEEDS)
  void aPausedReplicaIsLate(Sim sim) {
    String web = settled(sim, 1);
    sim.pause(0);
    scale(sim, web, 5);
    sim.advance(Duration.ofMinutes(1));
    assertThat(sim.count(Kinds.TASK)).isEqualTo(3);

    sim.resume(0);
    sim.settle();
    assertThat(sim.count(Kinds.TASK)).isEqualTo(5);
  }

  @SimTest(seeds = SEEDS)
  void slowRunsTakeTime(Sim sim) {
    sim.controller(new ReplicaGroupController());
    sim.faults(Fault.slowRuns(Duration.ofSeconds(20)));
    group(sim);
    sim.advance(Duration.ZERO);
    assertThat(sim.count(Kinds.TASK)).isZero();
    sim.settle();
    assertThat(sim.count(Kinds.TASK)).isEqualTo(3);
  }

  private static Lease lease(Sim sim) {
    return Lease.find("sim", sim.view()).orElseThrow();
  }

  private static void ledByTwo(Sim sim) {
    sim.leaderOnly();
    settled(sim, 2);
  }

  @SimTest(seeds = SEEDS)
  void whoeverLosesTheLeaseIsElectedAnew(Sim sim) {
    ledByTwo(sim);
    var before = lease(sim).epoch();
    sim.loseLease();
    sim.advance(Duration.ofSeconds(30));
    assertThat(sim.leader()).isPresent();
    assertThat(lease(sim).epoch().isAfter(before)).isTrue();
  }

  @SimTest(seeds = SEEDS)
  void aLeaderWhoseClockJumpsIsNoLeader(Sim sim) {
    ledByTwo(sim);
    var before = lease(sim).epoch();
    sim.jumpClock(sim.leader().orElseThrow(), Duration.ofMinutes(1));
    sim.advance(Duration.ofSeconds(30));
    assertThat(sim.leader()).isPresent();
    assertThat(lease(sim).epoch().isAfter(before)).isTrue();
  }

  @SimTest(seeds = SEEDS)
  void aPausedLeaderIsReplacedAndFenced(Sim sim) {
    ledByTwo(sim);
    int leader = sim.leader().orElseThrow();
    sim.pause(leader);
    sim.advance(Duration.ofMinutes(1));
    assertThat(sim.leader()).contains(1 - leader);
    sim.resume(leader);
    sim.advance(Duration.ofMinutes(1));
    assertThat(sim.leader()).contains(1 - leader);
  }

  @SimTest(seeds = SEEDS)
  void whenAllIsCalmNothingIsWrongAnyMore(Sim sim) {
    String web = settled(sim, 2);
    sim.faults(
        Fault.commits(WriteFault.LOST, 1),
        Fault.crashEvery(Duration.ofSeconds(3), Duration.ofHours(1)),
        Fault.pauseEvery(Duration.ofSeconds(3), Duration.ofHours(1)),
        Fault.feedCutEvery(Duration.ofSeconds(3)));
    scale(sim, web, 5);
    sim.advance(Duration.ofMinutes(1));
    assertThat(sim.count(Kinds.TASK)).isEqualTo(3);

    sim.calm();
    sim.settle();
    assertThat(sim.count(Kinds.TASK)).isEqualTo(5);
  }
}
