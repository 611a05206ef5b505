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
import io.skep.scheduler.world.World;
import io.skep.store.kind.Kinds;
import java.time.Duration;
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
}
