package io.skep.controller.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.store.loop.Loop;
import io.skep.store.loop.VirtualClock;
import io.vertx.core.Future;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One entry for each key, one hand at a time, nothing lost, and an orderly end. */
class WorkQueueTest {
  private final DrivenQueue queue = new DrivenQueue();

  @Test // rt.Q-1, rt.Q-6
  void addingAQueuedKeyAgainChangesNothing() {
    queue.add("a");
    assertThat(queue.size()).isEqualTo(1);
    queue.add("b");
    assertThat(queue.size()).isEqualTo(2);
    queue.add("a");
    assertThat(queue.size()).isEqualTo(2);

    assertThat(queue.poll()).hasValue("a");
    queue.done("a");

    assertThat(queue.poll()).hasValue("b");
    assertThat(queue.poll()).isEmpty();
  }

  @Test // rt.Q-1, rt.Q-3
  void aKeyAddedWhileItIsHandedOutComesBackWhenItIsDone() {
    queue.add("a");
    assertThat(queue.poll()).hasValue("a");
    queue.add("a");

    assertThat(queue.poll()).isEmpty();
    queue.done("a");

    assertThat(queue.poll()).hasValue("a");
    queue.done("a");
    assertThat(queue.size()).isZero();
    assertThat(queue.processing()).isZero();
  }

  @Test // rt.Q-3, rt.Q-8
  void whatIsAbsorbedIsOwedNoMore() {
    queue.add("a");
    assertThat(queue.poll()).hasValue("a");
    queue.add("a");
    queue.absorb("a");
    queue.absorb("a");
    queue.done("a");
    assertThat(queue.poll()).isEmpty();

    queue.add("a");
    assertThat(queue.poll()).hasValue("a");
    queue.add("a");
    queue.absorb("a");
    queue.add("a");
    queue.done("a");
    assertThat(queue.poll()).as("added after the look began").hasValue("a");
    queue.add("a");
    Future<Integer> drained = queue.drain();
    queue.absorb("a");
    queue.done("a");
    assertThat(drained.isComplete()).as("no dirty key is left").isTrue();
    assertThatThrownBy(() -> queue.absorb("a"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("absorb(a) without a hand-out");
  }

  @Test // rt.Q-2, rt.Q-4
  void howeverOftenAKeyIsAddedWhileItIsHandedOutItComesBackOnce() {
    queue.add("a");
    assertThat(queue.poll()).hasValue("a");
    for (int i = 0; i < 5; i++) {
      queue.add("a");
    }
    Future<Optional<String>> second = queue.take();
    Future<Optional<String>> third = queue.take();

    assertThat(second.isComplete()).as("a second hand while the first has not let go").isFalse();
    queue.done("a");
    assertThat(second.result()).hasValue("a");
    queue.done("a");

    assertThat(third.isComplete()).isFalse();
    assertThat(queue.size()).isZero();
  }

  @Test // rt.Q-5
  void keysComeInTheOrderInWhichTheyBecameReady() {
    queue.add("a", "b", "c", "b", "a");
    assertThat(queue.poll()).hasValue("a");
    queue.add("a", "d");
    queue.done("a");

    var order = new ArrayList<String>();
    for (var next = queue.poll(); next.isPresent(); next = queue.poll()) {
      order.add(next.get());
    }

    assertThat(order).containsExactly("b", "c", "d", "a");
  }

  @Test // rt.Q-11
  void takersAreServedInTheOrderInWhichTheyAsked() {
    Future<Optional<String>> first = queue.take();
    Future<Optional<String>> second = queue.take();

    queue.add("a");
    assertThat(first.result()).hasValue("a");
    assertThat(second.isComplete()).isFalse();

    queue.add("b");
    assertThat(second.result()).hasValue("b");
  }

  @Test // rt.Q-11
  void aTakerIsAnsweredInATaskOfItsOwn() {
    var events = new ArrayList<String>();
    WorkQueue<String> plain = queue.unprotected();

    queue.call(
        () -> {
          plain.take().onSuccess(key -> events.add("taken " + key.orElseThrow()));
          plain.add("a");
          return events.add("added");
        });

    assertThat(events).containsExactly("added", "taken a");
  }

  @Test // rt.Q-11
  void aWorkerThatTakesAgainAtOnceDoesNotGrowTheStack() {
    WorkQueue<String> plain = queue.unprotected();
    var handled = new ArrayList<String>();
    queue.call(
        () -> {
          for (int i = 0; i < 100_000; i++) {
            plain.add("k" + i);
          }
          work(plain, handled);
          return null;
        });

    assertThat(handled).hasSize(100_000);
  }

  private static void work(WorkQueue<String> queue, List<String> handled) {
    queue
        .take()
        .onSuccess(
            taken ->
                taken.ifPresent(
                    key -> {
                      handled.add(key);
                      queue.done(key);
                      work(queue, handled);
                    }));
  }

  @Test // rt.Q-6
  void readyWaitingAndHandedOutKeysAreCountedApart() {
    queue.add("a", "b", "c");
    queue.addAfter("d", Duration.ofSeconds(1));
    queue.poll();
    queue.add("a");

    assertThat(queue.size()).isEqualTo(2);
    assertThat(queue.waiting()).isEqualTo(1);
    assertThat(queue.processing()).isEqualTo(1);
  }

  @Test // rt.Q-7, rt.Q-11
  void afterShutdownQueuedKeysAreHandedOutAndThenTakersAreToldThatItIsClosed() {
    queue.add("a");
    assertThat(queue.poll()).hasValue("a");
    Future<Optional<String>> early = queue.take();

    queue.shutdown();
    assertThat(early.result()).as("nothing is queued for this taker").isEmpty();
    queue.add("late");

    assertThat(queue.size()).isZero();
    assertThat(queue.take().result()).isEmpty();
  }

  @Test // rt.Q-7
  void keysQueuedAtShutdownMayStillBeTaken() {
    queue.add("a", "b");

    queue.shutdown();

    assertThat(queue.take().result()).hasValue("a");
    assertThat(queue.poll()).hasValue("b");
    assertThat(queue.take().result()).isEmpty();
    queue.done("a");
    queue.done("b");
  }

  @Test // rt.Q-7
  void shutdownDoesNotWaitForHandedOutKeys() {
    queue.add("a", "b");
    queue.poll();
    queue.poll();

    queue.shutdown();

    assertThat(queue.processing()).isEqualTo(2);
    assertThat(queue.drain().result())
        .as("a drain of a shut queue has nothing to wait for")
        .isZero();
  }

  @Test // rt.Q-8
  void drainCompletesWhenEveryHandedOutKeyIsDone() {
    queue.add("a", "b");
    queue.poll();
    queue.poll();

    Future<Integer> drained = queue.drain();
    assertThat(queue.take().result()).as("nothing can become ready any more").isEmpty();
    queue.done("a");
    assertThat(drained.isComplete()).isFalse();
    queue.done("b");

    assertThat(drained.result()).isZero();
    assertThat(queue.drain()).isSameAs(drained);
  }

  @Test // rt.Q-8
  void shutdownEndsADrain() {
    queue.add("a", "b");
    queue.poll();
    queue.poll();
    Future<Integer> drained = queue.drain();
    assertThat(drained.isComplete()).isFalse();

    queue.shutdown();

    assertThat(drained.succeeded()).isTrue();
  }

  @Test // rt.Q-8
  void drainHandsOutOnceMoreWhatWasAddedWhileItWasHandedOut() {
    queue.add("a");
    queue.poll();
    queue.add("a");

    Future<Integer> drained = queue.drain();
    Future<Optional<String>> again = queue.take();
    assertThat(again.isComplete()).as("the key that is owed may still come").isFalse();
    queue.done("a");

    assertThat(again.result()).hasValue("a");
    assertThat(drained.isComplete()).isFalse();
    queue.add("a");
    queue.done("a");
    assertThat(drained.succeeded()).isTrue();
    assertThat(queue.take().result()).isEmpty();
  }

  @Test // rt.Q-8
  void drainWaitsForQueuedKeysToo() {
    queue.add("a", "b");

    Future<Integer> drained = queue.drain();
    queue.poll();
    queue.done("a");
    assertThat(drained.isComplete()).isFalse();
    queue.poll();
    queue.done("b");

    assertThat(drained.succeeded()).isTrue();
  }

  @Test // rt.Q-9
  void drainDropsWaitingKeysAndSaysHowMany() {
    queue.addAfter("a", Duration.ofSeconds(1));
    queue.addAfter("b", Duration.ofSeconds(2));
    queue.add("c");
    queue.poll();
    queue.addAfter("c", Duration.ofSeconds(3));

    Future<Integer> drained = queue.drain();
    queue.done("c");

    assertThat(drained.result()).isEqualTo(3);
    assertThat(queue.waiting()).isZero();
    assertThat(queue.clock.advanceToNextTimer()).as("a timer is left").isFalse();
  }

  @Test // rt.Q-9
  void shutdownDropsWaitingKeysAndSaysHowMany() {
    queue.addAfter("a", Duration.ofSeconds(1));
    queue.addAfter("b", Duration.ofSeconds(2));

    assertThat(queue.shutdown()).isEqualTo(2);

    assertThat(queue.waiting()).isZero();
    assertThat(queue.clock.advanceToNextTimer()).as("a timer is left").isFalse();
  }

  @ParameterizedTest(name = "seed {0}, drain {1}") // rt.Q-2, rt.Q-4, rt.Q-7, rt.Q-8
  @CsvSource({"1,true", "1,false", "2,true", "3,false"})
  void manyProducersAndWorkersHandleEveryKey(long seed, boolean drain) {
    var clock = new VirtualClock(seed);
    Loop loop = clock.loop("queue");
    WorkQueue<String> shared = WorkQueue.on(loop);
    var handled = new TreeMap<String, Integer>();
    var inHand = new ArrayList<String>();
    var closed = new ArrayList<Integer>();
    for (int worker = 0; worker < 10; worker++) {
      var busy = new Worker(shared, loop, handled, inHand, closed);
      loop.execute(busy::next);
    }
    for (int producer = 0; producer < 50; producer++) {
      String key = "key-" + producer;
      Loop own = clock.loop(key);
      for (int i = 0; i < 50; i++) {
        own.execute(() -> loop.execute(() -> shared.add(key)));
      }
    }
    clock.runUntilIdle();

    loop.execute(drain ? shared::drain : shared::shutdown);
    loop.execute(() -> shared.add("late"));
    clock.advance(Duration.ofSeconds(1));

    assertThat(handled).hasSize(50).doesNotContainKey("late");
    assertThat(closed).as("workers told of the end").hasSize(10);
    assertThat(inHand).isEmpty();
  }

  /** Takes a key, works for a millisecond, gives it back, and takes the next. */
  private record Worker(
      WorkQueue<String> queue,
      Loop loop,
      TreeMap<String, Integer> handled,
      List<String> inHand,
      List<Integer> closed) {
    void next() {
      queue.take().onSuccess(key -> key.ifPresentOrElse(this::work, () -> closed.add(1)));
    }

    private void work(String key) {
      inHand.add(key);
      assertThat(inHand).as("keys in hand").doesNotHaveDuplicates();
      loop.after(
          Duration.ofMillis(1),
          () -> {
            inHand.remove(key);
            handled.merge(key, 1, Integer::sum);
            queue.done(key);
            next();
          });
    }
  }

  @ParameterizedTest // rt.Q-2
  @CsvSource({"absent,absent", "queued,QUEUED", "waiting,WAITING"})
  void doneWithoutAHandOutIsRefusedWithTheStateOfTheKey(String state, String told) {
    switch (state) {
      case "queued" -> queue.add("a");
      case "waiting" -> queue.addAfter("a", Duration.ofSeconds(1));
      default -> {}
    }

    assertThatThrownBy(() -> queue.done("a"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("done(a)")
        .hasMessageContaining("the key is " + told);
  }

  @Test
  void callsFromOutsideTheLoopAreRefused() {
    assertThatThrownBy(() -> queue.unprotected().add("a"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("outside the queue's loop");
  }

  @Test // rt.Q-10
  void nothingKeepsAKeyThatIsAbsent() {
    var clock = new VirtualClock(1);
    Loop loop = clock.loop("queue");
    WorkQueue<Object> objects = WorkQueue.on(loop);

    WeakReference<Object> key = passThrough(objects, loop);
    clock.runUntilIdle();
    for (int i = 0; i < 20 && key.get() != null; i++) {
      System.gc();
    }

    assertThat(key.get()).as("the key that was added, taken and done").isNull();
    loop.execute(() -> assertThat(objects.size()).as("the queue is alive").isZero());
    clock.runUntilIdle();
  }

  /** Lets a new key wait, be added, be handed out and be given back. */
  private static WeakReference<Object> passThrough(WorkQueue<Object> queue, Loop loop) {
    var key = new Object();
    loop.execute(
        () -> {
          queue.addAfter(key, Duration.ofSeconds(1));
          queue.add(key);
          queue.done(queue.poll().orElseThrow());
        });
    return new WeakReference<>(key);
  }
}
