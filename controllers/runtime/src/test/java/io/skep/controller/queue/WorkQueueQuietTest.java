package io.skep.controller.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys that wait until their adds have paused. */
class WorkQueueQuietTest {
  /** After 20 ms of quiet, and within 100 ms. */
  private static final QuietPeriod QUIET = new QuietPeriod(millis(20), millis(100));

  private final DrivenQueue queue = new DrivenQueue();

  @Test // rt.L-8
  void aKeyIsReadyWhenItsAddsHavePaused() {
    queue.addWhenQuiet("a", QUIET);
    queue.advance(millis(15));
    queue.addWhenQuiet("a", QUIET);
    queue.advance(millis(20).minusNanos(1));
    assertThat(queue.poll()).isEmpty();
    assertThat(queue.waiting()).isEqualTo(1);
    queue.advance(Duration.ofNanos(1));

    assertThat(queue.poll()).hasValue("a");
    queue.done("a");
    queue.advance(millis(1000));
    assertThat(queue.poll()).isEmpty();
  }

  @Test // rt.L-8
  void addsThatNeverPausePutAKeyOffUntilTheBoundAfterTheFirst() {
    for (int i = 0; i < 10; i++) {
      queue.addWhenQuiet("a", QUIET);
      assertThat(queue.poll()).as("add %d", i).isEmpty();
      queue.advance(i < 9 ? millis(10) : millis(10).minusNanos(1));
    }
    queue.addWhenQuiet("a", QUIET);
    assertThat(queue.poll()).isEmpty();
    queue.advance(Duration.ofNanos(1));

    assertThat(queue.poll()).as("100 ms after the first").hasValue("a");
  }

  @Test // rt.L-8
  void theBoundIsThatOfTheAddsSinceTheKeyWasReadyLast() {
    queue.addWhenQuiet("a", QUIET);
    queue.advance(millis(20));
    queue.poll();
    queue.done("a");
    queue.advance(millis(70));
    queue.addWhenQuiet("a", QUIET);
    queue.advance(millis(19));
    assertThat(queue.poll()).isEmpty();
    queue.addWhenQuiet("a", QUIET);
    queue.advance(millis(19));

    assertThat(queue.poll()).isEmpty();
    queue.advance(millis(1));
    assertThat(queue.poll()).hasValue("a");
  }

  @Test // rt.L-8, rt.D-2
  void aPlainAddEndsTheWaitForQuiet() {
    queue.addWhenQuiet("a", QUIET);
    queue.add("a");

    assertThat(queue.poll()).hasValue("a");
    queue.done("a");
    queue.advance(millis(1000));
    assertThat(queue.poll()).as("the quiet period was over").isEmpty();
  }

  @ParameterizedTest // rt.L-8, rt.D-1
  @CsvSource({"10, 10", "20, 20", "50, 30"})
  void aDelayAndAQuietPeriodLeaveTheKeyReadyWithTheEarlier(long delay, long ready) {
    queue.addAfter("a", millis(delay));
    queue.addWhenQuiet("a", QUIET);
    if (ready > 20) {
      queue.advance(millis(10));
      queue.addWhenQuiet("a", QUIET);
    }
    queue.advance(millis(ready > 20 ? ready - 10 : ready).minusNanos(1));
    assertThat(queue.poll()).isEmpty();
    queue.advance(Duration.ofNanos(1));

    assertThat(queue.poll()).hasValue("a");
    queue.done("a");
    queue.advance(millis(1000));
    assertThat(queue.poll()).isEmpty();
  }

  @Test // rt.L-8: what is in hand was asked for before; what comes meanwhile waits from its arrival
  void addsDuringAHandOutCountForTheQuietAfterIt() {
    queue.add("a");
    queue.poll();
    queue.addWhenQuiet("a", QUIET);
    queue.advance(millis(15));
    queue.done("a");
    assertThat(queue.waiting()).isEqualTo(1);
    queue.advance(millis(4));
    assertThat(queue.poll()).isEmpty();
    queue.advance(millis(1));

    assertThat(queue.poll()).hasValue("a");
  }

  @Test // rt.L-8
  void aKeyThatIsOwedAHandOutWaitsForNothing() {
    queue.add("queued", "dirty");
    queue.addWhenQuiet("queued", QUIET);
    assertThat(queue.poll()).hasValue("queued");
    assertThat(queue.poll()).hasValue("dirty");
    queue.add("dirty");
    queue.addWhenQuiet("dirty", QUIET);
    queue.done("dirty");

    assertThat(queue.poll()).hasValue("dirty");
  }

  @Test // rt.L-8, rt.D-3
  void waitingForQuietCanBePutOffAndCancelled() {
    queue.addWhenQuiet("a", QUIET);
    queue.addWhenQuiet("b", QUIET);

    assertThat(queue.postpone("a", millis(50))).isTrue();
    assertThat(queue.cancel("b")).isTrue();

    queue.advance(millis(49));
    assertThat(queue.poll()).isEmpty();
    queue.advance(millis(1));
    assertThat(queue.poll()).hasValue("a");
    assertThat(queue.poll()).isEmpty();
  }

  @Test // rt.L-8, rt.P-1, rt.P-3
  void theGreatestPriorityOfTheAddsCounts() {
    queue.addWhenQuiet("a", QUIET, 10);
    queue.addWhenQuiet("a", QUIET, -100);
    queue.advance(millis(20));
    queue.add("b");

    assertThat(queue.poll()).hasValue("a");
  }

  @Test // rt.L-8, rt.Q-9, rt.D-6
  void drainDropsKeysThatWaitForQuietAndTheyAreNoRetries() {
    queue.add("b");
    queue.poll();
    queue.addWhenQuiet("a", QUIET);
    queue.addWhenQuiet("b", QUIET);

    Future<Integer> drained = queue.drain();
    queue.done("b");

    assertThat(drained.result()).isEqualTo(2);
    assertThat(queue.registry.get("skep.queue.retries").counter().count()).isZero();
  }

  @Test
  void quietPeriodsThatMakeNoSenseAreRefusedWithTheirValues() {
    assertThatThrownBy(() -> new QuietPeriod(Duration.ZERO, millis(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT0S");
    assertThatThrownBy(() -> new QuietPeriod(millis(2), millis(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT0.001S");
  }

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }
}
