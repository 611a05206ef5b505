package io.skep.controller.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Flows take turns in a class, and have no more than their share of what is handed out. */
class WorkQueueFlowTest {
  private static final Flows<String> BY_PREFIX = Flows.by(key -> key.split("/", 2)[0]);

  @Test // rt.P-6
  void flowsTakeTurnsAndTheKeysOfAFlowComeInTheirOrder() {
    var queue = queue(BY_PREFIX);
    queue.add("a/1", "a/2", "a/3", "b/1", "c/1", "c/2");

    assertThat(all(queue)).containsExactly("a/1", "b/1", "c/1", "a/2", "c/2", "a/3");
  }

  @Test // rt.P-6
  void aFlowOfThousandsDelaysTheOneKeyOfAnotherByARoundAtMost() {
    var queue = queue(BY_PREFIX.withWeights(flow -> flow.equals("big") ? 3 : 1));
    for (int i = 0; i < 10_000; i++) {
      queue.add("big/" + i);
    }
    taken(queue);
    queue.add("small/1");

    assertThat(List.of(taken(queue), taken(queue), taken(queue)))
        .containsExactly("big/1", "big/2", "small/1");
  }

  @Test // rt.P-6
  void aFlowGetsAsManyTurnsInARoundAsItWeighs() {
    var queue = queue(BY_PREFIX.withWeights(flow -> flow.equals("a") ? 3 : 1));
    for (int i = 0; i < 6; i++) {
      queue.add("a/" + i, "b/" + i);
    }

    assertThat(all(queue).subList(0, 8))
        .containsExactly("a/0", "a/1", "a/2", "b/0", "a/3", "a/4", "a/5", "b/1");
  }

  @Test // rt.P-6
  void aFlowThatRunsEmptySavesNoTurnsUp() {
    var queue = queue(BY_PREFIX.withWeights(flow -> 2));
    queue.add("a/0", "b/0", "b/1", "b/2", "b/3");
    assertThat(List.of(taken(queue), taken(queue))).containsExactly("a/0", "b/0");
    queue.add("a/1", "a/2", "a/3");

    assertThat(all(queue)).containsExactly("b/1", "a/1", "a/2", "b/2", "b/3", "a/3");
  }

  @Test // rt.P-6, rt.P-1
  void turnsAreThoseOfAClass() {
    var queue = queue(BY_PREFIX);
    queue.add("a/1", "a/2");
    queue.addAt(10, "a/high");
    queue.add("b/1");

    assertThat(all(queue)).containsExactly("a/high", "a/1", "b/1", "a/2");
  }

  @Test // rt.P-7, rt.P-8
  void whileOthersWaitAFlowHasNoMoreThanItsShareAndIsPassedOver() {
    var queue = queue(BY_PREFIX.withShare(0.5), 3);
    queue.add("a/1", "a/2", "a/3", "a/4");
    // Alone it may have all; from the moment at which another waits it gets no more.
    assertThat(queue.poll()).hasValue("a/1");
    assertThat(queue.poll()).hasValue("a/2");
    queue.add("b/1", "b/2");

    assertThat(queue.poll()).as("a has its 2 of 3").hasValue("b/1");
    assertThat(queue.poll()).hasValue("b/2");
    assertThat(queue.poll()).as("a is alone again").hasValue("a/3");
  }

  @Test // rt.P-7
  void theShareIsRoundedUpSoThatEachFlowMayHaveOne() {
    var queue = queue(BY_PREFIX.withShare(0.01), 8);
    queue.add("a/1", "a/2", "b/1", "b/2");

    assertThat(queue.poll()).hasValue("a/1");
    assertThat(queue.poll()).hasValue("b/1");
    assertThat(queue.poll()).as("both have their share, and both wait").isEmpty();
    assertThat(queue.size()).as("passed over, not gone").isEqualTo(2);
    queue.done("b/1");
    assertThat(queue.poll()).hasValue("b/2");
    assertThat(queue.poll()).as("a is alone").hasValue("a/2");
  }

  @Test // rt.P-7
  void aFlowOverItsShareIsHeldUntilEnoughOfItsKeysAreDone() {
    var queue = queue(BY_PREFIX.withShare(0.5), 4);
    queue.add("a/1", "a/2", "a/3", "a/4", "a/5");
    for (int i = 0; i < 4; i++) {
      queue.poll();
    }
    Future<Optional<String>> first = queue.take();
    assertThat(first.result()).as("a is alone, and the taker keeps the limit").hasValue("a/5");
    queue.add("a/6", "b/1", "b/2", "b/3");
    assertThat(List.of(queue.poll(), queue.poll()))
        .containsExactly(Optional.of("b/1"), Optional.of("b/2"));
    assertThat(queue.poll()).as("b has its share, a more").isEmpty();
    queue.done("a/1");
    queue.done("a/2");
    queue.done("a/3");
    assertThat(queue.poll()).as("a has exactly its share").isEmpty();
    queue.done("a/4");

    assertThat(queue.poll()).hasValue("a/6");
  }

  @Test // rt.P-8
  void aTakerIsServedWhenAFlowIsLetGo() {
    var queue = queue(BY_PREFIX.withShare(0.5), 2);
    queue.add("a/1", "a/2", "b/1", "b/2");
    queue.poll();
    queue.poll();
    Future<Optional<String>> next = queue.take();
    assertThat(next.isComplete()).isFalse();

    queue.done("b/1");

    assertThat(next.result()).hasValue("b/2");
  }

  @Test // rt.P-8
  void aKeyThatIsHandedOutHoldsUpNoOtherOfItsFlow() {
    var queue = queue(BY_PREFIX);
    queue.add("a/1");
    queue.poll();
    queue.add("a/1", "a/2");

    assertThat(queue.poll()).hasValue("a/2");
  }

  @Test // rt.P-8, rt.P-5
  void aHeldFlowInAHighClassDoesNotHoldUpALowerClass() {
    var queue = queue(BY_PREFIX.withShare(0.5), 2);
    queue.addAt(10, "a/1", "a/2");
    queue.addAt(-100, "b/1");
    assertThat(queue.poll()).hasValue("a/1");

    assertThat(queue.poll()).hasValue("b/1");
    assertThat(queue.poll()).as("nobody else waits").hasValue("a/2");
  }

  @Test // rt.P-7, rt.P-1
  void aHeldKeyCanBeRaisedAndComesInItsNewClassOnceItsFlowIsLetGo() {
    var queue = queue(BY_PREFIX.withShare(0.5), 2);
    queue.add("a/0", "a/1", "a/2", "b/0", "b/1");
    queue.poll();
    queue.poll();
    queue.addAt(10, "a/2");
    assertThat(queue.poll()).isEmpty();
    queue.done("b/0");
    assertThat(queue.poll()).as("of a lower class, but not held").hasValue("b/1");
    queue.done("a/0");

    assertThat(queue.poll()).hasValue("a/2");
  }

  @Test // rt.Q-8, rt.P-7
  void drainWaitsForTheKeysOfAHeldFlowAndClosesNoTakerBefore() {
    var queue = queue(BY_PREFIX.withShare(0.5), 2);
    queue.add("a/1", "a/2", "b/1", "b/2");
    queue.poll();
    queue.poll();
    Future<Integer> drained = queue.drain();
    Future<Optional<String>> taker = queue.take();
    assertThat(taker.isComplete()).isFalse();
    queue.done("a/1");
    assertThat(taker.result()).hasValue("a/2");
    queue.done("a/2");
    queue.done("b/1");
    assertThat(drained.isComplete()).isFalse();
    assertThat(queue.poll()).hasValue("b/2");
    queue.done("b/2");

    assertThat(drained.succeeded()).isTrue();
  }

  @Test // rt.P-6
  void aKeyWhoseFlowCannotBeToldIsHandedOutAllTheSame() {
    var queue =
        queue(
            Flows.<String>by(
                    key -> key.startsWith("none") ? null : key.substring(0, key.indexOf('/')))
                .withWeights(flow -> flow.equals("weightless") ? 0 : 1));
    queue.add("a/1", "a/2", "nothing", "none", "weightless/1");

    assertThat(all(queue)).containsExactly("a/1", "nothing", "a/2", "none", "weightless/1");
  }

  @Test // rt.P-6
  void theFlowOfAKeyIsAskedEachTimeItBecomesReady() {
    var asked = new ArrayList<String>();
    var queue =
        queue(
            Flows.by(
                key -> {
                  asked.add(key);
                  return key;
                }));
    queue.addAfter("a", Duration.ofSeconds(1));
    assertThat(asked).isEmpty();
    queue.advance(Duration.ofSeconds(1));
    queue.add("a");
    taken(queue);
    queue.add("a");

    assertThat(asked).containsExactly("a", "a");
  }

  @Test
  void sharesThatMakeNoSenseAreRefusedWithTheirValues() {
    for (double share : new double[] {0, -1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> BY_PREFIX.withShare(share))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("" + share);
    }
  }

  private static DrivenQueue queue(Flows<String> flows) {
    return queue(flows, 100);
  }

  private static DrivenQueue queue(Flows<String> flows, int inFlight) {
    return new DrivenQueue(QueueOptions.<String>standard().withFlows(flows).withInFlight(inFlight));
  }

  /** Takes the next key and gives it back. */
  private static String taken(DrivenQueue queue) {
    String key = queue.poll().orElseThrow();
    queue.done(key);
    return key;
  }

  private static List<String> all(DrivenQueue queue) {
    var keys = new ArrayList<String>();
    while (queue.size() > 0) {
      keys.add(taken(queue));
    }
    return keys;
  }
}
