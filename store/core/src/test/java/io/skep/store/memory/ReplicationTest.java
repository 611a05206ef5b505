package io.skep.store.memory;

import static io.skep.store.memory.Fixtures.commits;
import static io.skep.store.memory.Fixtures.node;
import static io.skep.store.memory.Fixtures.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.skep.api.Config;
import io.skep.api.ConfigSpec;
import io.skep.api.Node;
import io.skep.api.StoreAction;
import io.skep.api.StoreActionKind;
import io.skep.api.StoreSnapshot;
import io.skep.api.v1.LogEntry;
import io.skep.store.BatchAbortedException;
import io.skep.store.BatchOptions;
import io.skep.store.BatchResult;
import io.skep.store.Interest;
import io.skep.store.Origin;
import io.skep.store.OutcomeUnknownException;
import io.skep.store.ProposalRefusedException;
import io.skep.store.StoreBusyException;
import io.skep.store.StoreException;
import io.skep.store.TransactionTooLargeException;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.Watcher;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import io.skep.store.replication.InProcessLog;
import io.skep.store.replication.InProcessLog.Fate;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A store behind a log: what is proposed, what becomes of it, and what followers see. */
class ReplicationTest {
  private final VirtualClock clock = new VirtualClock(1);
  private final InProcessLog log = new InProcessLog(clock);
  private final InProcessLog.Member first = log.join("first");
  private final InProcessLog.Member second = log.join("second");
  private final MemoryStore leader = store(first);
  private final MemoryStore follower = store(second);

  @Test
  void aStoreFollowsUntilItIsToldThatItLeads() {
    Future<Version> refused = create("a");

    assertThat(refused.cause())
        .isInstanceOf(ProposalRefusedException.class)
        .hasMessageContaining("this replica follows");
    assertThat(log.entries()).isEmpty();
  }

  @Test
  void aLeaderProposesABarrierFirst() {
    log.elect(first);
    clock.runUntilIdle();

    assertThat(log.entries())
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.getActionsCount()).isZero();
              assertThat(entry.getEpoch()).isEqualTo(1);
            });
    assertThat(leader.view().version().index()).isEqualTo(log.entries().get(0).getVersion());
    assertThat(follower.view().version()).isEqualTo(leader.view().version());
  }

  @Test
  void aWriteIsVisibleOnceTheLogHasTakenIt() { // S-12, S-13, S-18 as they are now
    lead();
    Version base = leader.view().version();

    Future<Version> written =
        leader.update(Origin.of("me"), tx -> tx.create(Kinds.NODE, node("a")));
    assertThat(written.isComplete()).isFalse();
    assertThat(leader.view().get(Kinds.NODE, "a")).isEmpty();
    clock.runUntilIdle();

    Version version = now(written);
    assertThat(version.isAfter(base)).isTrue();
    Node stored = leader.view().get(Kinds.NODE, "a").orElseThrow();
    assertThat(stored.getMeta().getVersion().getIndex()).isEqualTo(version.index());
    assertThat(leader.view().version()).isEqualTo(version);
    LogEntry entry = newest();
    assertThat(entry.getBase()).isEqualTo(base.index());
    assertThat(entry.getWriter()).isEqualTo("me");
    assertThat(entry.getActionsList())
        .containsExactly(
            StoreAction.newBuilder()
                .setAction(StoreActionKind.STORE_ACTION_CREATE)
                .setNode(stored)
                .build()); // S-76
  }

  @Test
  void aFollowerAppliesWhatTheLogBringsAndServesReadsAndWatches() {
    lead();
    Watcher watcher = follower.watch(clock.loop("watcher"), Interest.all());
    Version base = follower.view().version();

    create("a");
    clock.runUntilIdle();
    leader.update(Origin.of("me"), tx -> tx.delete(Kinds.NODE, "a"));
    clock.runUntilIdle();

    assertThat(follower.save(follower.view())).isEqualTo(leader.save(leader.view()));
    assertThat(commits(watcher))
        .satisfiesExactly(
            created -> {
              assertThat(Fixtures.shortly(created)).containsExactly("+node/a");
              assertThat(created.version().isAfter(base)).isTrue();
            },
            deleted -> {
              assertThat(Fixtures.shortly(deleted)).containsExactly("-node/a");
              assertThat(deleted.origin()).isEqualTo(Origin.of("me"));
              assertThat(deleted.version()).isEqualTo(leader.view().version());
            });
    assertThat(follower.historyId()).isEqualTo(leader.historyId());
  }

  @Test
  void aTransactionWithoutChangesIsNotProposed() { // S-14
    lead();

    Version version = now(leader.update(tx -> tx.list(Kinds.NODE)));

    assertThat(version).isEqualTo(leader.view().version());
    assertThat(log.entries()).hasSize(1);
  }

  @Test
  void aRefusedWriteChangesNothingAndMayBeTriedAgain() { // S-15
    lead();
    Watcher watcher = leader.watch(clock.loop("watcher"), Interest.all());
    log.nextFates(Fate.REFUSED);

    Future<Version> refused = create("a");
    clock.runUntilIdle();

    assertThat(refused.cause()).isInstanceOf(ProposalRefusedException.class);
    assertThat(((StoreException) refused.cause()).isRetryable()).isTrue();
    assertThat(commits(watcher)).isEmpty();
    Future<Version> again = create("a");
    clock.runUntilIdle();
    assertThat(now(again)).isEqualTo(leader.view().version());
  }

  @Test
  void aNumberThatAProposalCarriedIsNeverUsedAgain() {
    lead();
    long before = leader.view().version().index();
    log.nextFates(Fate.REFUSED);
    create("a");
    clock.runUntilIdle();

    Future<Version> next = create("b");
    clock.runUntilIdle();

    assertThat(now(next)).isEqualTo(new Version(before + 2));
  }

  @Test
  void anUnknownOutcomeOfAnEntryThatIsLostIsSettledByABarrier() {
    lead();
    log.nextFates(Fate.LOST);
    Future<Version> lost = create("a");
    clock.runUntilIdle();

    assertThat(lost.cause()).isInstanceOf(OutcomeUnknownException.class);
    assertThat(log.entries()).hasSize(2);
    assertThat(newest().getActionsCount()).isZero();
    Future<Version> next = create("b");
    clock.runUntilIdle();
    now(next);
    assertThat(ids(leader)).containsExactly("b");
    assertEqualStores();
  }

  @Test
  void anEntryThatComesBeforeItsBarrierTakesEffect() {
    lead();
    log.nextFates(Fate.COMMITTED_LATE, Fate.LOST);
    Future<Version> unknown = create("a");
    clock.runUntilIdle();
    assertThat(unknown.cause()).isInstanceOf(OutcomeUnknownException.class);
    advance();

    assertThat(ids(leader)).containsExactly("a");
    assertThat(ids(follower)).containsExactly("a");
    open();
    Future<Version> next = create("b");
    advance();
    now(next);
    assertEqualStores();
  }

  @Test
  void anEntryThatComesAfterItsBarrierDoesNot() {
    lead();
    log.nextFates(Fate.COMMITTED_LATE);
    Future<Version> unknown = create("a");
    clock.runUntilIdle(); // The barrier is in.
    assertThat(unknown.cause()).isInstanceOf(OutcomeUnknownException.class);
    Future<Version> next = create("b");
    advance();

    now(next);
    assertThat(log.entries()).hasSize(4); // Both barriers, b, and a in vain.
    assertThat(ids(leader)).containsExactly("b");
    assertEqualStores();
  }

  @Test
  void aBarrierThatComesLateMovesNothingBack() {
    lead();
    log.nextFates(Fate.LOST, Fate.COMMITTED_LATE);
    create("a");
    clock.runUntilIdle();
    open();
    Future<Version> next = create("b");
    clock.runUntilIdle();
    Version version = now(next);

    advance();

    assertThat(leader.view().version()).isEqualTo(version);
    Future<Version> last = create("c");
    clock.runUntilIdle();
    now(last);
    assertEqualStores();
  }

  @Test
  void noWriteIsTakenUntilTheOutcomeIsSettled() {
    lead();
    log.nextFates(Fate.LOST, Fate.LOST, Fate.REFUSED);
    create("a");
    clock.runUntilIdle();

    for (int i = 0; i < 2; i++) {
      Future<Version> busy = create("b");
      assertThat(busy.cause()).isInstanceOf(StoreBusyException.class);
      assertThat(((StoreException) busy.cause()).isRetryable()).isTrue();
      clock.runUntilIdle(); // Each try proposes a barrier.
    }

    Future<Version> written = create("b");
    clock.runUntilIdle();
    now(written);
  }

  @Test
  void writesThatWaitBehindALostOneAreToldToComeAgain() {
    lead();
    log.nextFates(Fate.LOST);
    create("a");
    Future<Version> waiting = create("b");
    clock.runUntilIdle();

    assertThat(waiting.cause()).isInstanceOf(StoreBusyException.class);
  }

  @Test
  void oneEntryIsUnderWayAtATime() {
    lead();
    Future<Version> one = create("a");
    Future<Version> two = create("b");
    assertThat(two.isComplete()).isFalse();
    clock.runUntilIdle();

    assertThat(now(two)).isEqualTo(new Version(now(one).index() + 1));
    assertThat(newest().getBase()).isEqualTo(now(one).index());
  }

  @Test
  void aNewLeaderGoesOnAndTheOldOneLearnsWhatItMissed() {
    lead();
    create("a");
    clock.runUntilIdle();

    log.depose(first);
    log.elect(second);
    clock.runUntilIdle();
    Future<Version> written = follower.update(tx -> tx.create(Kinds.NODE, node("b")));
    clock.runUntilIdle();

    now(written);
    assertThat(ids(leader)).containsExactly("a", "b");
    assertThat(create("c").cause()).isInstanceOf(ProposalRefusedException.class);
    assertEqualStores();
  }

  @Test
  void workOfADeposedLeaderCannotCommit() { // Though the log takes it, late.
    lead();
    log.nextFates(Fate.COMMITTED_LATE);
    Future<Version> stale = create("a");
    log.elect(second);
    clock.runUntilIdle();
    advance();

    assertThat(newest().getEpoch()).isEqualTo(1);
    assertThat(newest().getActionsCount()).isEqualTo(1);
    assertThat(stale.cause()).isInstanceOf(OutcomeUnknownException.class);
    assertThat(ids(leader)).isEmpty();
    assertEqualStores();
  }

  @Test
  void aDeposedLeaderThatSeesItsSuccessorsEntriesProposesNoMore() { // Nobody has told it yet.
    lead();
    log.elect(second);
    clock.runUntilIdle();

    assertThat(create("a").cause())
        .isInstanceOf(ProposalRefusedException.class)
        .hasMessageContaining("this replica follows");
  }

  @Test
  void aLossOfTheLeadLeavesTheOutcomeUnknown() {
    lead();
    Future<Version> pending = create("a");
    log.depose(first);
    clock.runUntilIdle();

    assertThat(pending.cause()).isInstanceOf(OutcomeUnknownException.class);
    assertEqualStores();
  }

  @Test
  void aNewLeaderUsesNoNumberThatTheOldOneMayHaveUsed() {
    lead();
    log.otherFates(() -> Fate.LOST);
    create("a"); // Takes a number that no entry of the log shows.
    clock.runUntilIdle();
    long used = leader.view().version().index() + 1;
    log.otherFates(() -> Fate.COMMITTED);

    log.elect(second);
    clock.runUntilIdle();

    assertThat(follower.view().version().index()).isGreaterThan(used + 1_000);
  }

  @Test
  void bodiesThatFailUseUpNumbersButNeverTooMany() {
    lead();
    for (int i = 0; i < Numbers.BOUND + 10; i++) {
      leader.update(
          tx -> {
            tx.create(Kinds.NODE, node("x"));
            throw new IllegalStateException("no");
          });
    }
    clock.runUntilIdle();

    Future<Version> written = create("a");
    clock.runUntilIdle();

    now(written);
    long previous = 0;
    for (LogEntry entry : log.entries()) {
      boolean begins = entry.getActionsCount() == 0 && previous == 0;
      assertThat(entry.getVersion() - previous <= Numbers.BOUND + 1 || begins).isTrue();
      previous = entry.getVersion();
    }
  }

  @Test
  void aTransactionThatIsTooLargeIsNotProposed() { // S-21
    lead();
    Config big =
        Config.newBuilder()
            .setId("big")
            .setSpec(
                ConfigSpec.newBuilder()
                    .setData(ByteString.copyFrom(new byte[BatchLimits.MOST_BYTES])))
            .build();

    Future<Version> refused = leader.update(tx -> tx.create(Kinds.CONFIG, big));

    assertThat(refused.cause())
        .isInstanceOf(TransactionTooLargeException.class)
        .hasMessageStartingWith("raft: raft message is too large and can't be sent");
    assertThat(log.entries()).hasSize(1);
    Future<Version> next = create("a");
    clock.runUntilIdle();
    now(next);
  }

  @Test
  void aBatchProposesItsTransactionsOneAfterAnother() { // T-10
    lead();
    Future<BatchResult> batch = leader.batch(BatchOptions.DEFAULT, creates(405));
    clock.runUntilIdle();

    assertThat(now(batch).transactions()).isEqualTo(3);
    assertThat(log.entries().subList(1, 4))
        .extracting(LogEntry::getActionsCount)
        .containsExactly(200, 200, 5);
    assertEqualStores();
  }

  @Test
  void aBatchEndsWithItsFirstTransactionThatFails() { // S-72
    lead();
    log.nextFates(Fate.COMMITTED, Fate.REFUSED);
    Future<BatchResult> batch = leader.batch(BatchOptions.DEFAULT, creates(700));
    clock.runUntilIdle();

    assertThat(batch.cause())
        .isInstanceOfSatisfying(
            BatchAbortedException.class,
            aborted -> {
              assertThat(aborted.soFar().committed()).isEqualTo(200);
              assertThat(aborted.soFar().steps()).isEqualTo(400);
              assertThat(aborted.soFar().transactions()).isEqualTo(1);
              assertThat(aborted).hasCauseInstanceOf(ProposalRefusedException.class);
            });
    assertThat(leader.view().count(Kinds.NODE)).isEqualTo(200);
    assertThat(log.entries()).hasSize(2);
  }

  @Test
  void aCloseLeavesWhatIsUnderWayUnknownAndHearsNothingLater() { // S-15
    lead();
    Future<Version> pending = create("a");
    Future<Version> waiting = create("b");
    StoreSnapshot before = leader.save(leader.view());
    var view = leader.view();

    leader.close();
    clock.runUntilIdle();

    assertThat(pending.cause()).isInstanceOf(OutcomeUnknownException.class);
    assertThat(waiting.cause()).isInstanceOf(io.skep.store.StoreClosedException.class);
    assertThat(leader.save(view)).isEqualTo(before);
    assertThat(ids(follower)).containsExactly("a");
  }

  @Test
  void aReplicatedStoreIsNotRestoredFromOutside() {
    lead();

    assertThatThrownBy(() -> leader.restore(StoreSnapshot.getDefaultInstance()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("replicated log");
    assertThatThrownBy(leader::stop).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anAnswerArrivesOnTheLoopOfItsCaller() {
    lead();
    var caller = clock.loop("caller");
    var answered = new AtomicReference<io.skep.store.loop.Loop>();
    caller.execute(
        () ->
            create("a")
                .onComplete(done -> answered.set(io.skep.store.loop.Loop.current().orElse(null))));

    clock.runUntilIdle();

    assertThat(answered.get()).isSameAs(caller);
  }

  @Test
  void anEntryThatDoesNotFitStopsTheReplica() {
    lead();
    var stopped = new AtomicReference<Throwable>();
    MemoryStore other =
        new MemoryStore(Fixtures.options(clock).withProposer(new DeadProposer(stopped)));

    assertThat(stopped.get())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("it removes what is not there");
    assertThat(other.view().version()).isEqualTo(Version.ZERO);
  }

  private void lead() {
    log.elect(first);
    clock.runUntilIdle();
  }

  /** Makes a leader that is not settled propose its barrier. */
  private void open() {
    assertThat(leader.update(tx -> {}).cause()).isInstanceOf(StoreBusyException.class);
    clock.runUntilIdle();
  }

  private void advance() {
    clock.advance(java.time.Duration.ofSeconds(1));
  }

  private Future<Version> create(String id) {
    return leader.update(tx -> tx.create(Kinds.NODE, node(id)));
  }

  private LogEntry newest() {
    return log.entries().get(log.entries().size() - 1);
  }

  private void assertEqualStores() {
    assertThat(follower.view().version()).isEqualTo(leader.view().version());
    assertThat(follower.save(follower.view())).isEqualTo(leader.save(leader.view()));
  }

  private static List<String> ids(MemoryStore store) {
    return store.view().list(Kinds.NODE).stream().map(Node::getId).toList();
  }

  private static java.util.Iterator<Consumer<Tx>> creates(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> (Consumer<Tx>) tx -> tx.create(Kinds.NODE, node("id" + i)))
        .iterator();
  }

  private MemoryStore store(InProcessLog.Member member) {
    return new MemoryStore(Fixtures.options(clock).withProposer(member));
  }
}
