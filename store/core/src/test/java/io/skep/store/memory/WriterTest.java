package io.skep.store.memory;

import static io.skep.store.memory.Fixtures.node;
import static io.skep.store.memory.Fixtures.now;
import static io.skep.store.memory.Fixtures.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.store.BatchOptions;
import io.skep.store.Interest;
import io.skep.store.StoreBusyException;
import io.skep.store.StoreClosedException;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VirtualClock;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Who runs a body when, and where its result arrives. */
class WriterTest {
  private final VirtualClock clock = new VirtualClock(1);
  private final MemoryStore store = Fixtures.store(clock);
  private final List<String> log = new ArrayList<>();

  @Test
  void onAFreeStoreABodyRunsAtOnceAlsoForALoop() {
    Loop loop = clock.loop("caller");
    var future = new AtomicReference<Future<Version>>();

    loop.execute(
        () -> {
          future.set(store.update(tx -> log.add(Loop.current().orElseThrow().toString())));
          log.add("returned " + future.get().isComplete());
        });
    clock.runUntilIdle();

    assertThat(log).containsExactly("virtual loop caller", "returned true");
  }

  @Test
  void onABusyStoreABodyFromAThreadRunsOnTheThreadThatFreesIt() {
    var ranOn = new AtomicReference<Thread>();
    var completedOn = new AtomicReference<Thread>();
    Future<Version> queued;
    try (var busy = new BusyStore(store)) {
      queued = store.update(tx -> ranOn.set(Thread.currentThread()));
      assertThat(queued.isComplete()).isFalse(); // And this thread was not held.
      queued.onComplete(done -> completedOn.set(Thread.currentThread()));

      busy.letGo();

      assertThat(ranOn.get()).isSameAs(busy.thread());
      assertThat(completedOn.get()).isSameAs(busy.thread());
    }
    assertThat(queued.succeeded()).isTrue();
  }

  @Test
  void onABusyStoreABodyFromALoopRunsAndAnswersOnThatLoop() {
    Loop loop = clock.loop("caller");
    try (var busy = new BusyStore(store)) {
      loop.execute(() -> store.update(tx -> note("body")).onComplete(done -> note("answer")));
      clock.runUntilIdle();
      busy.letGo();
      assertThat(log).isEmpty();
    }

    clock.runUntilIdle();

    assertThat(log).containsExactly("body on virtual loop caller", "answer on virtual loop caller");
  }

  @Test
  void bodiesThatWaitRunInTheOrderOfTheirArrival() {
    Loop loop = clock.loop("caller");
    List<Future<Version>> futures = new ArrayList<>();
    try (var busy = new BusyStore(store)) {
      for (int i = 0; i < 3; i++) {
        int number = i;
        futures.add(store.update(tx -> log.add("thread " + number)));
        loop.execute(() -> futures.add(store.update(tx -> log.add("loop " + number))));
        clock.runUntilIdle();
      }
      busy.letGo();
    }
    clock.runUntilIdle();

    assertThat(log)
        .containsExactly("thread 0", "loop 0", "thread 1", "loop 1", "thread 2", "loop 2");
    assertThat(futures).allMatch(Future::succeeded);
  }

  @Test
  void theStoreIsKeptForTheLoopWhoseTurnItIs() {
    Loop loop = clock.loop("caller");
    try (var busy = new BusyStore(store)) {
      loop.execute(() -> store.update(tx -> log.add("loop")));
      clock.runUntilIdle();
      busy.letGo();
    }

    Future<Version> late = store.update(tx -> log.add("late"));

    assertThat(late.isComplete()).isFalse();
    clock.runUntilIdle();
    assertThat(log).containsExactly("loop", "late");
    assertThat(late.succeeded()).isTrue();
  }

  @Test
  void aResultArrivesWhenTheStoreIsFreeAgain() {
    try (var busy = new BusyStore(store)) {
      store
          .update(tx -> tx.create(Kinds.NODE, node("a")))
          .onComplete(
              done -> {
                Future<Version> next = store.update(tx -> tx.create(Kinds.NODE, node("b")));
                log.add("complete on return: " + next.isComplete());
              });
      busy.letGo();
    }

    assertThat(log).containsExactly("complete on return: true");
    assertThat(store.view().count(Kinds.NODE)).isEqualTo(2);
  }

  @Test
  void writesFromListenersOfManyWaitingWritesDoNotPileUpOnTheStack() {
    var small = new MemoryStore(options(clock).withWaitingWrites(200_000));
    var done = new AtomicInteger();
    try (var busy = new BusyStore(small)) {
      for (int i = 0; i < 50_000; i++) {
        small
            .update(tx -> {})
            .compose(version -> small.update(tx -> {}))
            .onSuccess(version -> done.incrementAndGet());
      }
      busy.letGo();
    }

    assertThat(done).hasValue(50_000);
  }

  @Test
  void aLoopThatStartsWaitingWritesGetsToItsOwnTasks() {
    Loop loop = clock.loop("caller");
    try (var busy = new BusyStore(store)) {
      loop.execute(() -> store.update(tx -> loop.execute(() -> log.add("own task"))));
      clock.runUntilIdle();
      for (int i = 0; i < 1_000; i++) {
        store.update(tx -> log.add("other"));
      }
      busy.letGo();
    }
    clock.runUntilIdle();

    assertThat(log).hasSize(1_001);
    assertThat(log.indexOf("own task")).isBetween(1, 100);
  }

  @Test
  void tooManyWaitingWritesAreRefused() {
    var small = new MemoryStore(options(clock).withWaitingWrites(2));
    List<Future<Version>> futures = new ArrayList<>();
    try (var busy = new BusyStore(small)) {
      for (int i = 0; i < 3; i++) {
        futures.add(small.update(tx -> {}));
      }
      assertThat(futures.get(2).cause())
          .isInstanceOf(StoreBusyException.class)
          .hasMessageContaining("2 writes wait");
      busy.letGo();
    }

    assertThat(futures.subList(0, 2)).allMatch(Future::succeeded);
    assertThat(small.update(tx -> {}).succeeded()).isTrue();
  }

  @Test
  void aWriteInsideABodyFailsFast() { // S-6
    Future<Version> future =
        store.update(
            tx -> {
              tx.create(Kinds.NODE, node("a"));
              store.view();
              for (Runnable call :
                  List.<Runnable>of(
                      () -> store.update(inner -> {}),
                      () ->
                          store.batch(
                              BatchOptions.DEFAULT, List.<Consumer<Tx>>of(inner -> {}).iterator()),
                      () -> store.batch(io.skep.store.Origin.NONE, batch -> {}),
                      () -> store.restore(store.save(store.view())),
                      store::close)) {
                assertThatThrownBy(call::run)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("inside the body of a transaction of the same store");
              }
            });

    assertThat(future.succeeded()).isTrue();
    assertThat(store.view().count(Kinds.NODE)).isEqualTo(1);
  }

  @Test
  void aBodyMayWriteToAnotherStore() { // S-6
    MemoryStore other = Fixtures.store(clock);

    now(store.update(tx -> now(other.update(inner -> inner.create(Kinds.NODE, node("a"))))));

    assertThat(other.view().count(Kinds.NODE)).isEqualTo(1);
  }

  @Test
  void aListenerThatThrowsHarmsNobody() {
    Future<Version> next;
    try (var busy = new BusyStore(store)) {
      store
          .update(tx -> {})
          .onComplete(
              done -> {
                throw new IllegalStateException("listener");
              });
      next = store.update(tx -> tx.create(Kinds.NODE, node("a")));
      assertThat(busy.letGo().succeeded()).isTrue();
    }

    assertThat(next.succeeded()).isTrue();
  }

  @Test
  void aWriteWhoseLoopIsGoneFailsAndLetsOthersPass() {
    Loop gone = new GoneLoop(clock.loop("gone"));
    Future<Version> next;
    var lost = new AtomicReference<Future<Version>>();
    try (var busy = new BusyStore(store)) {
      gone.execute(() -> lost.set(store.update(tx -> log.add("never"))));
      clock.runUntilIdle();
      next = store.update(tx -> {});
      busy.letGo();
    }

    assertThat(lost.get().cause()).isInstanceOf(RejectedExecutionException.class);
    assertThat(next.succeeded()).isTrue();
    assertThat(log).isEmpty();
  }

  @Test
  void aClosedStoreRefusesEveryCall() { // S-100 as it is now: nothing goes on after a close.
    var view = store.view();
    store.close();
    store.close();

    var closed = StoreClosedException.class;
    assertThatThrownBy(store::view).isInstanceOf(closed);
    assertThatThrownBy(store::historyId).isInstanceOf(closed);
    assertThatThrownBy(() -> store.watch(clock.loop("w"), Interest.all())).isInstanceOf(closed);
    assertThat(store.update(tx -> {}).cause()).isInstanceOf(closed);
    assertThat(store.restore(store.save(view)).cause()).isInstanceOf(closed);
    assertThat(view.list(Kinds.NODE)).isEmpty();
  }

  @Test
  void aCloseFailsTheWritesThatAreNotDecided() {
    Future<Version> waiting;
    Future<Version> inBody;
    try (var busy = new BusyStore(store)) {
      waiting = store.update(tx -> log.add("never"));
      store.close();
      inBody = busy.letGo();
    }

    assertThat(waiting.cause()).isInstanceOf(StoreClosedException.class);
    assertThat(inBody.succeeded()).isTrue(); // It had nothing to commit.
    assertThat(log).isEmpty();
  }

  private void note(String what) {
    log.add(what + " on " + Loop.current().map(Object::toString).orElse("no loop"));
  }
}
