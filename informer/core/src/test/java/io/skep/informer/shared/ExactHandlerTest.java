package io.skep.informer.shared;

import static io.skep.informer.Rig.brief;
import static io.skep.informer.Rig.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.Node;
import io.skep.informer.BacklogExceededException;
import io.skep.informer.EventHandler;
import io.skep.informer.HandlerOptions;
import io.skep.informer.Informer;
import io.skep.informer.Registration;
import io.skep.informer.Rig;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ExactHandlerTest {
  private final Rig rig = Rig.started();
  private final Informer<Node> nodes = rig.informers.of(Kinds.NODE);

  /** Its loops run only when the test says so. */
  private final VirtualClock otherTime = new VirtualClock(2);

  private final List<String> heard = new ArrayList<>();

  private Registration add(EventHandler<Node> handler, HandlerOptions options) {
    List<Registration> added = new ArrayList<>();
    otherTime.loop("slow").execute(() -> nodes.addHandler(handler, options).onSuccess(added::add));
    otherTime.runUntilIdle();
    rig.settle();
    otherTime.runUntilIdle();
    return added.get(0);
  }

  @Test
  @DisplayName(
      "rt.I-10, F09: a handler that asks for it gets every event of every object, in order")
  void everyEventComesInOrder() {
    Registration registration =
        add(event -> heard.add(brief(event)), HandlerOptions.DEFAULT.withEveryEvent(10));

    rig.create(node("n1", "a"));
    rig.create(node("n2", "a"));
    rig.relabel("n1", "b");
    rig.relabel("n1", "c");
    rig.delete(Kinds.NODE, "n1");
    rig.create(node("n3", "a"));
    rig.settle();
    assertThat(registration.backlog()).isEqualTo(6);
    otherTime.runUntilIdle();

    assertThat(heard).containsExactly("+n1=a", "+n2=a", "~n1=a>b", "~n1=b>c", "-n1=c", "+n3=a");
    assertThat(registration.closed().isComplete()).isFalse();
  }

  @Test
  @DisplayName("rt.I-10: beyond its limit it is closed with an error, and nobody else is")
  void beyondItsLimitItIsClosed() {
    List<String> others = new ArrayList<>();
    rig.addHandler(rig.clock.loop("other"), nodes, event -> others.add(brief(event)));
    Registration registration =
        add(event -> heard.add(brief(event)), HandlerOptions.DEFAULT.withEveryEvent(2));
    Future<Void> delivered = registration.delivered(rig.create(node("n1", "a")));
    rig.settle();
    rig.relabel("n1", "b");
    rig.settle();
    assertThat(registration.closed().isComplete()).isFalse();

    rig.relabel("n1", "c");
    rig.settle();

    assertThat(registration.closed().cause())
        .isInstanceOf(BacklogExceededException.class)
        .hasMessageContaining("kind node has been closed at version 3, as 2 events waited");
    assertThat(delivered.failed()).isTrue();
    assertThat(registration.backlog()).isZero();
    rig.relabel("n1", "d");
    rig.settle();
    otherTime.runUntilIdle();
    assertThat(heard).as("what waited is dropped").isEmpty();
    assertThat(others).containsExactly("+n1=a", "~n1=a>b", "~n1=b>c", "~n1=c>d");
    assertThat(registration.close().succeeded()).isTrue();
  }

  @Test
  @DisplayName("rt.I-10: closed in its own callback by the limit, it ends when that has returned")
  void closedByTheLimitWhileItRunsItEndsWhenItHasReturned() {
    List<Registration> registration = new ArrayList<>();
    List<Boolean> endedInside = new ArrayList<>();
    registration.add(
        add(
            event -> {
              rig.relabel("n1", "b");
              rig.relabel("n1", "c");
              rig.settle();
              endedInside.add(registration.get(0).closed().isComplete());
            },
            HandlerOptions.DEFAULT.withEveryEvent(1)));
    rig.create(node("n1", "a"));
    rig.settle();
    otherTime.runUntilIdle();

    assertThat(endedInside).containsExactly(false);
    assertThat(registration.get(0).closed().cause()).isInstanceOf(BacklogExceededException.class);
  }

  @Test
  @DisplayName("rt.I-10, rt.I-15: a resync takes what room there is and closes nobody")
  void aResyncTakesWhatRoomThereIs() {
    rig.create(node("n1", "a"));
    rig.create(node("n2", "a"));
    rig.create(node("n3", "a"));
    Registration registration =
        add(
            event -> heard.add(brief(event)),
            HandlerOptions.DEFAULT.withEveryEvent(2).withResync(Duration.ofSeconds(1)));
    heard.clear();

    rig.clock.advance(Duration.ofSeconds(5));
    otherTime.runUntilIdle();

    assertThat(heard).containsExactly("~n1=a>a", "~n2=a>a");
    assertThat(registration.closed().isComplete()).isFalse();
  }

  @Test
  @DisplayName("rt.I-15, F13, F17: an object of which an event waits is not told again besides")
  void aResyncSkipsWhatWaits() {
    rig.create(node("n1", "a"));
    rig.create(node("n2", "a"));
    Registration registration =
        add(
            event -> heard.add(brief(event)),
            HandlerOptions.DEFAULT.withEveryEvent(10).withResync(Duration.ofSeconds(1)));
    heard.clear();

    rig.relabel("n1", "b");
    rig.clock.advance(Duration.ofSeconds(3));
    assertThat(registration.backlog()).isEqualTo(2);
    otherTime.runUntilIdle();
    rig.clock.advance(Duration.ofSeconds(1));
    otherTime.runUntilIdle();

    assertThat(heard).containsExactly("~n1=a>b", "~n2=a>a", "~n1=b>b", "~n2=a>a");
  }

  @Test
  @DisplayName("rt.I-12: closed() of a handler that is closed by its user just completes")
  void closedByItsUserItJustCompletes() {
    Registration registration = add(event -> {}, HandlerOptions.DEFAULT);
    assertThat(registration.closed().isComplete()).isFalse();

    registration.close();

    assertThat(registration.closed().succeeded()).isTrue();
    assertThatThrownBy(() -> HandlerOptions.DEFAULT.withEveryEvent(0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
