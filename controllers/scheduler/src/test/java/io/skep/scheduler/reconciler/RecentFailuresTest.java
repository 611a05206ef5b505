package io.skep.scheduler.reconciler;

import static io.skep.scheduler.world.A.node;
import static io.skep.scheduler.world.A.ofService;
import static io.skep.scheduler.world.A.on;
import static io.skep.scheduler.world.A.runningOn;
import static io.skep.scheduler.world.A.service;
import static io.skep.scheduler.world.A.state;
import static io.skep.scheduler.world.A.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.scheduler.failure.NodeFailures;
import io.skep.scheduler.world.World;
import io.skep.store.kind.Kinds;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nodes on which a service keeps failing. */
final class RecentFailuresTest {
  private final World world = new World();

  @BeforeEach
  void startWithOneTaskOnTheFirstNode() {
    world.services(service("one", 1), service("two", 1));
    world.nodes(node("id1"), node("id2"));
    world.tasks(task("start", ofService("one"), runningOn("id1")));
  }

  /** Places a task and lets it fail; returns where it was. */
  private String failOnce(String id, Consumer<Task.Builder> of) {
    world.tasks(task(id, of));
    String node = world.nodeOf(id);
    world.changeTask(id, state(TaskState.FAILED));
    return node;
  }

  // CT-36, SC-22, SC-60, SC-63, SC-73
  @Test
  void aServiceThatFailedFiveTimesOnANodeGoesElsewhere() {
    world.tasks(task("global", ofService("two"), on("id1")));
    for (int i = 0; i < 8; i++) {
      world.tasks(task("g" + i, ofService("two"), on("id1")));
      assertThat(failOnce("t" + i, ofService("one")))
          .as("attempt %d", i)
          .isEqualTo(i < 5 ? "id2" : "id1");
      world.changeTask("g" + i, state(TaskState.REJECTED));
    }

    world.changeTask("global", state(TaskState.SHUTDOWN));
    world.tasks(task("free", ofService("two")));
    assertThat(world.nodeOf("free"))
        .as("failures of tasks that were made for a node do not count against it")
        .isEqualTo("id2");
    world.tasks(task("also-free", ofService("two")));
    assertThat(world.nodeOf("also-free")).isEqualTo("id1");
  }

  // CT-37, SC-60, SC-63
  @Test
  void anotherVersionOfTheSpecStartsClean() {
    for (int i = 0; i < 14; i++) {
      String expected = i < 5 || (i >= 6 && i <= 10) ? "id2" : "id1";
      assertThat(failOnce("t" + i, ofService("one", i < 6 ? 1 : 2)))
          .as("attempt %d", i)
          .isEqualTo(expected);
    }
  }

  // SC-60, SC-62
  @Test
  void failuresAreForgottenAfterFiveMinutes() {
    for (int i = 0; i < 5; i++) {
      assertThat(failOnce("t" + i, ofService("one"))).isEqualTo("id2");
    }

    world.pass(Duration.ofMinutes(5));
    assertThat(failOnce("u", ofService("one"))).as("just within").isEqualTo("id1");
    world.pass(Duration.ofMillis(1));
    assertThat(failOnce("v", ofService("one"))).isEqualTo("id2");
  }

  // SC-61: only what is older is cleared away.
  @Test
  void failuresThatStillCountSurviveTheClearing() {
    assertThat(failOnce("first", ofService("two"))).isEqualTo("id2");
    world.pass(Duration.ofMinutes(4));
    for (int i = 0; i < 5; i++) {
      assertThat(failOnce("t" + i, ofService("one"))).isEqualTo("id2");
    }

    world.pass(Duration.ofMinutes(1));
    assertThat(failOnce("clears", ofService("two"))).isEqualTo("id2");

    assertThat(failOnce("next", ofService("one"))).isEqualTo("id1");
  }

  // SC-63: fewer than five failures mean nothing, also against none.
  @Test
  void fourFailuresDoNotCount() {
    for (int i = 0; i < 4; i++) {
      failOnce("t" + i, ofService("one"));
    }

    world.tasks(task("next", ofService("one")));
    assertThat(world.nodeOf("next")).isEqualTo("id2");
  }

  // SC-63: of nodes that failed too often the one that did less.
  @Test
  void ofTwoBadNodesTheLessBadOneIsPreferred() {
    for (int i = 0; i < 5; i++) {
      assertThat(failOnce("a" + i, ofService("one"))).isEqualTo("id2");
    }
    for (int i = 0; i < 6; i++) {
      assertThat(failOnce("b" + i, ofService("one"))).isEqualTo(i < 5 ? "id1" : "id2");
    }

    assertThat(failOnce("c", ofService("one")))
        .as("six failures on the empty id2, five on id1")
        .isEqualTo("id1");
  }

  // SC-29: its failures are forgotten, its tasks are not.
  @Test
  void aNodeThatIsDeletedUnderATaskAndBackStartsClean() {
    for (int i = 0; i < 5; i++) {
      failOnce("t" + i, ofService("one"));
    }
    world.tasks(task("stays", ofService("two"), runningOn("id2")));
    world.write(tx -> tx.delete(Kinds.NODE, "id2"));
    world.nodes(node("id2"));

    world.tasks(task("next", ofService("one")));
    assertThat(world.nodeOf("next")).isEqualTo("id2");
  }

  // SC-29
  @Test
  void aNodeThatIsDeletedAndBackStartsClean() {
    for (int i = 0; i < 5; i++) {
      failOnce("t" + i, ofService("one"));
    }
    world.write(tx -> tx.delete(Kinds.NODE, "id2"));
    world.nodes(node("id2"));

    world.tasks(task("next", ofService("one")));
    assertThat(world.nodeOf("next")).isEqualTo("id2");
  }

  private List<NodeFailures> stored() {
    return world.view().list(NodeFailures.KIND);
  }

  // CT-36, SC-60: who leads next knows what the one before has seen.
  @Test
  void aNewLeaderKnowsTheFailuresOfTheOneBefore() {
    for (int i = 0; i < 5; i++) {
      assertThat(failOnce("t" + i, ofService("one"))).isEqualTo("id2");
    }

    world.restart();
    assertThat(failOnce("u", ofService("one"))).isEqualTo("id1");
    assertThat(failOnce("v", ofService("two"))).as("another service").isEqualTo("id2");

    world.pass(Duration.ofMinutes(5).plusMillis(1));
    world.restart();
    assertThat(failOnce("w", ofService("one"))).as("they count no longer").isEqualTo("id2");
  }

  // CT-37, SC-60
  @Test
  void aNewLeaderToldOfOneVersionIsOpenMindedAboutTheNext() {
    for (int i = 0; i < 5; i++) {
      assertThat(failOnce("t" + i, ofService("one", 1))).isEqualTo("id2");
    }

    world.restart();

    assertThat(failOnce("u", ofService("one", 1))).isEqualTo("id1");
    assertThat(failOnce("v", ofService("one", 2))).isEqualTo("id2");
  }

  // SC-60: also if it saw them happen while it did not lead.
  @Test
  void aStandbyCountsNoFailureTwice() {
    var standby = world.standby();
    for (int i = 0; i < 4; i++) {
      assertThat(failOnce("t" + i, ofService("one"))).isEqualTo("id2");
      standby.showOnly();
    }
    world.pass(Duration.ofMinutes(4));

    world.lead(standby);
    assertThat(failOnce("u", ofService("one"))).isEqualTo("id2");
    assertThat(failOnce("v", ofService("one"))).as("the fifth was its own").isEqualTo("id1");
    world.pass(Duration.ofMinutes(2));
    assertThat(failOnce("w", ofService("one")))
        .as("the first four have the dates that the former leader gave them")
        .isEqualTo("id2");
  }

  // SC-60: what the former leader could not write is dated by the next.
  @Test
  void aFailureThatNobodyStoredCountsForTheNextLeader() {
    var standby = world.standby();
    for (int i = 0; i < 5; i++) {
      world.tasks(task("t" + i, ofService("one")));
      standby.showOnly();
    }
    for (int i = 0; i < 5; i++) {
      String id = "t" + i;
      world.writeOnly(
          tx ->
              World.changeTask(
                  tx, id, state(TaskState.FAILED).andThen(task -> task.setNodeId("id2"))));
    }
    standby.showOnly();

    world.lead(standby);

    assertThat(stored()).singleElement().extracting(NodeFailures::nodeId).isEqualTo("id2");
    assertThat(failOnce("u", ofService("one"))).isEqualTo("id1");
  }

  // SC-29, SC-61: nothing is left of nodes that are gone, and of what is over.
  @Test
  void recordsThatNobodyNeedsAreDeleted() {
    failOnce("t", ofService("one"));
    assertThat(stored()).hasSize(1);
    world.write(tx -> tx.delete(Kinds.NODE, "id2"));
    assertThat(stored()).as("its node is gone").isEmpty();

    world.nodes(node("id2"));
    failOnce("u", ofService("one"));
    assertThat(stored()).hasSize(1);
    world.pass(Duration.ofMinutes(5).plusMillis(1));
    world.nodes(node("id3"));
    assertThat(stored()).as("it is over").isEmpty();
  }

  // SC-86: a record that was not written is written later.
  @Test
  void aRecordThatWasNotWrittenStaysDue() {
    world.tasks(task("t", ofService("one")));
    world.runtime().failBatchOnceAfter(0);
    world.changeTask("t", state(TaskState.FAILED));

    assertThat(stored())
        .singleElement()
        .satisfies(record -> assertThat(record.spec().recent()).hasSize(1));
    int runs = world.runtime().runs();
    world.settle();
    assertThat(world.runtime().runs()).as("and then it rests").isEqualTo(runs);
  }
}
