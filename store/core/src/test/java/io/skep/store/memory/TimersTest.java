package io.skep.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.skep.store.BatchOptions;
import io.skep.store.Origin;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import io.skep.store.replication.InProcessLog;
import io.skep.store.replication.Proposer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** How long things take, by the names that SwarmKit's dashboards use. S-114. */
class TimersTest {
  private final VirtualClock clock = new VirtualClock(1);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final MemoryStore store = new MemoryStore(Fixtures.options(clock).withMeters(registry));

  @Test
  void aWriteIsTimedWithItsHoldOfTheStore() { // S-114
    store.update(tx -> pass(7));

    assertTook("swarm.store.write.tx.latency", 1, 7);
    assertTook("swarm.store.memory.store.lock.duration", 1, 7);
  }

  @Test
  void aWriteThatFailsIsTimed() {
    store.update(
        tx -> {
          pass(7);
          throw new IllegalStateException("no");
        });

    assertTook("swarm.store.write.tx.latency", 1, 7);
  }

  @Test
  void theWaitForOtherWritersIsPartOfAWrite() { // S-114
    try (var busy = new BusyStore(store)) {
      store.update(tx -> pass(1));
      pass(5);
      busy.letGo();
    }

    assertThat(timer("swarm.store.write.tx.latency").count()).isEqualTo(2);
    assertThat(total("swarm.store.write.tx.latency")).isEqualTo(5 + 6);
    assertThat(total("swarm.store.memory.store.lock.duration")).isEqualTo(5 + 1);
  }

  @Test
  void theWayThroughTheLogIsPartOfAWriteButNotOfTheHold() { // S-114
    var log = new InProcessLog(clock);
    InProcessLog.Member member = log.join("first", new Proposer.Limits(8, 1 << 20));
    var replicatedRegistry = new SimpleMeterRegistry();
    var replicated =
        new MemoryStore(
            Fixtures.options(clock).withMeters(replicatedRegistry).withProposer(member));
    log.elect(member);
    clock.runUntilIdle();
    log.beSlow();

    replicated.update(tx -> tx.create(Kinds.NODE, Fixtures.node("a")));
    assertThat(replicatedRegistry.get("skep.store.proposals").gauge().value()).isOne();
    assertThat(replicatedRegistry.get("skep.store.proposals.bytes").gauge().value())
        .isGreaterThan(10);

    Timer write = replicatedRegistry.get("swarm.store.write.tx.latency").timer();
    assertThat(write.count()).isZero();
    pass(1_000);
    assertThat(write.count()).isOne();
    assertThat(write.totalTime(TimeUnit.MILLISECONDS)).isBetween(1., 40.);
    Timer held = replicatedRegistry.get("swarm.store.memory.store.lock.duration").timer();
    assertThat(held.totalTime(TimeUnit.MILLISECONDS)).isZero();
    assertThat(replicatedRegistry.get("skep.store.proposals").gauge().value()).isZero();
  }

  @Test
  void anEntryThatIsAppliedIsNoWrite() { // S-115
    var log = new InProcessLog(clock);
    InProcessLog.Member first = log.join("first", new Proposer.Limits(8, 1 << 20));
    var leader = new MemoryStore(Fixtures.options(clock).withProposer(first));
    var followerRegistry = new SimpleMeterRegistry();
    var follower =
        new MemoryStore(
            Fixtures.options(clock).withMeters(followerRegistry).withProposer(log.join("second")));
    log.elect(first);
    clock.runUntilIdle();

    leader.update(tx -> tx.create(Kinds.NODE, Fixtures.node("a")));
    clock.runUntilIdle();

    assertThat(follower.view().count(Kinds.NODE)).isOne();
    assertThat(followerRegistry.get("swarm.store.write.tx.latency").timer().count()).isZero();
    assertThat(followerRegistry.get("swarm.store.memory.store.lock.duration").timer().count())
        .isZero();
  }

  @Test
  void aViewWithAnEndIsTimed() { // S-114
    int count =
        store.view(
            view -> {
              pass(3);
              return view.count(Kinds.NODE);
            });

    assertThat(count).isZero();
    assertTook("swarm.store.read.tx.latency", 1, 3);
  }

  @Test
  void oneIdInSomeIsTimedWhenItIsLookedUp() { // S-114: timing each costs more than the lookup
    for (int i = 0; i < 12_800; i++) {
      store.view().get(Kinds.NODE, "id" + i);
    }

    assertThat(timer("swarm.store.lookup.latency").count()).isBetween(50L, 200L);
  }

  @Test
  void aLookupInATransactionIsTimedAsWell() {
    store.update(
        tx -> {
          for (int i = 0; i < 12_800; i++) {
            tx.get(Kinds.NODE, "id" + i);
          }
        });

    assertThat(timer("swarm.store.lookup.latency").count()).isBetween(50L, 200L);
  }

  @Test
  void aBatchIsTimedAsAWhole() { // S-114
    store.batch(
        BatchOptions.DEFAULT, List.<Consumer<Object>>of(tx -> pass(2), tx -> pass(2)).iterator());
    store.batch(Origin.NONE, batch -> batch.update(tx -> pass(3)));

    assertTook("swarm.store.batch.latency", 2, 7);
  }

  @Test
  void aHistogramHasTheUsualBuckets() { // S-115
    assertThat(timer("swarm.store.write.tx.latency").takeSnapshot().histogramCounts())
        .extracting(bucket -> bucket.bucket(TimeUnit.MILLISECONDS))
        .containsExactly(5., 10., 25., 50., 100., 250., 500., 1_000., 2_500., 5_000., 10_000.);
  }

  @Test
  void aClosedStoreLeavesNothingBehind() {
    store.close();

    assertThat(registry.getMeters()).isEmpty();
  }

  private void pass(int millis) {
    clock.advance(Duration.ofMillis(millis));
  }

  private void assertTook(String name, int times, double millis) {
    assertThat(timer(name).count()).isEqualTo(times);
    assertThat(total(name)).isEqualTo(millis);
  }

  private double total(String name) {
    return timer(name).totalTime(TimeUnit.MILLISECONDS);
  }

  private Timer timer(String name) {
    return registry.get(name).timer();
  }
}
