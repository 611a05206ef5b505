package io.skep.informer.shared;

import static io.skep.informer.Rig.node;
import static io.skep.informer.Rig.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.Node;
import io.skep.informer.Informer;
import io.skep.informer.Reader;
import io.skep.informer.Rig;
import io.skep.informer.StaleReadException;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AtLeastTest {
  private static final Duration TWO_SECONDS = Duration.ofSeconds(2);

  private final Rig rig = Rig.started();
  private final Informer<Node> nodes = rig.informers.of(Kinds.NODE);

  @Test
  @DisplayName("rt.I-2: who was told a version reads it, at once or when it has come")
  void aVersionThatWasTakenElsewhereIsReadable() {
    rig.settle();
    Version made = rig.create(node("n1", "a"));
    Future<Reader<Node>> asked = nodes.atLeast(made, TWO_SECONDS);
    assertThat(asked.isComplete()).as("the feed has not brought it").isFalse();

    assertThat(rig.result(asked).get("n1")).isPresent();
    assertThat(nodes.atLeast(made, Duration.ZERO).succeeded()).as("it is there").isTrue();
    assertThat(rig.clock.advanceToNextTimer()).as("no timer is left").isFalse();
  }

  @Test
  @DisplayName("rt.I-2: a commit of another kind brings the version as well")
  void aCommitOfAnotherKindBringsTheVersion() {
    Future<Reader<Node>> asked = nodes.atLeast(new Version(1), TWO_SECONDS);

    rig.create(task("t1", "n1"));

    assertThat(rig.result(asked).version()).isEqualTo(new Version(1));
  }

  @Test
  @DisplayName("rt.I-2: beyond its time a read fails, and says how far the informer is")
  void beyondItsTimeAReadFails() {
    rig.create(node("n1", "a"));
    Loop asker = rig.clock.loop("asker");
    List<String> failures = new ArrayList<>();
    asker.execute(
        () ->
            nodes
                .atLeast(new Version(9), TWO_SECONDS)
                .onFailure(failure -> failures.add(Loop.current().orElseThrow() + " " + failure)));
    rig.settle();
    rig.clock.advance(Duration.ofMillis(1_999));
    assertThat(failures).isEmpty();
    rig.clock.advance(Duration.ofMillis(1));

    assertThat(failures)
        .singleElement()
        .asString()
        .startsWith(asker.toString())
        .contains("StaleReadException: the informer of kind node is at version 1, not yet at 9")
        .contains("has waited for PT2S; try again later");
    assertThat(rig.clock.advanceToNextTimer()).isFalse();
  }

  @Test
  @DisplayName("rt.I-2: no more than a bounded number of readers wait")
  void noMoreThanABoundedNumberWait() {
    rig.settle();
    List<Future<Reader<Node>>> asked = new ArrayList<>();
    for (int i = 0; i <= WaitingReaders.MOST; i++) {
      asked.add(nodes.atLeast(new Version(1), TWO_SECONDS));
    }
    rig.settle();

    assertThat(asked.get(WaitingReaders.MOST).cause())
        .isInstanceOf(StaleReadException.class)
        .hasMessageContaining("10000 readers wait already");
    rig.create(node("n1", "a"));
    rig.settle();
    assertThat(asked.stream().filter(Future::succeeded)).hasSize(WaitingReaders.MOST);
  }

  @Test
  @DisplayName(
      "rt.I-2: who waits when the informer stops is told so; who does not wait fails at once")
  void whoWaitsWhenTheInformerStopsIsTold() {
    Future<Reader<Node>> waiting = nodes.atLeast(new Version(9), TWO_SECONDS);
    Future<Reader<Node>> impatient = nodes.atLeast(new Version(9), Duration.ZERO);
    rig.settle();
    assertThat(impatient.cause()).hasMessageContaining("does not wait");

    rig.result(rig.feed.stop());

    assertThat(waiting.cause()).hasMessage("the feed was stopped");
    assertThat(rig.clock.advanceToNextTimer()).as("no timer is left").isFalse();
    assertThatThrownBy(() -> nodes.atLeast(new Version(9), Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
