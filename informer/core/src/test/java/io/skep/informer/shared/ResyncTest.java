package io.skep.informer.shared;

import static io.skep.informer.Rig.label;
import static io.skep.informer.Rig.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.Node;
import io.skep.informer.Event;
import io.skep.informer.EventHandler;
import io.skep.informer.HandlerOptions;
import io.skep.informer.Informer;
import io.skep.informer.Registration;
import io.skep.informer.Rig;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ResyncTest {
  private final Rig rig = new Rig();
  private final Informer<Node> nodes = rig.informers.of(Kinds.NODE);

  /** A handler's resyncs and nothing else, and how it is told of changes. */
  private static final class Ear implements EventHandler<Node> {
    final List<String> resyncs = new ArrayList<>();
    final List<String> changes = new ArrayList<>();

    @Override
    public void handle(Event<Node> event) {
      boolean resync = event instanceof Event.Updated<Node> updated && updated.resync();
      if (!resync) {
        changes.add(Rig.brief(event));
        return;
      }
      resyncs.add(event.object().getId() + "=" + label(event.object()));
      assertThat(((Event.Updated<Node>) event).old()).isSameAs(event.object());
    }
  }

  private Ear listen(int seconds) {
    var ear = new Ear();
    add(ear, seconds);
    return ear;
  }

  private Registration add(EventHandler<Node> handler, int seconds) {
    Loop loop = rig.clock.loop("every " + seconds);
    return rig.on(
        loop,
        () ->
            nodes.addHandler(
                handler, HandlerOptions.DEFAULT.withResync(Duration.ofSeconds(seconds))));
  }

  private void second() {
    rig.clock.advance(Duration.ofSeconds(1));
  }

  @Test
  @DisplayName("rt.I-15, I02: each handler at its own period, and who did not ask is not told")
  void eachHandlerIsToldAtItsOwnPeriod() {
    rig.create(node("n1", "a"));
    Ear never = listen(0);
    Ear two = listen(2);
    Ear three = listen(3);
    rig.start();
    assertThat(List.of(never.changes, two.changes, three.changes)).allMatch(c -> c.size() == 1);

    second();
    assertThat(two.resyncs).isEmpty();
    second(); // 2 s
    assertThat(two.resyncs).containsExactly("n1=a");
    assertThat(three.resyncs).isEmpty();
    second(); // 3 s
    assertThat(two.resyncs).hasSize(1);
    assertThat(three.resyncs).containsExactly("n1=a");
    second(); // 4 s
    assertThat(two.resyncs).hasSize(2);
    assertThat(three.resyncs).hasSize(1);

    assertThat(never.resyncs).isEmpty();
    assertThat(List.of(never.changes, two.changes, three.changes)).allMatch(c -> c.size() == 1);
  }

  @Test
  @DisplayName("rt.I-15, I02: the period counts from the handler's start, also of a late one")
  void aLateHandlersPeriodCountsFromItsStart() {
    rig.create(node("n1", "a"));
    listen(2);
    rig.start();
    second();

    Ear late = listen(3);
    rig.clock.advance(Duration.ofMillis(2_999));
    assertThat(late.resyncs).isEmpty();
    rig.clock.advance(Duration.ofMillis(1));

    assertThat(late.resyncs).hasSize(1);
  }

  @Test
  @DisplayName(
      "rt.I-15, I03: a shorter period asked for after the start is raised, others are kept")
  void aShorterPeriodAskedForLaterIsRaised() {
    rig.create(node("n1", "a"));
    listen(60);
    Ear five = listen(5);
    listen(55);
    rig.start();

    Ear late = listen(1);
    Ear longer = listen(7);
    rig.clock.advance(Duration.ofMillis(4_999));
    assertThat(late.resyncs).isEmpty();
    rig.clock.advance(Duration.ofMillis(1));
    assertThat(late.resyncs).hasSize(1);
    assertThat(five.resyncs).hasSize(1);
    rig.clock.advance(Duration.ofSeconds(2));

    assertThat(longer.resyncs).hasSize(1);
  }

  @Test
  @DisplayName("rt.I-15: who asks first after the start sets the shortest period")
  void whoAsksFirstAfterTheStartSetsTheShortestPeriod() {
    rig.create(node("n1", "a"));
    rig.start();
    Ear three = listen(3);
    Ear two = listen(2);

    rig.clock.advance(Duration.ofMillis(2_999));
    assertThat(two.resyncs).isEmpty();
    rig.clock.advance(Duration.ofMillis(1));

    assertThat(two.resyncs).hasSize(1);
    assertThat(three.resyncs).hasSize(1);
  }

  @Test
  @DisplayName("rt.I-15: less than a second is refused")
  void lessThanASecondIsRefused() {
    assertThatThrownBy(() -> HandlerOptions.DEFAULT.withResync(Duration.ofMillis(999)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("every PT0.999S would come too often");
    assertThatThrownBy(() -> HandlerOptions.DEFAULT.withResync(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName(
      "rt.I-15, F13, F17: an object for which an event waits is skipped, the others are not")
  void anObjectForWhichAnEventWaitsIsSkipped() {
    var otherTime = new VirtualClock(2); // Its loops run only when this test says so.
    var ear = new Ear();
    rig.create(node("n1", "a"));
    rig.create(node("n2", "a"));
    rig.create(node("n3", "a"));
    otherTime
        .loop("slow")
        .execute(
            () -> nodes.addHandler(ear, HandlerOptions.DEFAULT.withResync(Duration.ofSeconds(2))));
    otherTime.runUntilIdle();
    rig.start();
    otherTime.runUntilIdle();
    ear.changes.clear();

    rig.relabel("n1", "b");
    rig.delete(Kinds.NODE, "n2");
    rig.clock.advance(Duration.ofSeconds(2));
    rig.relabel("n3", "c"); // Merged with the resync that waits.
    rig.settle();
    otherTime.runUntilIdle();

    assertThat(ear.changes).containsExactlyInAnyOrder("~n1=a>b", "-n2=a", "~n3=a>c");
    assertThat(ear.resyncs).isEmpty();
    rig.clock.advance(Duration.ofSeconds(2));
    otherTime.runUntilIdle();
    assertThat(ear.resyncs).containsExactly("n1=b", "n3=c");
  }

  @Test
  @DisplayName("rt.I-15: a handler that has not heard of what was there is not told of it again")
  void aHandlerThatHasNotHeardOfWhatWasThereIsNotToldAgain() {
    var otherTime = new VirtualClock(2);
    var ear = new Ear();
    rig.create(node("n1", "a"));
    List<Registration> slow = new ArrayList<>();
    otherTime
        .loop("slow")
        .execute(
            () ->
                nodes
                    .addHandler(ear, HandlerOptions.DEFAULT.withResync(Duration.ofSeconds(2)))
                    .onSuccess(slow::add));
    otherTime.runUntilIdle();
    rig.start();
    rig.clock.advance(Duration.ofSeconds(3));
    otherTime.runUntilIdle();

    assertThat(slow.get(0).synced().succeeded()).isTrue();
    assertThat(ear.changes).containsExactly("*n1=a");
    assertThat(ear.resyncs).isEmpty();
  }

  @Test
  @DisplayName(
      "rt.I-15: a large kind is gone through in turns, with the newest state of each object")
  void aLargeKindIsGoneThroughInTurns() {
    int objects = 3_000;
    rig.commit(
        tx -> {
          for (int i = 0; i < objects; i++) {
            tx.create(Kinds.NODE, node("n%04d".formatted(i), "a"));
          }
        });
    var ear = new Ear();
    add(ear, 2);
    rig.start();
    var others = new OtherTasks(ear, objects);
    rig.feedLoop.after(Duration.ofSeconds(2), others);

    rig.clock.advance(Duration.ofSeconds(2));

    assertThat(others.turns).as("the loop had time for others").isGreaterThan(5);
    assertThat(ear.changes).hasSize(objects + 1).endsWith("~n2999=a>b");
    assertThat(ear.resyncs).hasSizeBetween(objects - 1, objects).doesNotHaveDuplicates();
    assertThat(ear.resyncs).as("what is no longer so").doesNotContain("n2999=a");
  }

  /** Tasks that want the informer's loop as well; the second writes. */
  private final class OtherTasks implements Runnable {
    private final Ear ear;
    private final int objects;
    private int turns;

    OtherTasks(Ear ear, int objects) {
      this.ear = ear;
      this.objects = objects;
    }

    @Override
    public void run() {
      if (++turns == 2) {
        rig.relabel("n2999", "b");
      }
      if (ear.resyncs.size() < objects - 1 && turns < 10_000) {
        rig.feedLoop.execute(this);
      }
    }
  }

  @Test
  @DisplayName("rt.I-15, rt.I-17: nothing is left of the rounds of a closed handler or informer")
  void closingEndsTheRounds() {
    rig.create(node("n1", "a"));
    var one = new Ear();
    Registration registration = add(one, 2);
    Ear two = listen(3);
    rig.start();
    rig.result(registration.close());

    rig.clock.advance(Duration.ofSeconds(6));
    assertThat(one.resyncs).isEmpty();
    assertThat(two.resyncs).hasSize(2);
    rig.result(nodes.close());

    assertThat(rig.clock.advanceToNextTimer()).as("no timer is left").isFalse();
  }

  @Test
  @DisplayName("rt.I-16, R11: a round that fails does not stop the next")
  void aRoundThatFailsDoesNotStopTheNext() {
    var flaky = new FlakyKind();
    Informer<Node> some = rig.informers.of(flaky);
    var ear = new Ear();
    rig.create(node("n1", "a"));
    rig.on(
        rig.clock.loop("handler"),
        () -> some.addHandler(ear, HandlerOptions.DEFAULT.withResync(Duration.ofSeconds(2))));
    rig.start();

    flaky.broken = true;
    rig.clock.advance(Duration.ofSeconds(2));
    assertThat(ear.resyncs).isEmpty();
    flaky.broken = false;
    rig.clock.advance(Duration.ofSeconds(2));

    assertThat(ear.resyncs).containsExactly("n1=a");
  }

  @Test
  @DisplayName("rt.I-11, rt.I-16: a handler that throws on a resync is told at the next round")
  void aHandlerThatThrowsIsToldAtTheNextRound() {
    List<Version> resyncs = new ArrayList<>();
    rig.create(node("n1", "a"));
    add(
        event -> {
          if (event instanceof Event.Updated<Node> updated && updated.resync()) {
            resyncs.add(event.version());
            throw new IllegalStateException("broken");
          }
        },
        2);
    rig.start();

    rig.clock.advance(Duration.ofSeconds(7));

    assertThat(resyncs).hasSize(3);
  }
}
