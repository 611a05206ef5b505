package io.skep.store.memory;

import static io.skep.store.memory.Fixtures.commits;
import static io.skep.store.memory.Fixtures.node;
import static io.skep.store.memory.Fixtures.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.Config;
import io.skep.api.ConfigSpec;
import io.skep.api.Node;
import io.skep.api.StoreAction;
import io.skep.api.StoreActionKind;
import io.skep.api.wire.ReferenceSize;
import io.skep.store.AlreadyExistsException;
import io.skep.store.Batch;
import io.skep.store.BatchOptions;
import io.skep.store.BatchResult;
import io.skep.store.BatchResult.Failure;
import io.skep.store.Commit;
import io.skep.store.Interest;
import io.skep.store.Origin;
import io.skep.store.StoreClosedException;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.VersionConflictException;
import io.skep.store.Watcher;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VirtualClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both forms of batch. */
class BatchTest {
  private final VirtualClock clock = new VirtualClock(1);
  private final MemoryStore store = Fixtures.store(clock);
  private final Watcher watcher = store.watch(clock.loop("watcher"), Interest.all());

  @Test
  void manyStepsBecomeTransactionsOf200Changes() { // S-67, S-69, S-73, T-10
    BatchResult result = now(store.batch(BatchOptions.DEFAULT, creates(405)));

    assertThat(sizes()).containsExactly(200, 200, 5);
    assertThat(result)
        .isEqualTo(new BatchResult(405, 405, List.of(), 3, Optional.of(new Version(3))));
  }

  @Test
  void exactly200StepsAreOneTransaction() { // S-69
    BatchResult result = now(store.batch(BatchOptions.DEFAULT, creates(200)));

    assertThat(sizes()).containsExactly(200);
    assertThat(result.transactions()).isEqualTo(1);
  }

  @Test
  void aStepIsNeverCut() { // S-68
    Consumer<Tx> big =
        tx -> IntStream.range(0, 500).forEach(i -> tx.create(Kinds.NODE, node("n" + i)));

    now(store.batch(BatchOptions.DEFAULT, List.of(big, create("a"), create("b")).iterator()));

    assertThat(sizes()).containsExactly(500, 2);
  }

  @Test
  void noStepsChangeNothing() { // S-75
    BatchResult nothing = now(store.batch(BatchOptions.DEFAULT, creates(0)));
    BatchResult reads =
        now(store.batch(BatchOptions.DEFAULT, List.<Consumer<Tx>>of(tx -> {}).iterator()));

    assertThat(nothing).isEqualTo(new BatchResult(0, 0, List.of(), 0, Optional.empty()));
    assertThat(reads).isEqualTo(new BatchResult(1, 1, List.of(), 0, Optional.empty()));
    assertThat(sizes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1179647, 2", "1179648, 1"})
  void aTransactionIsFullAtThreeQuartersOfTheLogsLimit(int bytes, int firstSize) { // S-67
    Config config = configOfActionSize(bytes);
    Consumer<Tx> sized = tx -> tx.create(Kinds.CONFIG, config);

    now(store.batch(BatchOptions.DEFAULT, List.of(sized, create("a")).iterator()));

    assertThat(sizes().get(0)).isEqualTo(firstSize);
  }

  @Test
  void aStepThatThrowsIsRolledBackAloneAndReported() { // S-70
    var failure = new IllegalStateException("half-way");
    Consumer<Tx> broken =
        tx -> {
          tx.create(Kinds.NODE, node("gone"));
          tx.delete(Kinds.NODE, "a");
          throw failure;
        };
    Consumer<Tx> twice = create("a");

    BatchResult result =
        now(
            store.batch(
                BatchOptions.DEFAULT,
                List.of(create("a"), broken, create("b"), twice, create("c")).iterator()));

    assertThat(store.view().list(Kinds.NODE))
        .extracting(Node::getId)
        .containsExactly("a", "b", "c");
    assertThat(result.failures()).hasSize(2);
    assertThat(result.failures().get(0)).isEqualTo(new Failure(1, failure));
    assertThat(result.failures().get(1).step()).isEqualTo(3);
    assertThat(result.failures().get(1).cause()).isInstanceOf(AlreadyExistsException.class);
    assertThat(result.steps()).isEqualTo(5);
    assertThat(result.committed()).isEqualTo(5);
    assertThat(sizes()).containsExactly(3);
  }

  @Test
  void anObjectOfAStepThatFailedIsNeverTakenForAStoredOne() { // S-9, S-28
    now(store.update(create("a")));
    Node base = store.view().get(Kinds.NODE, "a").orElseThrow();
    var leaked = new AtomicReference<Node>();
    Consumer<Tx> failing =
        tx -> {
          leaked.set(tx.update(Kinds.NODE, base));
          throw new IllegalStateException("after the update");
        };

    now(store.batch(BatchOptions.DEFAULT, List.of(failing).iterator()));
    now(store.update(tx -> tx.update(Kinds.NODE, base)));

    assertThat(store.update(tx -> tx.update(Kinds.NODE, leaked.get())).cause())
        .isInstanceOf(VersionConflictException.class);
  }

  @Test
  void aBatchCanEndAtItsFirstFailure() {
    Consumer<Tx> broken =
        tx -> {
          throw new IllegalStateException("no");
        };

    BatchResult result =
        now(
            store.batch(
                BatchOptions.DEFAULT.withStopAtFailure(true),
                List.of(create("a"), broken, create("b")).iterator()));

    assertThat(store.view().list(Kinds.NODE)).hasSize(1);
    assertThat(result.steps()).isEqualTo(2);
    assertThat(result.failures()).singleElement().extracting(Failure::step).isEqualTo(1);
  }

  @Test
  void eachTransactionSeesWhatOthersWroteInBetween() { // S-74
    Loop caller = clock.loop("caller");
    Loop other = clock.loop("other");
    var result = new AtomicReference<Future<BatchResult>>();
    var seen = new ArrayList<Integer>();
    List<Consumer<Tx>> steps = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      String id = "a" + i;
      steps.add(
          tx -> {
            tx.create(Kinds.NODE, node(id));
            seen.add(tx.count(Kinds.CONFIG));
          });
    }

    caller.execute(() -> result.set(store.batch(BatchOptions.DEFAULT, steps.iterator())));
    clock.step();
    assertThat(store.view().count(Kinds.NODE)).isEqualTo(200); // One transaction a turn.
    other.execute(() -> now(store.update(tx -> tx.create(Kinds.CONFIG, config("c")))));
    clock.runUntilIdle();

    assertThat(now(result.get()).transactions()).isEqualTo(5);
    assertThat(seen).contains(0, 1);
  }

  @Test
  void aBatchOfALoopAnswersOnIt() {
    Loop caller = clock.loop("caller");
    var answered = new AtomicReference<Loop>();

    caller.execute(
        () ->
            store
                .batch(BatchOptions.DEFAULT, creates(405))
                .onComplete(done -> answered.set(Loop.current().orElse(null))));
    clock.runUntilIdle();

    assertThat(answered.get()).isSameAs(caller);
  }

  @Test
  void aLongBatchDoesNotPileUpOnTheStack() {
    BatchResult result = now(store.batch(BatchOptions.DEFAULT, creates(50_000)));

    assertThat(result.transactions()).isEqualTo(250);
  }

  @Test
  void aBatchThatWaitsForItsTurnGoesOnBetweenOthers() {
    Future<BatchResult> batch;
    try (var busy = new BusyStore(store)) {
      batch = store.batch(BatchOptions.DEFAULT, creates(405));
      store.update(tx -> tx.create(Kinds.NODE, node("other")));
      assertThat(batch.isComplete()).isFalse();
      busy.letGo();
    }

    assertThat(now(batch).transactions()).isEqualTo(3);
    assertThat(sizes()).containsExactly(200, 1, 200, 5);
  }

  @Test
  void stepsThatCannotBePulledEndTheBatch() {
    Iterator<Consumer<Tx>> broken =
        new Iterator<>() {
          private int pulled;

          @Override
          public boolean hasNext() {
            return true;
          }

          @Override
          public Consumer<Tx> next() {
            if (pulled++ == 250) {
              throw new IllegalStateException("no more");
            }
            return create("n" + pulled);
          }
        };

    Future<BatchResult> failed = store.batch(BatchOptions.DEFAULT, broken);

    assertThat(failed.cause()).hasMessage("no more");
    assertThat(sizes()).containsExactly(200);
  }

  @Test
  void theFormForThreadsThatMayWaitDoesTheSame() { // S-66, S-67, S-73, T-10
    BatchResult result =
        store.batch(
            Origin.of("me"),
            batch -> IntStream.range(0, 405).forEach(i -> batch.update(create("id" + i))));

    List<Commit> commits = commits(watcher);
    assertThat(commits).extracting(commit -> commit.changes().size()).containsExactly(200, 200, 5);
    assertThat(commits).extracting(Commit::origin).containsOnly(Origin.of("me"));
    assertThat(result)
        .isEqualTo(new BatchResult(405, 405, List.of(), 3, Optional.of(new Version(3))));
  }

  @Test
  void aBodyThatThrowsKeepsWhatWasCommitted() { // S-71, T-11
    assertThatThrownBy(
            () ->
                store.batch(
                    Origin.NONE,
                    batch -> {
                      for (int i = 0; i < 405; i++) {
                        if (i == 208) {
                          throw new IllegalStateException("some error");
                        }
                        batch.update(create("id" + i));
                      }
                    }))
        .hasMessage("some error");

    assertThat(sizes()).containsExactly(200);
    assertThat(store.view().count(Kinds.NODE)).isEqualTo(200);
    now(store.update(tx -> tx.create(Kinds.NODE, node("next"))));
  }

  @Test
  void aStepThatThrowsIsSeenAndTheBatchGoesOn() { // S-66, S-70
    var failure = new IllegalStateException("half-way");

    BatchResult result =
        store.batch(
            Origin.NONE,
            batch -> {
              batch.update(create("a"));
              assertThatThrownBy(
                      () ->
                          batch.update(
                              tx -> {
                                tx.create(Kinds.NODE, node("gone"));
                                throw failure;
                              }))
                  .isSameAs(failure);
              batch.update(create("b"));
            });

    assertThat(result.failures()).containsExactly(new Failure(1, failure));
    assertThat(store.view().list(Kinds.NODE)).hasSize(2);
  }

  @Test
  void aStepSeesEarlierStepsOfItsTransaction() { // S-66
    store.batch(
        Origin.NONE,
        batch -> {
          batch.update(create("a"));
          batch.update(tx -> assertThat(tx.get(Kinds.NODE, "a")).isPresent());
          assertThat(store.view().get(Kinds.NODE, "a")).isEmpty();
        });
  }

  @Test
  void anObjectOfAnEarlierTransactionCanBeUpdatedInALaterOne() { // S-67
    var first = new AtomicReference<Node>();

    store.batch(
        Origin.NONE,
        batch -> {
          batch.update(tx -> first.set(tx.create(Kinds.NODE, node("first"))));
          IntStream.range(0, 199).forEach(i -> batch.update(create("n" + i)));
          batch.update(tx -> tx.update(Kinds.NODE, first.get()));
        });

    assertThat(sizes()).containsExactly(200, 1);
  }

  @Test
  void aBatchIsOverWithItsBody() {
    var kept = new AtomicReference<Batch>();
    store.batch(Origin.NONE, kept::set);

    assertThatThrownBy(() -> kept.get().update(create("a")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("this batch is over");
  }

  @Test
  void aStepCannotCallItsBatchNorTheStore() {
    store.batch(
        Origin.NONE,
        batch ->
            batch.update(
                tx -> {
                  assertThatThrownBy(() -> batch.update(create("a")))
                      .isInstanceOf(IllegalStateException.class);
                  assertThatThrownBy(() -> store.update(create("b")))
                      .isInstanceOf(IllegalStateException.class);
                }));

    now(store.update(create("c")));
  }

  @Test
  void theFormThatWaitsRefusesToHoldALoop() throws Exception {
    var refusal = new AtomicReference<Throwable>();
    clock
        .loop("caller")
        .execute(
            () ->
                assertThatThrownBy(() -> store.batch(Origin.NONE, batch -> {}))
                    .isInstanceOf(IllegalStateException.class));
    clock.runUntilIdle();

    Vertx vertx = Vertx.vertx();
    try {
      vertx
          .executeBlocking(() -> store.batch(Origin.NONE, batch -> batch.update(create("worker"))))
          .toCompletionStage()
          .toCompletableFuture()
          .get();
      io.vertx.core.Promise<Void> tried = io.vertx.core.Promise.promise();
      vertx.runOnContext(
          ignored -> {
            try {
              store.batch(Origin.NONE, batch -> {});
            } catch (IllegalStateException e) {
              refusal.set(e);
            }
            tried.complete();
          });
      tried.future().toCompletionStage().toCompletableFuture().get();
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get();
    }
    assertThat(refusal.get()).hasMessageContaining("an event loop must not");
    assertThat(store.view().get(Kinds.NODE, "worker")).isPresent();
  }

  @Test
  void theFormThatWaitsWaitsForItsTurn() throws InterruptedException {
    var done = new AtomicReference<BatchResult>();
    Thread waiting;
    try (var busy = new BusyStore(store)) {
      waiting =
          new Thread(() -> done.set(store.batch(Origin.NONE, batch -> batch.update(create("a")))));
      waiting.start();
      busy.letGo();
    }
    waiting.join();

    assertThat(done.get().transactions()).isEqualTo(1);
  }

  @Test
  void aClosedStoreEndsABatch() {
    assertThatThrownBy(
            () ->
                store.batch(
                    Origin.NONE,
                    batch -> {
                      IntStream.range(0, 200).forEach(i -> batch.update(create("id" + i)));
                      store.close();
                      batch.update(create("late"));
                    }))
        .isInstanceOfSatisfying(
            io.skep.store.BatchAbortedException.class,
            aborted -> {
              assertThat(aborted.soFar().committed()).isEqualTo(200);
              assertThat(aborted).hasCauseInstanceOf(StoreClosedException.class);
            });
  }

  private List<Integer> sizes() {
    return commits(watcher).stream().map(commit -> commit.changes().size()).toList();
  }

  private static Iterator<Consumer<Tx>> creates(int count) {
    return IntStream.range(0, count).mapToObj(i -> create("id" + i)).iterator();
  }

  private static Consumer<Tx> create(String id) {
    return tx -> tx.create(Kinds.NODE, node(id));
  }

  private static Config config(String id) {
    return Config.newBuilder()
        .setId(id)
        .setSpec(ConfigSpec.newBuilder().setAnnotations(Fixtures.named(id)))
        .build();
  }

  /** A config whose creation SwarmKit would count with exactly {@code bytes}. */
  private Config configOfActionSize(int bytes) {
    int length = bytes - 200;
    while (true) {
      MemoryStore scratch = Fixtures.store(clock);
      Config.Builder big = config("big").toBuilder();
      big.getSpecBuilder().setData(com.google.protobuf.ByteString.copyFrom(new byte[length]));
      Config stored =
          now(scratch.compute(Origin.NONE, tx -> tx.create(Kinds.CONFIG, big.build()))).value();
      int size =
          ReferenceSize.of(
              StoreAction.newBuilder()
                  .setAction(StoreActionKind.STORE_ACTION_CREATE)
                  .setConfig(stored)
                  .build());
      if (size == bytes) {
        return big.build();
      }
      length += bytes - size;
    }
  }
}
