package io.skep.controller.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys of a higher class come first, keep their class, and starve nobody. */
class WorkQueuePriorityTest {
  private static final Duration MAX_AGE = Duration.ofSeconds(30);

  private final DrivenQueue queue = new DrivenQueue();

  @Test // rt.P-1: what people look at is in the order in which it will come
  void aSampleHasSomeKeysOfEachState() {
    queue.addAt(5, "run 1", "run 2", "run 3");
    for (int i = 0; i < 3; i++) {
      queue.poll();
    }
    queue.addAt(-1, "low 1", "low 2");
    queue.addAt(1, "high");
    queue.addAfter("later", Duration.ofSeconds(9));
    queue.addAfter("soon", Duration.ofSeconds(1));

    assertThat(queue.call(() -> queue.unprotected().sample(2)))
        .containsExactly("run 1", "run 2", "high", "low 1", "soon", "later");
    assertThat(queue.call(() -> queue.unprotected().sample(9))).hasSize(8);
  }

  @Test // rt.P-1
  void keysOfGreaterPriorityComeFirstAndAddsWithoutOneCountAsZero() {
    queue.addAt(-100, "background");
    queue.add("plain");
    queue.addAt(10, "cleanup");

    assertThat(all()).containsExactly("cleanup", "plain", "background");
  }

  @Test // rt.P-1
  void aQueuedKeyIsRaisedAndNeverLowered() {
    queue.addAt(1, "raised", "kept");
    queue.addAt(0, "other");
    queue.addAt(2, "raised");
    queue.addAt(-5, "kept", "raised");

    assertThat(queue.size()).isEqualTo(3);
    assertThat(all()).containsExactly("raised", "kept", "other");
  }

  @Test // rt.P-2
  void aRaisedKeyComesLastInItsNewClass() {
    queue.addAt(-100, "first", "second");
    queue.add("there before");
    queue.add("first");
    queue.add("there after");

    assertThat(all()).containsExactly("there before", "first", "there after", "second");
  }

  @Test // rt.P-2
  void aKeyThatIsAddedAgainWithItsPriorityKeepsItsPlace() {
    queue.addAt(3, "a", "b");
    queue.addAt(3, "a");

    assertThat(all()).containsExactly("a", "b");
  }

  @Test // rt.P-3
  void aKeyKeepsItsPriorityWhileItWaits() {
    queue.addAfter("raised", Duration.ofSeconds(2), 5);
    queue.addAfter("raised", Duration.ofSeconds(1));
    queue.addAfter("low", Duration.ofSeconds(1), -100);
    queue.addAfter("low", Duration.ofSeconds(1));
    queue.addAfter("plain", Duration.ofSeconds(1));
    queue.advance(Duration.ofSeconds(1));

    assertThat(all()).containsExactly("raised", "plain", "low");
  }

  @Test // rt.P-3
  void theDelayOfAHandedOutKeyKeepsThePriorityOfItsHandOut() {
    queue.addAt(-100, "low");
    queue.poll();
    queue.addAfter("low", Duration.ofSeconds(1));
    queue.done("low");
    queue.advance(Duration.ofSeconds(1));
    queue.add("plain");

    assertThat(all()).containsExactly("plain", "low");
  }

  @Test // rt.P-3
  void aKeyAddedWhileItIsHandedOutKeepsTheGreaterPriority() {
    queue.addAt(10, "high");
    queue.poll();
    queue.addAt(-100, "low");
    queue.poll();
    queue.add("high");
    queue.add("low");
    queue.addAt(5, "five");
    queue.addAt(-5, "minus five");
    queue.done("high");
    queue.done("low");

    assertThat(all()).containsExactly("high", "five", "low", "minus five");
  }

  @Test // rt.P-3
  void aHandedOutKeyCanBeGivenALowerPriorityButWhatWasAddedSinceKeepsIts() {
    queue.addAt(10, "lowered", "owed");
    queue.poll();
    queue.poll();
    queue.add("owed");
    queue.prioritize("owed", -100);
    queue.prioritize("lowered", -100);
    queue.addAfter("lowered", Duration.ZERO);
    queue.done("lowered");
    queue.done("owed");
    queue.addAt(-1, "between");

    assertThat(all()).containsExactly("owed", "between", "lowered");
  }

  @Test // rt.P-3
  void onlyAHandedOutKeyIsGivenAPriority() {
    queue.add("a");

    assertThatThrownBy(() -> queue.prioritize("a", 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("prioritize(a)", "QUEUED");
  }

  @Test // rt.P-1
  void anAbsentKeyHasForgottenItsPriority() {
    queue.addAt(10, "a");
    queue.poll();
    queue.done("a");
    queue.addAt(1, "b");
    queue.add("a");

    assertThat(all()).containsExactly("b", "a");
  }

  @Test // rt.P-5, rt.D-4
  void aKeyThatWaitsHasNoAgeUntilItIsReady() {
    queue.addAfter("background", MAX_AGE, -100);
    queue.advance(MAX_AGE);
    queue.add("one", "two");

    assertThat(all()).containsExactly("one", "two", "background");
  }

  @Test // rt.P-5
  void aKeyThatIsTooOldInItsClassGoesToTheEndOfTheOneAbove() {
    queue.addAt(-100, "old");
    queue.advance(Duration.ofSeconds(1));
    queue.addAt(-100, "younger");
    queue.advance(MAX_AGE.minusSeconds(1).minusNanos(1));
    queue.add("a", "b", "c");
    assertThat(taken()).as("a moment too young").isEqualTo("a");
    queue.advance(Duration.ofNanos(1));
    assertThat(taken()).isEqualTo("b");
    queue.add("d");

    assertThat(all()).containsExactly("c", "old", "d", "younger");
  }

  @Test // rt.P-5
  void aKeyGoesUpOneClassForEachFurtherMaxAge() {
    queue.addAt(-100, "old");
    var handedOut = new ArrayList<String>();
    for (int i = 0; i < 4; i++) {
      queue.addAt(0, "zero " + i);
      queue.addAt(10, "ten " + i);
    }
    for (int i = 0; i < 3; i++) {
      queue.advance(MAX_AGE);
      handedOut.add(taken());
    }

    // At 30 s it joins those of 0, which join those of 10 with it at 60 s, and it is behind them.
    assertThat(handedOut).containsExactly("ten 0", "ten 1", "ten 2");
    assertThat(all()).containsExactly("ten 3", "zero 0", "zero 1", "zero 2", "zero 3", "old");
  }

  @Test // rt.P-5
  void aKeyDoesNotGoUpTwiceAsTheClassAboveIsLeft() {
    queue.addAt(-100, "old");
    queue.addAt(0, "zero");
    queue.addAt(10, "ten", "eleven");
    queue.advance(MAX_AGE);
    assertThat(taken()).isEqualTo("ten");
    queue.addAt(10, "late");

    assertThat(all()).containsExactly("eleven", "zero", "late", "old");
  }

  @Test // rt.P-5
  void aPromotedKeyIsAPromiseOfThisHandOutOnly() {
    queue.addAt(-100, "old");
    queue.advance(MAX_AGE);
    queue.add("a");
    assertThat(taken()).isEqualTo("a");
    assertThat(queue.poll()).hasValue("old");
    queue.addAfter("old", Duration.ZERO);
    queue.done("old");
    queue.add("b");

    assertThat(all()).containsExactly("b", "old");
  }

  @Test // rt.P-5
  void anyTenHandOutsHaveOneOfTheLowestClass() {
    for (int i = 0; i < 100; i++) {
      queue.add("zero " + i);
      queue.addAt(10, "ten " + i);
      queue.addAt(-100, "background " + i);
    }

    var handedOut = all().subList(0, 100);

    for (int from = 0; from + 10 <= handedOut.size(); from++) {
      assertThat(handedOut.subList(from, from + 10))
          .as("from %d", from)
          .filteredOn(key -> key.startsWith("background"))
          .hasSize(1);
    }
  }

  @Test // rt.P-5
  void anEndlessStreamAtTwiceTheCapacityDoesNotStarveTheBackground() {
    for (int i = 0; i < 1000; i++) {
      queue.addAt(-100, "background " + i);
    }
    var left = new ArrayList<String>();
    int streamed = 0;
    for (int second = 0; second < 2000; second++) {
      queue.add("stream " + streamed++, "stream " + streamed++);
      queue.advance(Duration.ofSeconds(1));
      String key = taken();
      if (key.startsWith("background")) {
        left.add(key);
      }
    }

    // By 30 s three had their turn; the others then share the class of the stream in order of age.
    assertThat(left).hasSize(1000).doesNotHaveDuplicates();
  }

  @Test // rt.P-5
  void oneHandOutMovesABoundedNumberOfKeysUp() {
    int keys = ReadyKeys.PROMOTIONS + 1;
    for (int i = 0; i < keys; i++) {
      queue.addAt(-100, "old " + i);
    }
    queue.advance(MAX_AGE);
    queue.add("first");
    assertThat(taken()).isEqualTo("first");
    queue.add("second");

    assertThat(all().subList(0, keys))
        .endsWith("old " + (ReadyKeys.PROMOTIONS - 1), "second")
        .doesNotContain("old " + ReadyKeys.PROMOTIONS);
  }

  @ParameterizedTest // rt.P-1, rt.Q-5
  @ValueSource(booleans = {false, true})
  void manyKeysComeStrictlyByPriorityAndFirstInFirstOutInside(boolean delayed) {
    var expected = new ArrayList<String>();
    for (int priority = 4; priority >= 0; priority--) {
      for (int i = 0; i < 1000; i++) {
        expected.add(priority + " " + i);
      }
    }
    for (int i = 0; i < 1000; i++) {
      for (int priority = 0; priority < 5; priority++) {
        if (delayed) {
          queue.addAfter(priority + " " + i, Duration.ofMillis(1 + i), priority);
        } else {
          queue.addAt(priority, priority + " " + i);
        }
      }
    }
    queue.advance(Duration.ofSeconds(2));

    // But for every tenth, which is of the lowest class.
    var handedOut = all();
    for (int priority = 0; priority < 5; priority++) {
      String own = priority + " ";
      assertThat(handedOut.stream().filter(key -> key.startsWith(own)))
          .containsExactlyElementsOf(expected.stream().filter(key -> key.startsWith(own)).toList());
    }
    assertThat(handedOut.stream().filter(key -> !key.startsWith("0")))
        .containsExactlyElementsOf(expected.subList(0, 4000));
  }

  @Test // rt.P-1, rt.D-2
  void aDelayedKeyOfAHighClassComesBeforeReadyKeysOfALowOne() {
    queue.addAfter("high", Duration.ofSeconds(1), 10);
    queue.add("low");
    assertThat(queue.poll()).hasValue("low");
    queue.add("other");
    queue.advance(Duration.ofSeconds(1));

    assertThat(all()).containsExactly("high", "other");
  }

  @Test // rt.Q-11, rt.P-1
  void aTakerThatWaitsGetsAKeyOfAnyClassAtOnce() {
    Future<Optional<String>> taken = queue.take();

    queue.addAt(-100, "background");

    assertThat(taken.result()).hasValue("background");
  }

  @Test
  void optionsThatMakeNoSenseAreRefusedWithTheirValues() {
    QueueOptions<String> options = QueueOptions.standard();

    assertThatThrownBy(() -> options.withMaxAge(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT0S");
    assertThatThrownBy(() -> options.withInFlight(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is 0");
  }

  /** Takes the next key and gives it back. */
  private String taken() {
    String key = queue.poll().orElseThrow();
    queue.done(key);
    return key;
  }

  private List<String> all() {
    var keys = new ArrayList<String>();
    while (queue.size() > 0) {
      keys.add(taken());
    }
    return keys;
  }
}
