package io.skep.store.memory;

import static io.skep.store.memory.Fixtures.commits;
import static io.skep.store.memory.Fixtures.node;
import static io.skep.store.memory.Fixtures.now;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Node;
import io.skep.api.v1.LogEntry;
import io.skep.store.BaseLostException;
import io.skep.store.BatchAbortedException;
import io.skep.store.BatchOptions;
import io.skep.store.BatchResult;
import io.skep.store.Commit;
import io.skep.store.Committed;
import io.skep.store.Interest;
import io.skep.store.Origin;
import io.skep.store.OutcomeUnknownException;
import io.skep.store.ProposalRefusedException;
import io.skep.store.StoreBusyException;
import io.skep.store.StoreException;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.Watcher;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VirtualClock;
import io.skep.store.replication.InProcessLog;
import io.skep.store.replication.InProcessLog.Fate;
import io.skep.store.replication.Proposer;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Many transactions under way at once, each built on the one before: what becomes of them. */
class PipelineTest {
  private static final long ROOM = 1 << 20;

  private final VirtualClock clock = new VirtualClock(1);
  private final InProcessLog log = new InProcessLog(clock);
  private final InProcessLog.Member first = log.join("first", new Proposer.Limits(8, ROOM));
  private final InProcessLog.Member second = log.join("second", new Proposer.Limits(8, ROOM));
  private final MemoryStore leader = store(first);
  private final MemoryStore follower = store(second);

  @Test
  void theNextIsBuiltOnOneThatIsNotCommittedYet() {
    lead();
    Version start = leader.view().version();
    Watcher watcher = leader.watch(clock.loop("watcher"), Interest.all());

    List<Future<Version>> written = create("a", "b", "c");

    assertThat(log.proposals()).hasSize(4); // With the barrier.
    assertThat(written).noneMatch(Future::isComplete);
    assertThat(ids(leader)).isEmpty();
    assertThat(leader.view().version()).isEqualTo(start);
    assertThat(commits(watcher)).isEmpty();
    clock.runUntilIdle();
    assertThat(ids(leader)).containsExactly("a", "b", "c");
    assertThat(commits(watcher))
        .extracting(Commit::version)
        .containsExactlyElementsOf(written.stream().map(Fixtures::now).toList());
    assertEachIsTheBaseOfTheNext();
    assertEqualStores();
  }

  @Test
  void aTransactionSeesWhatTheOnesBeforeItWillCommit() {
    lead();
    create("a");

    Future<Committed<Integer>> counted =
        leader.compute(
            Origin.NONE,
            tx -> {
              tx.create(Kinds.NODE, node("b"));
              return tx.count(Kinds.NODE);
            });
    clock.runUntilIdle();

    assertThat(now(counted).value()).isEqualTo(2);
  }

  @Test
  void aRefusalTakesAlongAllThatWasBuiltOnIt() {
    lead();
    log.nextFates(Fate.COMMITTED, Fate.REFUSED);

    List<Future<Version>> written = create("a", "b", "c", "d");
    clock.runUntilIdle();

    now(written.get(0));
    assertThat(written.get(1).cause()).isInstanceOf(ProposalRefusedException.class);
    for (Future<Version> lost : written.subList(2, 4)) {
      assertThat(lost.cause())
          .isInstanceOf(BaseLostException.class)
          .hasMessageContaining("which was not committed; run it again");
      assertThat(((StoreException) lost.cause()).isRetryable()).isTrue();
    }
    assertThat(ids(leader)).containsExactly("a");
    now(createNow("b"));
    assertThat(ids(leader)).containsExactly("a", "b");
    assertNoNumberTwice();
    assertEqualStores();
  }

  @Test
  void whatWasBuiltOnARefusedOneIsLostBeforeTheLogAnswersIt() {
    lead();
    log.nextFates(Fate.REFUSED, Fate.COMMITTED, Fate.COMMITTED);
    List<Future<Version>> written = create("a", "b", "c");
    while (!written.get(0).isComplete()) {
      assertThat(clock.step()).isTrue();
    }

    assertThat(written.get(2).cause()).isInstanceOf(BaseLostException.class);
    Future<Version> next = create("d").get(0); // Though entries of the lost ones are still coming.
    clock.runUntilIdle();

    now(next);
    assertThat(ids(leader)).containsExactly("d");
    assertEqualStores();
  }

  @Test
  void anEntryThatOvertakesItsBaseIsRefused() {
    lead();
    log.nextFates(Fate.COMMITTED_LATE, Fate.COMMITTED, Fate.COMMITTED);
    List<Future<Version>> written = create("a", "b", "c");
    clock.runUntilIdle();

    assertThat(written.get(0).cause()).isInstanceOf(OutcomeUnknownException.class);
    assertThat(written.get(1).cause()).isInstanceOf(BaseLostException.class);
    assertThat(written.get(2).cause()).isInstanceOf(BaseLostException.class);
    advance();
    assertThat(ids(leader)).isEmpty(); // The barrier came before it.
    now(createNow("d"));
    assertEqualStores();
  }

  @Test
  void anUnknownOutcomeLeavesTheOthersTheirOwnAnswers() {
    lead();
    log.nextFates(Fate.COMMITTED, Fate.LOST, Fate.COMMITTED);

    List<Future<Version>> written = create("a", "b", "c");
    clock.runUntilIdle();

    now(written.get(0));
    assertThat(written.get(1).cause()).isInstanceOf(OutcomeUnknownException.class);
    assertThat(written.get(2).cause()).isInstanceOf(BaseLostException.class);
    now(createNow("d"));
    assertThat(ids(leader)).containsExactly("a", "d");
    assertEqualStores();
  }

  @Test
  void noWriteIsTakenUntilTheBarrierHasSettledThem() {
    lead();
    log.nextFates(Fate.LOST);
    Future<Version> unknown = create("a").get(0);
    while (!unknown.isComplete()) {
      assertThat(clock.step()).isTrue();
    }

    assertThat(create("b").get(0).cause()).isInstanceOf(StoreBusyException.class);
    clock.runUntilIdle();
    now(createNow("b"));
  }

  @Test
  void aResultThatReadWhatIsUnderWayWaitsForIt() {
    lead();
    create("a");

    Future<Committed<Integer>> counted =
        leader.compute(Origin.NONE, tx -> tx.list(Kinds.NODE).size());
    Future<Version> failed = failAfterReading();

    assertThat(counted.isComplete()).isFalse();
    assertThat(failed.isComplete()).isFalse();
    clock.runUntilIdle();
    assertThat(now(counted).value()).isEqualTo(1);
    assertThat(now(counted).version()).isEqualTo(leader.view().version());
    assertThat(failed.cause()).hasMessage("saw 1");
  }

  @Test
  void aResultThatReadWhatIsLostIsLost() {
    lead();
    log.nextFates(Fate.REFUSED);
    create("a");

    Future<Committed<Integer>> counted =
        leader.compute(Origin.NONE, tx -> tx.list(Kinds.NODE).size());
    Future<Version> failed = failAfterReading();
    clock.runUntilIdle();

    assertThat(counted.cause())
        .isInstanceOf(BaseLostException.class)
        .hasMessageContaining("which was read, was not committed");
    assertThat(failed.cause()).isInstanceOf(BaseLostException.class);
  }

  @Test
  void aResultThatReadWhatNobodyKnowsOfIsLost() {
    lead();
    log.nextFates(Fate.LOST);
    create("a");
    Future<Version> failed = failAfterReading();
    clock.runUntilIdle();

    assertThat(failed.cause()).isInstanceOf(BaseLostException.class);
  }

  @Test
  void noMoreEntriesAreUnderWayThanTheLogTakes() { // G5
    lead();

    List<Future<Version>> written = createMany(20);

    assertThat(log.proposals()).hasSize(1 + 8);
    clock.runUntilIdle();
    assertThat(written).allMatch(Future::succeeded);
    assertThat(leader.view().count(Kinds.NODE)).isEqualTo(20);
    assertEachIsTheBaseOfTheNext();
  }

  @Test
  void noMoreBytesAreUnderWayThanTheLogTakes() { // G5; the last entry may go over the bound.
    InProcessLog.Member third = log.join("third", new Proposer.Limits(1_000, 300));
    MemoryStore narrow = store(third);
    log.elect(third);
    clock.runUntilIdle();
    int before = log.proposals().size();

    List<Future<Version>> written =
        IntStream.range(0, 20)
            .mapToObj(i -> narrow.update(tx -> tx.create(Kinds.NODE, node("id" + i))))
            .toList();

    List<LogEntry> underWay = log.proposals().subList(before, log.proposals().size());
    int bytes = underWay.stream().mapToInt(LogEntry::getSerializedSize).sum();
    assertThat(underWay).hasSizeGreaterThan(1);
    assertThat(bytes).isGreaterThanOrEqualTo(300);
    assertThat(bytes - underWay.get(underWay.size() - 1).getSerializedSize()).isLessThan(300);
    clock.runUntilIdle();
    assertThat(written).allMatch(Future::succeeded);
  }

  @Test
  void aWriteFailsFastWhenTheLogAndTheQueueAreFull() { // G5
    InProcessLog.Member third = log.join("third", new Proposer.Limits(2, ROOM));
    MemoryStore small =
        new MemoryStore(Fixtures.options(clock).withProposer(third).withWaitingWrites(3));
    log.elect(third);
    clock.runUntilIdle();

    List<Future<Version>> written =
        IntStream.range(0, 7)
            .mapToObj(i -> small.update(tx -> tx.create(Kinds.NODE, node("id" + i))))
            .toList();

    assertThat(written.subList(0, 5)).noneMatch(Future::isComplete);
    for (Future<Version> busy : written.subList(5, 7)) {
      assertThat(busy.cause())
          .isInstanceOf(StoreBusyException.class)
          .hasMessageContaining("3 writes wait for their turn");
    }
    clock.runUntilIdle();
    assertThat(written.subList(0, 5)).allMatch(Future::succeeded);
  }

  @Test
  void whoWaitsForRoomIsToldWhenTheLeadIsLost() {
    lead();
    List<Future<Version>> written = createMany(10);

    log.depose(first);
    clock.runUntilIdle();

    assertThat(written).allMatch(Future::isComplete);
    assertThat(written.subList(8, 10))
        .allMatch(refused -> refused.cause() instanceof ProposalRefusedException);
  }

  @Test
  void aLossOfTheLeadLeavesAllUnknown() {
    lead();
    List<Future<Version>> written = create("a", "b", "c");
    Future<Version> read = failAfterReading();

    log.depose(first);
    while (!written.get(2).isComplete()) {
      assertThat(clock.step()).isTrue();
    }

    assertThat(read.cause()).isInstanceOf(BaseLostException.class);
    clock.runUntilIdle();
    assertEqualStores();
    int kept = ids(leader).size();
    for (int i = 0; i < written.size(); i++) {
      if (written.get(i).failed()) {
        assertThat(written.get(i).cause()).isInstanceOf(OutcomeUnknownException.class);
      } else {
        assertThat(i).isLessThan(kept);
      }
    }
  }

  @Test
  void theEntryOfASuccessorDecidesAllThatIsUnderWay() { // G7; nobody has told this one yet.
    lead();
    log.elect(second);
    log.hold(first); // Its proposals do not arrive.
    List<Future<Version>> written = create("a", "b");
    clock.runUntilIdle();

    assertThat(written.get(0).cause())
        .isInstanceOf(ProposalRefusedException.class)
        .hasMessageContaining("came first");
    assertThat(written.get(1).cause()).isInstanceOf(BaseLostException.class);
    assertThat(create("c").get(0).cause()).isInstanceOf(ProposalRefusedException.class);
  }

  @Test
  void aCloseLeavesAllUnknownAndHearsNothingLater() { // S-15
    lead();
    List<Future<Version>> written = create("a", "b");
    Future<Version> read = failAfterReading();

    leader.close();

    assertThat(written).allMatch(unknown -> unknown.cause() instanceof OutcomeUnknownException);
    assertThat(read.cause()).isInstanceOf(BaseLostException.class);
    clock.runUntilIdle();
    assertThat(ids(follower)).containsExactly("a", "b");
  }

  @Test
  void theLeadGoesBackAndForthWithoutALostOrDoubledChange() {
    lead();
    Watcher here = leader.watch(clock.loop("watcher"), Interest.all());
    Watcher there = follower.watch(clock.loop("watcher"), Interest.all());
    for (int round = 0; round < 5; round++) {
      InProcessLog.Member next = round % 2 == 0 ? second : first;
      MemoryStore store = round % 2 == 0 ? follower : leader;
      log.depose(round % 2 == 0 ? first : second);
      log.elect(next);
      clock.runUntilIdle();
      for (int i = 0; i < 10; i++) {
        String id = "id" + round + "-" + i;
        store.update(tx -> tx.create(Kinds.NODE, node(id)));
      }
      clock.runUntilIdle();
    }

    assertThat(leader.view().count(Kinds.NODE)).isEqualTo(50);
    assertEqualStores();
    List<Commit> seen = commits(here);
    assertThat(seen).hasSize(50);
    assertThat(commits(there)).isEqualTo(seen);
  }

  @Test
  void theProposerMayFail() {
    lead();
    log.nextFates(Fate.THROWN, Fate.THROWN);

    Future<Version> unknown = create("a").get(0);

    assertThat(unknown.cause())
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessageContaining("the log failed with");
    assertThat(create("b").get(0).cause()).isInstanceOf(StoreBusyException.class);
    clock.runUntilIdle();
    now(createNow("b"));
  }

  @Test
  void aBatchHasManyTransactionsUnderWay() { // S-67, T-10
    lead();
    Future<BatchResult> batch = createInBatch(500);

    assertThat(log.proposals()).hasSize(1 + 3);
    assertThat(batch.isComplete()).isFalse();
    clock.runUntilIdle();

    assertThat(now(batch).transactions()).isEqualTo(3);
    assertThat(now(batch).committed()).isEqualTo(500);
    assertThat(now(batch).version()).contains(leader.view().version());
    assertEachIsTheBaseOfTheNext();
    assertEqualStores();
  }

  @Test
  void aBatchStopsPullingWhileTheLogIsFull() { // G5
    lead();
    var ran = new AtomicInteger();
    Future<BatchResult> batch =
        leader.batch(
            BatchOptions.DEFAULT,
            creates(3_000).map(step -> step.andThen(done -> ran.incrementAndGet())).iterator());

    assertThat(log.proposals()).hasSize(1 + 8);
    assertThat(ran.get()).isEqualTo(8 * 200);
    clock.runUntilIdle();
    assertThat(now(batch).committed()).isEqualTo(3_000);
    assertThat(leader.view().count(Kinds.NODE)).isEqualTo(3_000);
  }

  @Test
  void aBatchOnALoopLetsOthersInBetween() { // S-67, S-74
    lead();
    List<Future<BatchResult>> batch = new ArrayList<>();
    List<Future<Version>> other = new ArrayList<>();
    Loop caller = clock.loop("caller");
    caller.execute(() -> batch.add(createInBatch(500)));
    caller.execute(() -> other.addAll(create("other")));
    clock.runUntilIdle();

    assertThat(now(batch.get(0)).transactions()).isEqualTo(3);
    assertThat(now(other.get(0)).compareTo(now(batch.get(0)).version().orElseThrow())).isNegative();
    assertEqualStores();
  }

  @Test
  void aBatchEndsWithItsFirstTransactionThatFails() { // S-72
    lead();
    log.nextFates(Fate.COMMITTED, Fate.REFUSED);
    Future<BatchResult> batch = createInBatch(3_000);
    clock.runUntilIdle();

    assertThat(batch.cause())
        .isInstanceOfSatisfying(
            BatchAbortedException.class,
            aborted -> {
              assertThat(aborted.soFar().committed()).isEqualTo(200);
              assertThat(aborted.soFar().transactions()).isEqualTo(1);
              assertThat(aborted).hasCauseInstanceOf(ProposalRefusedException.class);
            });
    assertThat(leader.view().count(Kinds.NODE)).isEqualTo(200);
    assertEqualStores();
  }

  @Test
  void
      noTransactionOfABatchGoesOnWhereOneBeforeItIsMissing() { // S-72, whatever the order of events
    for (int seed = 0; seed < 20; seed++) {
      var time = new VirtualClock(seed);
      var its = new InProcessLog(time);
      InProcessLog.Member member = its.join("first", new Proposer.Limits(3, ROOM));
      var store = new MemoryStore(Fixtures.options(time).withProposer(member));
      its.elect(member);
      time.runUntilIdle();
      its.beSlow();
      its.keepOrder();
      its.nextFates(Fate.COMMITTED, Fate.COMMITTED, Fate.REFUSED);
      List<Future<BatchResult>> batch = new ArrayList<>();
      time.loop("caller")
          .execute(() -> batch.add(store.batch(BatchOptions.DEFAULT, creates(3_000).iterator())));
      for (int i = 0; i < 300; i++) { // Others write all the time.
        String id = "other" + i;
        store.update(tx -> tx.create(Kinds.NODE, node(id)));
        time.advance(Duration.ofMillis(1));
      }
      time.advance(Duration.ofSeconds(1));

      assertThat(batch.get(0).cause()).isInstanceOf(BatchAbortedException.class);
      int kept = ((BatchAbortedException) batch.get(0).cause()).soFar().committed();
      assertThat(
              store.view().list(Kinds.NODE).stream()
                  .filter(each -> each.getId().startsWith("id"))
                  .count())
          .as("seed %d", seed)
          .isEqualTo(kept);
    }
  }

  @Test
  void anErrorOfTheStepsEndsABatchAfterWhatIsUnderWay() {
    lead();
    var broken = new IllegalStateException("no more steps");
    Iterator<Consumer<Tx>> steps = creates(200).iterator();
    Future<BatchResult> batch =
        leader.batch(
            BatchOptions.DEFAULT,
            new Iterator<Consumer<Tx>>() {
              @Override
              public boolean hasNext() {
                if (!steps.hasNext()) {
                  throw broken;
                }
                return true;
              }

              @Override
              public Consumer<Tx> next() {
                return steps.next();
              }
            });
    clock.runUntilIdle();

    assertThat(batch.cause()).isSameAs(broken);
    assertThat(leader.view().count(Kinds.NODE)).isEqualTo(200);
  }

  private Future<BatchResult> createInBatch(int count) {
    return leader.batch(BatchOptions.DEFAULT, creates(count).iterator());
  }

  private static Stream<Consumer<Tx>> creates(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> (Consumer<Tx>) tx -> tx.create(Kinds.NODE, node("id" + i)));
  }

  private Future<Version> failAfterReading() {
    return leader.update(
        tx -> {
          throw new IllegalStateException("saw " + tx.list(Kinds.NODE).size());
        });
  }

  private void lead() {
    log.elect(first);
    clock.runUntilIdle();
  }

  private void advance() {
    clock.advance(Duration.ofSeconds(1));
  }

  private List<Future<Version>> create(String... ids) {
    var written = new ArrayList<Future<Version>>();
    for (String id : ids) {
      written.add(leader.update(tx -> tx.create(Kinds.NODE, node(id))));
    }
    return written;
  }

  private List<Future<Version>> createMany(int count) {
    return create(IntStream.range(0, count).mapToObj(i -> "id" + i).toArray(String[]::new));
  }

  private Future<Version> createNow(String id) {
    Future<Version> written = create(id).get(0);
    clock.runUntilIdle();
    return written;
  }

  private void assertEachIsTheBaseOfTheNext() {
    List<LogEntry> entries = log.entries();
    for (int i = 1; i < entries.size(); i++) {
      assertThat(entries.get(i).getBase()).isEqualTo(entries.get(i - 1).getVersion());
    }
  }

  private void assertNoNumberTwice() {
    assertThat(log.proposals()).extracting(LogEntry::getVersion).doesNotHaveDuplicates();
  }

  private void assertEqualStores() {
    assertThat(follower.view().version()).isEqualTo(leader.view().version());
    assertThat(follower.save(follower.view())).isEqualTo(leader.save(leader.view()));
  }

  private static List<String> ids(MemoryStore store) {
    return store.view().list(Kinds.NODE).stream().map(Node::getId).toList();
  }

  private MemoryStore store(InProcessLog.Member member) {
    return new MemoryStore(Fixtures.options(clock).withProposer(member));
  }
}
