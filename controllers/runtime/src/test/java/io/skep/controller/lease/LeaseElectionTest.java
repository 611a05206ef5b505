package io.skep.controller.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.Network;
import io.skep.api.v1.LogEntry;
import io.skep.store.By;
import io.skep.store.Origin;
import io.skep.store.Store;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.skep.store.replication.InProcessLog;
import io.skep.store.replication.InProcessLog.Fate;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who leads, from when until when, and whose writes count. */
class LeaseElectionTest {
  private static final Duration LEASE = LeaseTimes.DEFAULT.duration();
  private static final Duration RENEW = LeaseTimes.DEFAULT.renewLimit();
  private static final Duration RETRY = Duration.ofMillis(2_400);

  /** The world's time. A candidate on another clock can be stopped by not moving that. */
  private final VirtualClock clock = new VirtualClock(1);

  private final MemoryStore store = store(MemoryStoreOptions.of(Kinds.ALL));
  private final Standing one = new Standing("one", clock.loop("one"), store);
  private final Standing two = new Standing("two", clock.loop("two"), store);

  private MemoryStore store(MemoryStoreOptions options) {
    return new MemoryStore(options.withClock(clock).withRandom(new Random(1)));
  }

  private Lease lease() {
    return Lease.find("billing", store.view()).orElseThrow();
  }

  private Future<Version> write(Term term) {
    return store.update(
        term.fenced(tx -> tx.create(Kinds.NETWORK, Network.newBuilder().setId("n").build())));
  }

  @Test // rt.G-3
  void theFirstCandidateLeadsAtOnceInTheEpochOfItsClaim() {
    one.start();
    two.start();
    clock.advance(Duration.ofMinutes(1));

    Standing leader = one.leads() ? one : two;
    Standing other = one.leads() ? two : one;
    assertThat(leader.heard).containsExactly("elected");
    assertThat(other.heard).containsExactly("observed " + leader.election.candidate().name());
    assertThat(leader.term().epoch()).isEqualTo(lease().epoch()).isEqualTo(new Version(1));
    assertThat(other.election.leader()).isEqualTo(leader.election.leader());
  }

  @Test // rt.G-3: renewals are changes, and leave the epoch as it is
  void aRenewalChangesTheLeaseButNotItsEpoch() {
    one.start();
    clock.advance(Duration.ofMinutes(1));

    assertThat(lease().renewals()).isBetween(25L, 30L);
    assertThat(lease().epoch()).isEqualTo(new Version(1));
    assertThat(lease().version().isAfter(lease().epoch())).isTrue();
    assertThat(one.term().isHeld()).isTrue();
    assertThat(lease().holder()).contains("one");
    assertThat(lease().duration()).isEqualTo(LEASE);
  }

  @Test // rt.G-2
  void aLeaseRunsOutAsLongAfterItsLastChangeWasSeenAsItLasts() {
    one.start();
    clock.advance(Duration.ofSeconds(5));
    one.election.abandon();
    clock.advance(Duration.ofSeconds(7));
    two.start(); // It sees the lease for the first time now, and cannot know that it is old.

    clock.advance(LEASE.minusNanos(1));
    assertThat(two.leads()).isFalse();
    clock.advance(Duration.ofNanos(1));

    assertThat(two.leads()).isTrue();
    assertThat(two.term().epoch().isAfter(one.term().epoch())).isTrue();
  }

  @ParameterizedTest(name = "other clock is {0} s off") // rt.G-2
  @ValueSource(longs = {-86_400, 86_400, 1_000_000_000})
  void timesOfOthersHaveNoSay(long seconds) {
    var elsewhere = new VirtualClock(7, VirtualClock.START.plusSeconds(seconds));
    elsewhere.advance(Duration.ofDays(12));
    var far = new Standing("far", elsewhere.loop("far"), store).start();
    one.start();

    for (int second = 0; second < 60; second++) {
      clock.advance(Duration.ofSeconds(1));
      elsewhere.advance(Duration.ofSeconds(1));
    }

    assertThat(one.heard).containsExactly("elected");
    assertThat(far.heard).containsExactly("observed one");
  }

  @ParameterizedTest(name = "{0} standbys")
  @ValueSource(ints = {1, 5, 30})
  void afterACrashAnotherLeadsWithinARetryOfTheEndOfTheLease(int standbys) { // rt.G-1
    one.start();
    clock.advance(Duration.ofSeconds(1));
    List<Standing> others =
        java.util.stream.IntStream.range(0, standbys)
            .mapToObj(i -> new Standing("s" + i, clock.loop("s" + i), store).start())
            .toList();
    clock.advance(Duration.ofMinutes(1));
    one.election.abandon();

    clock.advance(LEASE.minus(RETRY));
    assertThat(others).noneMatch(Standing::leads);
    clock.advance(RETRY.plus(RETRY));

    assertThat(others).filteredOn(Standing::leads).hasSize(1);
    assertThat(others).filteredOn(other -> !other.terms.isEmpty()).hasSize(1);
  }

  @Test // rt.G-3
  void whatADeposedLeaderWritesIsFencedWithBothEpochs() {
    var frozen = new VirtualClock(2);
    var leader = new Standing("frozen", frozen.loop("frozen"), store).start();
    frozen.runUntilIdle();
    two.start();
    clock.advance(LEASE);
    assertThat(leader.term().isHeld()).as("it has not noticed").isTrue();

    Future<Version> late = write(leader.term());

    assertThat(late.cause())
        .isInstanceOf(FencedException.class)
        .hasMessageContainingAll(
            "epoch " + leader.term().epoch(), "epoch " + two.term().epoch(), "\"two\"");
    FencedException fenced = (FencedException) late.cause();
    assertThat(fenced.lease()).isEqualTo("billing");
    assertThat(fenced.epoch()).isEqualTo(leader.term().epoch());
    assertThat(fenced.newest()).isEqualTo(two.term().epoch());
    assertThat(store.view().count(Kinds.NETWORK)).isZero();
    assertThat(write(two.term()).succeeded()).isTrue();
  }

  @Test // rt.G-4
  void aLeaderThatWakesFindsThatItHasLostAndStandsAgain() {
    var frozen = new VirtualClock(2);
    var leader = new Standing("frozen", frozen.loop("frozen"), store).start();
    frozen.runUntilIdle();
    two.start();
    clock.advance(LEASE);

    frozen.advance(RETRY);
    assertThat(leader.heard).hasSize(2).element(1).asString().startsWith("lost");
    two.election.abandon();
    frozen.advance(LEASE.plus(RETRY));

    assertThat(leader.leads()).isTrue();
    assertThat(leader.term().epoch().isAfter(two.term().epoch())).isTrue();
    assertThat(leader.terms).hasSize(2);
  }

  @Test // rt.G-4
  void aLeaderThatCannotRenewGivesUpBeforeOthersMayLead() {
    var log = new InProcessLog(clock);
    var member = log.join("replica");
    var replicated = store(MemoryStoreOptions.of(Kinds.ALL).withProposer(member));
    log.elect(member);
    clock.runUntilIdle();
    var leader = new Standing("leader", clock.loop("leader"), replicated).start();
    clock.advance(Duration.ofSeconds(1));
    assertThat(leader.leads()).isTrue();

    log.otherFates(() -> Fate.REFUSED);
    clock.advance(RENEW.minusSeconds(1).minusNanos(1));
    assertThat(leader.leads()).isTrue();
    clock.advance(Duration.ofNanos(1));
    assertThat(leader.leads()).isFalse();
    assertThat(leader.heard).hasSize(2).element(1).asString().contains("PT10S");
    assertThat(replicated.update(leader.term().fenced(tx -> {})).cause())
        .as("nobody else leads, and yet")
        .isInstanceOf(FencedException.class)
        .hasMessageContaining("epoch " + leader.term().epoch());

    log.otherFates(() -> Fate.COMMITTED);
    clock.advance(RETRY);
    assertThat(leader.leads()).as("its own lease needs no waiting").isTrue();
    assertThat(leader.terms.get(1).epoch().isAfter(leader.terms.get(0).epoch())).isTrue();
  }

  @ParameterizedTest // unknown outcomes: look again before believing either
  @EnumSource(
      value = Fate.class,
      names = {"LOST", "COMMITTED_LATE", "COMMITTED_TWICE", "THROWN", "REFUSED"})
  void aClaimWithoutAnAnswerIsLookedAtAgain(Fate fate) {
    var log = new InProcessLog(clock);
    var member = log.join("replica");
    var replicated = store(MemoryStoreOptions.of(Kinds.ALL).withProposer(member));
    log.elect(member);
    clock.runUntilIdle();
    log.nextFates(fate);
    var leader = new Standing("leader", clock.loop("leader"), replicated).start();
    clock.runUntilIdle();
    assertThat(leader.terms).as("it cannot know").isEmpty();

    clock.advance(Duration.ofSeconds(6));

    assertThat(leader.heard).containsExactly("elected");
    Lease now = Lease.find("billing", replicated.view()).orElseThrow();
    assertThat(leader.term().epoch()).isEqualTo(now.epoch());
    assertThat(replicated.update(leader.term().fenced(tx -> {})).failed()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(
      value = Fate.class,
      names = {"LOST", "COMMITTED_LATE", "COMMITTED_TWICE", "THROWN", "REFUSED"})
  void aRenewalWithoutAnAnswerEndsNoTerm(Fate fate) {
    var log = new InProcessLog(clock);
    var member = log.join("replica");
    var replicated = store(MemoryStoreOptions.of(Kinds.ALL).withProposer(member));
    log.elect(member);
    clock.runUntilIdle();
    var leader = new Standing("leader", clock.loop("leader"), replicated).start();
    clock.advance(Duration.ofSeconds(1));
    log.nextFates(fate);

    clock.advance(Duration.ofMinutes(1));

    assertThat(leader.heard).containsExactly("elected");
    assertThat(leader.leads()).isTrue();
    assertThat(log.entries()).extracting(LogEntry::getVersion).isNotEmpty();
  }

  @Test // rt.G-5
  void aLeaderThatStopsGivesItsLeaseBackOnceItsWorkHasEnded() {
    one.start();
    clock.runUntilIdle();
    two.start();
    Promise<Void> work = one.dawdle();
    Future<Void> stop = one.election.stop();
    clock.advance(Duration.ofMinutes(1));

    assertThat(one.heard).containsExactly("elected", "lost: the election was stopped");
    assertThat(stop.isComplete()).isFalse();
    assertThat(two.leads()).as("the lease is still renewed").isFalse();
    assertThat(write(one.term()).succeeded()).as("its last write").isTrue();
    work.complete();
    clock.runUntilIdle();

    assertThat(stop.succeeded()).isTrue();
    assertThat(lease().holder()).isEmpty();
    assertThat(lease().duration()).isEqualTo(Duration.ofSeconds(1));
    assertThat(write(one.term()).cause()).isInstanceOf(FencedException.class);
    clock.advance(RETRY);
    assertThat(two.leads()).as("without waiting for the lease to run out").isTrue();
  }

  @Test // rt.G-5: who does not know that it holds the lease gives it back too
  void aClaimUnderWayAtTheStopIsTakenBack() {
    var log = new InProcessLog(clock);
    var member = log.join("replica");
    var replicated = store(MemoryStoreOptions.of(Kinds.ALL).withProposer(member));
    log.elect(member);
    clock.runUntilIdle();
    log.nextFates(Fate.COMMITTED_LATE);
    var leader = new Standing("leader", clock.loop("leader"), replicated).start();
    clock.step();
    Future<Void> stop = leader.election.stop();
    clock.advance(LEASE);

    assertThat(stop.succeeded()).isTrue();
    assertThat(leader.heard).containsExactly("stopped");
    assertThat(Lease.find("billing", replicated.view()).flatMap(Lease::holder)).isEmpty();
  }

  @Test // rt.G-5: a store that takes no writes keeps nobody from stopping
  void aLeaseThatCannotBeGivenBackIsLeftToRunOut() {
    var log = new InProcessLog(clock);
    var member = log.join("replica");
    var replicated = store(MemoryStoreOptions.of(Kinds.ALL).withProposer(member));
    log.elect(member);
    clock.runUntilIdle();
    var leader = new Standing("leader", clock.loop("leader"), replicated).start();
    clock.advance(Duration.ofSeconds(1));
    log.otherFates(() -> Fate.REFUSED);

    Future<Void> stop = leader.election.stop();
    clock.advance(LEASE.plus(RETRY));

    assertThat(stop.succeeded()).isTrue();
    assertThat(clock.advanceToNextTimer()).as("a timer is left").isFalse();
  }

  @Test // rt.G-5
  void aDeposedLeaderGivesBackNothing() {
    var frozen = new VirtualClock(2);
    var leader = new Standing("frozen", frozen.loop("frozen"), store).start();
    frozen.runUntilIdle();
    two.start();
    clock.advance(LEASE);

    Future<Void> stop = leader.election.stop();
    frozen.runUntilIdle();

    assertThat(stop.succeeded()).isTrue();
    assertThat(lease().holder()).contains("two");
    assertThat(write(two.term()).succeeded()).isTrue();
  }

  @Test // rt.G-6
  void whoNeverLedHearsOfTheEndToo() {
    one.start();
    clock.advance(Duration.ofSeconds(3));
    two.start();
    clock.advance(Duration.ofSeconds(3));

    two.election.stop();
    clock.runUntilIdle();
    var never = new Standing("never", clock.loop("never"), store);
    Future<Void> stop = never.election.stop();
    clock.runUntilIdle();

    assertThat(two.heard).containsExactly("observed one", "stopped");
    assertThat(never.heard).containsExactly("stopped");
    assertThat(stop.succeeded()).isTrue();
    assertThat(one.leads()).isTrue();
    assertThat(lease().holder()).as("it is not theirs to give back").contains("one");
  }

  @Test
  void aDeletedLeaseEndsTheTerm() {
    one.start();
    clock.advance(Duration.ofSeconds(1));
    Term first = one.term();

    store.update(tx -> tx.delete(Lease.KIND, tx.list(Lease.KIND).get(0).stored().getId()));
    assertThat(write(first).cause()).hasMessageContaining("was deleted");
    clock.advance(RETRY.plus(RETRY));

    assertThat(one.terms).hasSize(2);
    assertThat(one.term().epoch().isAfter(first.epoch())).isTrue();
  }

  @Test
  void aClosedStoreEndsTheElection() {
    one.start();
    clock.advance(Duration.ofSeconds(1));

    store.close();
    clock.advance(RETRY);

    assertThat(one.heard).hasSize(3).first().isEqualTo("elected");
    assertThat(one.heard.get(2)).isEqualTo("stopped");
    assertThat(clock.advanceToNextTimer()).as("a timer is left").isFalse();
  }

  @Test
  void leasesAreObjectsLikeAnyOther() {
    one.start();
    new Standing(Candidate.of("mail", "one"), clock.loop("mail"), store).start();
    clock.runUntilIdle();

    assertThat(store.view().list(Lease.KIND)).extracting(Lease::name).contains("billing", "mail");
    assertThat(store.view().find(Lease.KIND, By.name("mail"))).hasSize(1);
    assertThat(store.view().find(Lease.KIND, By.namePrefix("b"))).hasSize(1);
    assertThat(store.view().list(Kinds.EXTENSION)).hasSize(1);
    assertThat(lease().stored().getKind()).isEqualTo("skep.lease");
    Store copy = store(MemoryStoreOptions.of(Kinds.ALL));
    assertThat(copy.restore(store.save(store.view())).succeeded()).isTrue();
    assertThat(Lease.find("billing", copy.view()).orElseThrow().holder()).contains("one");
  }

  @Test // a body that throws does not reach the store, fenced or not
  void theBodyRunsOnlyInItsTerm() {
    one.start();
    clock.runUntilIdle();
    one.election.abandon();
    clock.runUntilIdle();

    assertThatThrownBy(
            () ->
                one.term()
                    .fenced(
                        tx -> {
                          throw new AssertionError("it ran");
                        })
                    .accept(null))
        .isInstanceOf(FencedException.class)
        .hasMessageContaining("abandoned");
    assertThat(store.compute(Origin.NONE, tx -> tx.count(Kinds.RESOURCE)).result().value())
        .isEqualTo(1);
  }
}
