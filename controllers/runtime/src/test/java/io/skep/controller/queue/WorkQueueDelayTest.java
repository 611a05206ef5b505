package io.skep.controller.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Keys that wait: exact times, one wait a key, and ways to end, move and drop it. */
class WorkQueueDelayTest {
  private final DrivenQueue queue = new DrivenQueue();

  @Test // rt.D-1, rt.D-5
  void aDelayedKeyBecomesReadyExactlyWhenItsDelayHasPassed() {
    queue.addAfter("a", millis(50));

    queue.advance(millis(50).minusNanos(1));
    assertThat(queue.poll()).isEmpty();
    assertThat(queue.waiting()).isEqualTo(1);
    queue.advance(Duration.ofNanos(1));

    assertThat(queue.poll()).hasValue("a");
    queue.done("a");
    queue.advance(Duration.ofSeconds(10));
    assertThat(queue.poll()).isEmpty();
  }

  @Test // rt.D-5
  void aTakerGetsAKeyAtTheMomentItsDelayHasPassed() {
    Future<Optional<String>> taken = queue.take();
    queue.addAfter("a", millis(50));

    queue.advance(millis(50).minusNanos(1));
    assertThat(taken.isComplete()).isFalse();
    queue.advance(Duration.ofNanos(1));

    assertThat(taken.result()).hasValue("a");
  }

  @Test // rt.D-1
  void noDelayMeansNow() {
    queue.addAfter("a", Duration.ZERO);
    queue.addAfter("b", millis(-5));

    assertThat(queue.poll()).hasValue("a");
    assertThat(queue.poll()).hasValue("b");
  }

  @Test // rt.D-1
  void aLaterDelayOfAWaitingKeyIsIgnored() {
    queue.addAfter("a", millis(50));
    queue.addAfter("a", millis(70));

    queue.advance(millis(60));
    assertThat(queue.poll()).hasValue("a");
    queue.done("a");

    queue.advance(millis(20));
    assertThat(queue.poll()).isEmpty();
  }

  @Test // rt.D-1
  void anEarlierDelayOfAWaitingKeyCounts() {
    queue.addAfter("a", millis(50));
    queue.addAfter("a", millis(30));

    queue.advance(millis(40));
    assertThat(queue.poll()).hasValue("a");
    queue.done("a");

    queue.advance(millis(20));
    assertThat(queue.poll()).isEmpty();
  }

  @Test // rt.D-1
  void aKeyThatIsOwedAHandOutGetsNoDelay() {
    queue.add("queued", "dirty");
    queue.addAfter("queued", millis(50));
    assertThat(queue.poll()).hasValue("queued");
    assertThat(queue.poll()).hasValue("dirty");
    queue.add("dirty");
    queue.addAfter("dirty", millis(50));
    queue.done("queued");
    queue.done("dirty");

    assertThat(queue.poll()).hasValue("dirty");
    queue.done("dirty");
    queue.advance(Duration.ofSeconds(1));

    assertThat(queue.poll()).isEmpty();
  }

  @Test // rt.D-1
  void theDelayOfAHandedOutKeyCountsFromTheCallAndHoldsOnceTheKeyIsDone() {
    queue.add("a");
    queue.poll();
    queue.addAfter("a", millis(50));
    queue.addAfter("a", millis(80));
    queue.advance(millis(20));
    queue.done("a");
    assertThat(queue.waiting()).isEqualTo(1);

    queue.advance(millis(29));
    assertThat(queue.poll()).isEmpty();
    queue.advance(millis(1));

    assertThat(queue.poll()).hasValue("a");
  }

  @Test // rt.D-1
  void aDelayThatPassesWhileTheKeyIsHandedOutMakesItReadyWhenItIsDone() {
    queue.add("a");
    queue.poll();
    queue.addAfter("a", millis(50));

    queue.advance(millis(70));
    assertThat(queue.poll()).as("handed out twice").isEmpty();
    queue.done("a");

    assertThat(queue.poll()).hasValue("a");
  }

  @Test // rt.D-1
  void anAddOfAHandedOutKeyReplacesItsDelay() {
    queue.add("a");
    queue.poll();
    queue.addAfter("a", millis(50));
    queue.add("a");
    queue.done("a");

    assertThat(queue.poll()).hasValue("a");
    queue.done("a");
    queue.advance(Duration.ofSeconds(1));

    assertThat(queue.poll()).isEmpty();
  }

  @Test // rt.D-2
  void anAddEndsTheWaitAndItsTimer() {
    queue.addAfter("a", millis(50));
    queue.add("a");

    assertThat(queue.waiting()).isZero();
    assertThat(queue.poll()).hasValue("a");
    queue.done("a");
    queue.advance(Duration.ofSeconds(1));

    assertThat(queue.poll()).as("the old delay fired").isEmpty();
  }

  @Test // rt.D-3
  void postponeMovesAWaitEvenToLater() {
    queue.addAfter("a", millis(50));
    queue.advance(millis(40));
    assertThat(queue.postpone("a", millis(30))).isTrue();

    queue.advance(millis(29));
    assertThat(queue.poll()).isEmpty();
    queue.advance(millis(1));

    assertThat(queue.poll()).hasValue("a");
  }

  @Test // rt.D-3
  void postponeMovesTheDelayOfAHandedOutKey() {
    queue.add("a");
    queue.poll();
    queue.addAfter("a", millis(50));
    assertThat(queue.postpone("a", millis(80))).isTrue();
    queue.done("a");

    queue.advance(millis(79));
    assertThat(queue.poll()).isEmpty();
    queue.advance(millis(1));

    assertThat(queue.poll()).hasValue("a");
  }

  @Test // rt.D-3
  void postponeByNothingMakesAWaitingKeyReady() {
    queue.addAfter("a", millis(50));

    assertThat(queue.postpone("a", Duration.ZERO)).isTrue();

    assertThat(queue.poll()).hasValue("a");
  }

  @Test // rt.D-3
  void postponeAndCancelLeaveKeysWithoutADelayAlone() {
    queue.add("a", "b");
    queue.poll();

    assertThat(queue.postpone("a", millis(1))).isFalse();
    assertThat(queue.postpone("b", millis(1))).isFalse();
    assertThat(queue.postpone("absent", millis(1))).isFalse();
    assertThat(queue.cancel("a")).isFalse();
    assertThat(queue.cancel("b")).isFalse();
    assertThat(queue.cancel("absent")).isFalse();

    queue.done("a");
    assertThat(queue.poll()).hasValue("b");
    queue.advance(Duration.ofSeconds(1));
    assertThat(queue.poll()).isEmpty();
  }

  @Test // rt.D-3
  void cancelMakesAWaitingKeyAbsent() {
    queue.addAfter("a", millis(50));

    assertThat(queue.cancel("a")).isTrue();

    assertThat(queue.waiting()).isZero();
    queue.advance(Duration.ofSeconds(1));
    assertThat(queue.poll()).isEmpty();
  }

  @Test // rt.D-3
  void cancelTakesTheDelayOfAHandedOutKey() {
    queue.add("a");
    queue.poll();
    queue.addAfter("a", millis(50));

    assertThat(queue.cancel("a")).isTrue();
    queue.done("a");

    assertThat(queue.waiting()).isZero();
  }

  @Test // rt.D-4
  void aKeyTakesItsPlaceInLineWhenItsDelayHasPassed() {
    queue.addAfter("a", Duration.ofSeconds(1));
    queue.addAfter("b", millis(50));
    queue.advance(millis(60));
    assertThat(queue.poll()).hasValue("b");
    queue.addAfter("c", Duration.ofSeconds(2));
    queue.advance(Duration.ofSeconds(1));
    assertThat(queue.poll()).hasValue("a");
    queue.advance(Duration.ofSeconds(2));

    assertThat(queue.poll()).hasValue("c");
  }

  @Test // rt.D-4
  void keysThatBecomeReadyInOneStepComeByTheirTimes() {
    queue.addAfter("first", Duration.ofSeconds(1));
    queue.addAfter("second", millis(500));
    queue.addAfter("third", millis(250));

    queue.advance(Duration.ofSeconds(2));

    assertThat(all()).containsExactly("third", "second", "first");
  }

  @Test // rt.D-4, rt.Q-5
  void keysDueAtTheSameMomentComeInTheOrderInWhichTheyGotTheirDelays() {
    queue.addAfter("a", millis(30));
    queue.advance(millis(10));
    queue.addAfter("b", millis(20));
    queue.addAfter("c", millis(20));
    queue.postpone("a", millis(20));
    queue.advance(millis(19));
    queue.add("ready before");
    queue.advance(millis(1));
    queue.add("ready after");

    assertThat(all()).containsExactly("ready before", "b", "c", "a", "ready after");
  }

  @Test // rt.D-4: a key added at the moment another one is due comes after it, timer or not
  void aDueKeyIsInLineBeforeTheTimerRuns() {
    WorkQueue<String> plain = queue.unprotected();
    queue.call(
        () -> {
          // This timer is set first, so it fires before the queue's.
          Loop.current().orElseThrow().after(millis(5), () -> plain.add("b"));
          plain.addAfter("a", millis(5));
          return null;
        });

    queue.advance(millis(5));

    assertThat(all()).containsExactly("a", "b");
  }

  @Test // rt.D-1
  void anEarlierKeyMovesTheTimerForward() {
    Future<Optional<String>> taken = queue.take();
    queue.addAfter("late", Duration.ofHours(1));
    queue.addAfter("early", millis(1));

    queue.advance(millis(1));
    assertThat(taken.result()).hasValue("early");
    Future<Optional<String>> next = queue.take();
    queue.advance(Duration.ofHours(1));

    assertThat(next.result()).hasValue("late");
  }

  @Test
  void delaysBeyondAllReasonAreLongButNeverPast() {
    queue.addAfter("a", Duration.ofSeconds(Long.MAX_VALUE));

    queue.advance(Duration.ofDays(3650));

    assertThat(queue.poll()).isEmpty();
    assertThat(queue.waiting()).isEqualTo(1);
  }

  @Test // rt.E-3 needs it: a key that failed while a newer event came in is not run at once
  void aPauseHoldsBackTheHandOutThatADirtyKeyIsOwed() {
    queue.add("a", "b");
    queue.poll();
    queue.poll();
    queue.add("a");
    queue.done("a", millis(50));
    queue.done("b", millis(50));

    queue.advance(millis(49));
    assertThat(queue.poll()).isEmpty();
    assertThat(queue.waiting()).as("only the dirty key is owed anything").isEqualTo(1);
    queue.advance(millis(1));

    assertThat(queue.poll()).hasValue("a");
  }

  private List<String> all() {
    var keys = new ArrayList<String>();
    for (var next = queue.poll(); next.isPresent(); next = queue.poll()) {
      keys.add(next.get());
    }
    return keys;
  }

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }
}
