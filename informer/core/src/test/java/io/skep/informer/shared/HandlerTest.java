package io.skep.informer.shared;

import static io.skep.informer.Rig.brief;
import static io.skep.informer.Rig.label;
import static io.skep.informer.Rig.node;
import static io.skep.informer.Rig.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Node;
import io.skep.api.StoreSnapshot;
import io.skep.informer.Event;
import io.skep.informer.Informer;
import io.skep.informer.Registration;
import io.skep.informer.Rig;
import io.skep.store.Origin;
import io.skep.store.Version;
import io.skep.store.changelog.LogBounds;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VirtualClock;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class HandlerTest {
  private final Rig rig = new Rig();
  private final Informer<Node> nodes = rig.informers.of(Kinds.NODE);
  private final Loop loop = rig.clock.loop("handler");
  private final List<String> heard = new ArrayList<>();

  private void hear(Event<Node> event) {
    heard.add(brief(event));
  }

  @Test
  void aHandlerHearsOfWhatIsThereAndThenOfWhatHappens() {
    // rt.I-6, rt.I-7, rt.I-8, rt.I-14, I13
    rig.create(node("n1", "a"));
    rig.create(node("n2", "b"));
    rig.start();
    rig.addHandler(loop, nodes, this::hear);

    rig.relabel("n1", "c");
    rig.settle();
    rig.delete(Kinds.NODE, "n2");
    rig.settle();
    rig.create(node("n3", "d"));
    rig.settle();

    assertThat(heard).containsExactly("*n1=a", "*n2=b", "~n1=a>c", "-n2=b", "+n3=d");
  }

  @Test
  void eventsSayWhichCommitTheyAreOfAndWhoWroteIt() {
    // rt.I-14
    List<String> facts = new ArrayList<>();
    rig.start();
    rig.addHandler(
        loop, nodes, event -> facts.add(event.version() + " " + event.origin().writer()));

    Rig.done(rig.store.update(Origin.of("ann"), tx -> tx.create(Kinds.NODE, node("n1", "a"))));
    rig.settle();
    Rig.done(rig.store.update(Origin.of("bob"), tx -> tx.delete(Kinds.NODE, "n1")));
    rig.settle();

    assertThat(facts).containsExactly("1 ann", "2 bob");
  }

  @Test
  void itRunsOnTheLoopThatAddedItOrOnTheFeeds() {
    List<Loop> loops = new ArrayList<>();
    rig.create(node("n1", "a"));
    rig.start();

    rig.addHandler(loop, nodes, event -> loops.add(Loop.current().orElseThrow()));
    rig.result(nodes.addHandler(event -> loops.add(Loop.current().orElseThrow())));

    assertThat(loops).containsExactly(loop, rig.feedLoop);
  }

  @Test
  void theReadableStateIsThereBeforeAHandlerHearsOfIt() {
    // rt.I-3
    rig.start();
    List<Boolean> shown = new ArrayList<>();
    rig.addHandler(
        loop,
        nodes,
        event -> {
          boolean late = event.version().isAfter(nodes.version());
          shown.add(!late && nodes.reader().get("n1").isPresent());
        });

    rig.create(node("n1", "a"));
    rig.relabel("n1", "b");
    rig.settle();

    assertThat(shown).isNotEmpty().doesNotContain(false);
  }

  @Test
  void theReadableStateIsThereBeforeItCountsAsDelivered() {
    // rt.I-2, rt.I-3
    rig.start();
    Registration registration = rig.addHandler(loop, nodes, this::hear);
    List<Version> readable = new ArrayList<>();
    // Who has no loop is told within the very step.
    registration
        .delivered(new Version(1))
        .onSuccess(told -> readable.add(nodes.reader().version()));

    rig.create(task("t1", "n1"));
    rig.settle();

    assertThat(readable).containsExactly(new Version(1));
  }

  @Test
  void registrationIsSyncedWhenTheLastObjectThatWasThereHasBeenHandled() {
    // rt.I-5, Y01
    for (int objects : new int[] {0, 1, 300}) {
      var some = new Rig();
      Informer<Node> informer = some.informers.of(Kinds.NODE);
      for (int i = 0; i < objects; i++) {
        some.create(node("n" + i, "a"));
      }
      List<String> seen = new ArrayList<>();
      List<Integer> seenAtSync = new ArrayList<>();
      some.clock
          .loop("handler")
          .execute(
              () ->
                  informer
                      .addHandler(event -> seen.add(event.object().getId()))
                      .compose(Registration::synced)
                      .onSuccess(done -> seenAtSync.add(seen.size())));
      some.settle();
      assertThat(seenAtSync).as("before the start").isEmpty();

      some.start();

      assertThat(seenAtSync).as("%d objects", objects).containsExactly(objects);
    }
  }

  @Test
  void aHandlerThatThrowsIsLeftAloneForASecondAndStillSyncs() {
    // rt.I-5, rt.I-11, I15
    List<String> calm = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      rig.create(node("n" + i, "a"));
    }
    rig.start();
    Registration broken =
        rig.addHandler(
            loop,
            nodes,
            event -> {
              hear(event);
              throw new IllegalStateException("broken");
            });
    rig.addHandler(loop, nodes, event -> calm.add(brief(event)));
    assertThat(heard).containsExactly("*n0=a");
    assertThat(calm).as("the other is not disturbed").hasSize(5);

    rig.clock.advance(Duration.ofMillis(999));
    assertThat(heard).hasSize(1);
    rig.clock.advance(Duration.ofMillis(1));
    assertThat(heard).containsExactly("*n0=a", "*n1=a");
    assertThat(broken.synced().isComplete()).isFalse();
    rig.clock.advance(Duration.ofSeconds(3));

    assertThat(heard).as("none is repeated").hasSize(5).doesNotHaveDuplicates();
    assertThat(broken.synced().succeeded()).isTrue();
    rig.create(node("n5", "a"));
    rig.settle();
    assertThat(heard).hasSize(5);
    rig.clock.advance(Duration.ofSeconds(1));
    assertThat(heard).endsWith("+n5=a");
  }

  @Test
  void aLateHandlerStartsFromItsOwnSnapshotAndDelaysNobody() {
    // rt.I-6
    List<String> early = new ArrayList<>();
    List<Version> versions = new ArrayList<>();
    rig.create(node("n1", "a"));
    rig.create(node("n2", "a"));
    rig.start();
    rig.addHandler(rig.clock.loop("early"), nodes, event -> early.add(brief(event)));
    rig.relabel("n1", "b");
    rig.settle();

    rig.addHandler(
        loop,
        nodes,
        event -> {
          hear(event);
          versions.add(event.version());
        });
    rig.relabel("n2", "c");
    rig.settle();

    assertThat(heard).containsExactly("*n1=b", "*n2=a", "~n2=a>c");
    assertThat(versions).containsExactly(new Version(3), new Version(3), new Version(4));
    assertThat(early).containsExactly("*n1=a", "*n2=a", "~n1=a>b", "~n2=a>c");
  }

  @Test
  void aBlockedHandlerDelaysNobodyAndItsBacklogIsOneEntryAnObject() {
    // rt.I-9, rt.I-10
    int objects = 1_000;
    int rounds = 200;
    rig.commit(
        tx -> {
          for (int i = 0; i < objects; i++) {
            tx.create(Kinds.NODE, node("n" + i, "0"));
          }
        });
    rig.start();
    var otherTime = new VirtualClock(2); // Its loops run only when this test says so.
    List<Registration> blocked = new ArrayList<>();
    Map<String, String> last = new TreeMap<>();
    otherTime
        .loop("blocked")
        .execute(
            () ->
                nodes
                    .addHandler(event -> last.put(event.object().getId(), label(event.object())))
                    .onSuccess(blocked::add));
    otherTime.runUntilIdle();
    rig.settle();
    otherTime.runUntilIdle();
    List<String> quick = new ArrayList<>();
    rig.addHandler(loop, nodes, event -> quick.add(label(event.object())));
    quick.clear();

    for (int round = 1; round <= rounds; round++) {
      String label = String.valueOf(round);
      rig.commit(
          tx -> {
            for (int i = 0; i < objects; i++) {
              Rig.relabel(tx, "n" + i, label);
            }
          });
      rig.settle();
      assertThat(blocked.get(0).backlog()).isEqualTo(objects);
      assertThat(quick).hasSize(objects).endsWith(label);
      quick.clear();
    }
    otherTime.runUntilIdle();

    assertThat(last).hasSize(objects);
    assertThat(new TreeSet<>(last.values())).containsExactly(String.valueOf(rounds));
    assertThat(blocked.get(0).backlog()).isZero();
  }

  @Test
  void deliveredTellsWhenEverythingUpToAVersionHasBeenHandled() {
    rig.start();
    Registration registration = rig.addHandler(loop, nodes, this::hear);
    Version created = rig.create(node("n1", "a"));
    Version other = rig.create(task("t1", "n1"));
    List<String> told = new ArrayList<>();
    registration.delivered(created).onSuccess(done -> told.add("created " + heard));
    registration.delivered(other).onSuccess(done -> told.add("other " + heard));
    registration.delivered(new Version(9)).onFailure(failure -> told.add(failure.getMessage()));
    assertThat(told).isEmpty();

    rig.settle();
    assertThat(told).containsExactly("created [+n1=a]", "other [+n1=a]");
    rig.result(registration.close());

    assertThat(told.get(2)).contains("was closed before it heard of version 9");
    assertThat(registration.delivered(new Version(9)).failed()).isTrue();
  }

  @Test
  void aClosedHandlerHearsNothingMoreAndTheOthersDo() {
    // rt.I-12, I08, I12
    List<String> other = new ArrayList<>();
    rig.start();
    Registration first = rig.addHandler(loop, nodes, this::hear);
    Registration again = rig.addHandler(loop, nodes, this::hear);
    rig.addHandler(loop, nodes, event -> other.add(brief(event)));

    rig.create(node("n1", "a"));
    Future<Void> closed = first.close();
    assertThat(closed.succeeded()).as("it does not run").isTrue();
    assertThat(first.close().succeeded()).as("idempotent").isTrue();
    rig.settle();
    assertThat(heard).as("the same handler, registered twice, is two").containsExactly("+n1=a");
    again.close();
    rig.create(node("n2", "a"));
    rig.settle();

    assertThat(heard).hasSize(1);
    assertThat(other).containsExactly("+n1=a", "+n2=a");
  }

  @Test
  void closingFromInsideTheCallbackCompletesWhenItHasReturned() {
    // rt.I-12, I16
    rig.start();
    List<Registration> registration = new ArrayList<>();
    List<Boolean> completeInside = new ArrayList<>();
    List<Future<Void>> closed = new ArrayList<>();
    registration.add(
        rig.addHandler(
            loop,
            nodes,
            event -> {
              hear(event);
              closed.add(registration.get(0).close());
              completeInside.add(closed.get(0).isComplete());
            }));

    rig.create(node("n1", "a"));
    rig.create(node("n2", "a"));
    rig.settle();

    assertThat(heard).containsExactly("+n1=a");
    assertThat(completeInside).containsExactly(false);
    assertThat(closed.get(0).succeeded()).isTrue();
  }

  @Test
  void aHandlerClosedBeforeItIsSyncedFailsThoseWhoWaitForThat() {
    Future<Registration> added = nodes.addHandler(this::hear);
    Registration registration = rig.result(added);
    Future<Void> synced = registration.synced();

    rig.result(registration.close());
    rig.create(node("n1", "a"));
    rig.start();

    assertThat(synced.cause()).hasMessageContaining("was closed before it had heard of every");
    assertThat(heard).isEmpty();
  }

  @Test
  void lettingGoOfAnInformerClosesTheHandlersAddedThroughIt() {
    // rt.I-12, rt.I-18
    Informer<Node> other = rig.informers.of(Kinds.NODE);
    List<String> kept = new ArrayList<>();
    rig.start();
    rig.addHandler(loop, nodes, this::hear);
    rig.addHandler(loop, other, event -> kept.add(brief(event)));

    rig.result(nodes.close());
    rig.create(node("n1", "a"));
    rig.settle();

    assertThat(heard).isEmpty();
    assertThat(kept).containsExactly("+n1=a");
  }

  @Test
  void whenAnInformerStopsWaitingEventsAreDroppedAndRunningOnesAwaited() {
    // rt.I-17
    rig.start();
    List<String> order = new ArrayList<>();
    rig.addHandler(
        loop,
        nodes,
        event -> {
          if (order.isEmpty()) {
            nodes.close().onSuccess(done -> order.add("stopped"));
          }
          order.add("returned from " + brief(event));
        });

    rig.commit(
        tx -> {
          for (int i = 0; i < 1_000; i++) {
            tx.create(Kinds.NODE, node("n" + i, "a"));
          }
        });
    rig.settle();

    assertThat(order).as("most were dropped").hasSizeLessThan(500);
    assertThat(order.indexOf("stopped")).as("all returned before").isEqualTo(order.size() - 1);
    rig.create(node("later", "a"));
    rig.settle();
    assertThat(order).endsWith("stopped");
    assertThat(rig.clock.advanceToNextTimer()).as("no timer is left").isFalse();
  }

  @Test
  void stoppingWhileAHandlerRestsLeavesNoTimer() {
    // rt.I-17
    rig.create(node("n1", "a"));
    rig.start();
    Registration broken =
        rig.addHandler(
            loop,
            nodes,
            event -> {
              throw new IllegalStateException("broken");
            });

    rig.result(broken.close());

    assertThat(rig.clock.advanceToNextTimer()).isFalse();
  }

  @Test
  void stoppingTheFeedClosesItsHandlers() {
    // rt.I-13, rt.I-17, I11
    rig.start();
    Registration registration = rig.addHandler(loop, nodes, this::hear);

    rig.result(rig.feed.stop());
    rig.create(node("n1", "a"));
    rig.settle();

    assertThat(heard).isEmpty();
    assertThat(rig.result(registration.close())).as("closing is fine").isNull();
    assertThat(rig.result(nodes.close())).isNull();
  }

  @Test
  void afterAJumpDeletionsComeFirstAndAreMarkedThenTheRestByIdAndTheUnchangedAreSilent() {
    // rt.W-9, rt.I-14, F03, G07, I05
    var tight = new Rig(1, new LogBounds(2, 100));
    Informer<Node> informer = tight.informers.of(Kinds.NODE);
    for (String id : List.of("a-changed", "b-gone", "c-kept", "d-gone")) {
      tight.create(node(id, "1"));
    }
    tight.start();
    tight.addHandler(tight.clock.loop("handler"), informer, this::hear);
    heard.clear();

    tight.create(node("0-new", "1"));
    tight.relabel("a-changed", "2");
    tight.relabel("a-changed", "3");
    tight.delete(Kinds.NODE, "d-gone");
    tight.delete(Kinds.NODE, "b-gone");
    tight.settle();

    assertThat(heard).containsExactly("-b-gone=1?", "-d-gone=1?", "+0-new=1", "~a-changed=1>3");
    assertThat(informer.reader().list()).hasSize(3);
  }

  @Test
  void whatIsMissingAtTwoJumpsInARowIsDeletedOnce() {
    // rt.W-9, F04, F06
    var tight = new Rig(1, new LogBounds(1, 100));
    Informer<Node> informer = tight.informers.of(Kinds.NODE);
    tight.create(node("gone", "1"));
    tight.create(node("kept", "1"));
    tight.start();
    tight.addHandler(tight.clock.loop("handler"), informer, this::hear);
    heard.clear();

    for (int jump = 0; jump < 2; jump++) {
      if (jump == 0) {
        tight.delete(Kinds.NODE, "gone");
      }
      tight.relabel("kept", jump + "x");
      tight.relabel("kept", jump + "y");
      tight.settle();
    }

    assertThat(heard).containsExactly("-gone=1?", "~kept=1>0y", "~kept=0y>1y");
  }

  @Test
  void aRestoredStoreIsFollowedAsOneCommit() {
    // rt.W-2
    rig.create(node("n1", "a"));
    rig.create(node("n2", "a"));
    rig.start();
    StoreSnapshot saved = rig.store.save(rig.store.view());
    rig.delete(Kinds.NODE, "n1");
    rig.relabel("n2", "b");
    rig.create(node("n3", "c"));
    rig.settle();
    rig.addHandler(loop, nodes, this::hear);
    heard.clear();

    Rig.done(rig.store.restore(saved));
    rig.settle();

    assertThat(heard).containsExactlyInAnyOrder("+n1=a", "~n2=b>a", "-n3=c");
    assertThat(nodes.version()).isEqualTo(rig.store.view().version());
  }
}
