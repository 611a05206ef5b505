package io.skep.store.memory;

import static io.skep.store.memory.Fixtures.node;
import static io.skep.store.memory.Fixtures.now;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Node;
import io.skep.api.v1.LogEntry;
import io.skep.store.BaseLostException;
import io.skep.store.BatchAbortedException;
import io.skep.store.Interest;
import io.skep.store.Origin;
import io.skep.store.OutcomeUnknownException;
import io.skep.store.ProposalRefusedException;
import io.skep.store.StoreBusyException;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Clock;
import io.skep.store.loop.Loop;
import io.skep.store.loop.LoopTasks;
import io.skep.store.loop.VirtualClock;
import io.vertx.core.Future;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the log says while a body runs, and answers in an order that it seldom gives. */
class PipelineRacesTest {
  private final ManualLog log = new ManualLog();
  private final MemoryStore store = storeOver(log);

  @BeforeEach
  void lead() {
    log.lead(1);
  }

  @Test
  void aNewLeaderTakesNoWriteBeforeItsBarrier() { // G7; an entry of the one before may still come.
    LogEntry late = propose("a");
    log.replica().leading(2, log.lastVersion());
    LogEntry barrier = log.last();

    assertThat(create("b").cause()).isInstanceOf(StoreBusyException.class);
    log.replica().committed(late);
    assertThat(create("c").cause()).isInstanceOf(StoreBusyException.class);
    log.replica().committed(barrier);

    LogEntry first = propose("d");
    assertThat(first.getEpoch()).isEqualTo(2);
    assertThat(first.getBase()).isEqualTo(barrier.getVersion());
  }

  @Test
  void aProposalWhoseAnswerWasLostMayComeTwice() {
    LogEntry first = propose("a");
    Future<Version> unknown = create("b");
    LogEntry second = log.last();
    Future<Version> third = create("c");
    LogEntry last = log.last();

    log.replica().outcomeUnknown(new Version(second.getVersion()), "no answer");
    log.replica().committed(second); // Without effect, but it may come again.
    assertThat(third.isComplete()).isFalse();
    log.replica().committed(first);
    log.replica().committed(second);
    log.replica().committed(last);

    assertThat(unknown.cause()).isInstanceOf(OutcomeUnknownException.class);
    assertThat(now(third)).isEqualTo(new Version(last.getVersion()));
    assertThat(store.view().list(Kinds.NODE))
        .extracting(Node::getId)
        .containsExactly("a", "b", "c");
  }

  @Test
  void aProposalThatCameBeforeItsBaseMayComeAgainInTime() { // Nobody was told otherwise.
    LogEntry first = propose("a");
    Future<Version> early = create("b");
    LogEntry second = log.last();

    log.replica().committed(second);
    log.replica().committed(first);
    assertThat(early.isComplete()).isFalse();
    log.replica().committed(second);

    assertThat(now(early)).isEqualTo(new Version(second.getVersion()));
    assertThat(store.view().list(Kinds.NODE)).extracting(Node::getId).containsExactly("a", "b");
  }

  @Test
  void aBarrierDecidesAProposalThatCameBeforeItsBase() {
    LogEntry first = propose("a");
    Future<Version> early = create("b");
    LogEntry second = log.last();
    log.replica().committed(second);
    log.replica().committed(first);

    assertThat(create("c").cause()).isInstanceOf(StoreBusyException.class);
    log.replica().committed(log.last());

    assertThat(early.cause()).isInstanceOf(ProposalRefusedException.class);
    log.replica().committed(second);
    assertThat(store.view().list(Kinds.NODE)).extracting(Node::getId).containsExactly("a");
    assertThat(propose("c").getActionsCount()).isOne();
  }

  @Test
  void aProposalThatCameBeforeItsBaseIsUnknownIfItsBarrierIsLost() {
    LogEntry first = propose("a");
    Future<Version> early = create("b");
    LogEntry second = log.last();
    Future<Version> afterIt = create("c");
    log.replica().committed(second);
    log.replica().committed(first);

    log.replica().refused(log.lastVersion(), "no");

    assertThat(early.cause())
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessageContaining("came before version " + new Version(first.getVersion()));
    assertThat(afterIt.isComplete()).isFalse(); // The log has not spoken of it.
  }

  @Test
  void aProposalThatCameBeforeItsBaseIsLostWithIt() {
    LogEntry first = propose("a");
    Future<Version> early = create("b");
    log.replica().committed(log.last());

    log.replica().refused(new Version(first.getVersion()), "no");

    assertThat(early.cause()).isInstanceOf(BaseLostException.class);
    assertThat(propose("c").getBase()).isEqualTo(store.view().version().index());
  }

  @Test
  void aBarrierDecidesAProposalOnABaseThatNobodyKnowsOf() {
    LogEntry first = propose("a");
    Future<Version> early = create("b");
    log.replica().committed(log.last());

    log.replica().outcomeUnknown(new Version(first.getVersion()), "no answer");
    assertThat(early.isComplete()).isFalse();
    log.replica().committed(log.last());

    assertThat(early.cause()).isInstanceOf(BaseLostException.class);
  }

  @Test
  void aLaterLeadershipInTheLogRefusesAllThatIsUnderWayForGood() { // G7; without effect itself
    Future<Version> first = create("a");
    LogEntry entry = log.last();
    Future<Version> second = create("b");

    log.replica().committed(log.last().toBuilder().setEpoch(2).setBase(0).build());

    assertThat(first.cause())
        .isInstanceOf(ProposalRefusedException.class)
        .hasMessageContaining("a later leadership had begun in the log");
    assertThat(second.cause()).isInstanceOf(BaseLostException.class);
    log.replica().committed(entry);
    assertThat(store.view().count(Kinds.NODE)).isZero();
  }

  @Test
  void anEntryThatTakesEffectDuringABodyIsFoundOut() {
    LogEntry entry =
        LogEntry.newBuilder().setEpoch(1).setVersion(log.last().getVersion() + 40_000).build();
    Future<Version> stale =
        store.update(
            tx -> {
              log.replica().committed(entry);
              tx.create(Kinds.NODE, node("a"));
            });

    assertThat(stale.cause())
        .isInstanceOf(ProposalRefusedException.class)
        .hasMessageContaining("another entry came before it was proposed");
    assertThat(log.last().getActionsCount()).isZero();
  }

  @Test
  void aBaseThatIsRefusedDuringABodyIsFoundOut() {
    LogEntry base = propose("a");
    Future<Version> lost =
        store.update(
            tx -> {
              tx.create(Kinds.NODE, node("b"));
              log.replica().refused(new Version(base.getVersion()), "no");
            });

    assertThat(lost.cause())
        .isInstanceOf(BaseLostException.class)
        .hasMessageContaining(new Version(base.getVersion()) + ", which was read");
    assertThat(log.last()).isEqualTo(base);
  }

  @Test
  void aBaseWhoseAnswerIsLostDuringABodyLeavesNobodyWaiting() {
    LogEntry base = propose("a");
    Future<Version> failed =
        store.update(
            tx -> {
              log.replica().outcomeUnknown(new Version(base.getVersion()), "no answer");
              throw new IllegalStateException("saw " + tx.count(Kinds.NODE));
            });

    assertThat(failed.cause())
        .isInstanceOf(BaseLostException.class); // The barrier is still coming.
  }

  @Test
  void aStoreThatIsClosedWhileAnEntryIsPublishedStopsNobody() { // S-15
    Future<Version> written = create("a");
    var clock = new VirtualClock(1);
    var closing = new ClosingLoop(clock.loop("watcher"), store);
    store.watch(closing, Interest.all());
    clock.runUntilIdle();
    closing.armed = true; // The next that it is told is that the entry was published.

    log.replica().committed(log.last());

    assertThat(closing.armed).isFalse();
    assertThat(written.cause()).isInstanceOf(OutcomeUnknownException.class);
  }

  @Test
  void theEpochOfAnImageEndsTheOnesBeforeIt() throws IOException { // G7
    var behind = new ManualLog();
    MemoryStore follower = storeOver(behind);
    log.lead(5);
    var image = new ByteArrayOutputStream();
    log.replica().image().writeTo(image);
    behind.replica().install(new ByteArrayInputStream(image.toByteArray()));
    create("a");

    LogEntry stale = log.last().toBuilder().setEpoch(4).build();
    behind.replica().committed(stale);
    assertThat(follower.view().count(Kinds.NODE)).isZero();
    behind.replica().committed(log.last());
    assertThat(follower.view().count(Kinds.NODE)).isOne();
  }

  @Test
  void aBatchThatWaitsTellsNoErrorThatReadWhatIsLost() throws Exception { // S-70
    LogEntry base = propose("a");
    var ran = new CountDownLatch(1);
    var thrown = new AtomicReference<Throwable>();
    var batch =
        new Thread(
            () -> {
              try {
                store.batch(
                    Origin.NONE,
                    steps ->
                        steps.update(
                            tx -> {
                              ran.countDown();
                              throw new IllegalStateException("saw " + tx.count(Kinds.NODE));
                            }));
              } catch (RuntimeException e) {
                thrown.set(e);
              }
            });
    batch.start();
    BusyStore.await(ran);

    log.replica().refused(new Version(base.getVersion()), "no");
    batch.join();

    assertThat(thrown.get())
        .isInstanceOf(BatchAbortedException.class)
        .hasCauseInstanceOf(BaseLostException.class);
    create("b"); // The store is free.
    assertThat(log.last().getActions(0).getNode().getId()).isEqualTo("b");
  }

  private LogEntry propose(String id) {
    create(id);
    return log.last();
  }

  private Future<Version> create(String id) {
    return store.update(tx -> tx.create(Kinds.NODE, node(id)));
  }

  private static MemoryStore storeOver(ManualLog log) {
    return new MemoryStore(Fixtures.options(new VirtualClock(1)).withProposer(log));
  }

  /** Closes a store when it is given a task. */
  private static final class ClosingLoop implements Loop {
    private final Loop host;
    private final MemoryStore store;
    private boolean armed;

    ClosingLoop(Loop host, MemoryStore store) {
      this.host = host;
      this.store = store;
    }

    @Override
    public Clock clock() {
      return host.clock();
    }

    @Override
    public void execute(Runnable task) {
      if (armed) {
        armed = false;
        store.close();
      }
      host.execute(() -> LoopTasks.run(this, task));
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
      return host.after(delay, task);
    }
  }
}
