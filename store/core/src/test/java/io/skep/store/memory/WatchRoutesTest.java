package io.skep.store.memory;

import static io.skep.store.memory.Fixtures.commits;
import static io.skep.store.memory.Fixtures.now;
import static io.skep.store.memory.Fixtures.task;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.skep.api.Task;
import io.skep.store.By;
import io.skep.store.Change;
import io.skep.store.Interest;
import io.skep.store.Specifier;
import io.skep.store.Table;
import io.skep.store.Watcher;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.TaskKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How changes find the watchers that want them, and leave the others alone. */
class WatchRoutesTest {
  private static final int NODES = 500;

  private final WatchRig rig = new WatchRig();
  private final List<String> told = new ArrayList<>();
  private int asked;

  @Test
  void watchersOfOtherNodesAreNotEvenAsked() { // S-94, S-97
    for (int i = 0; i < NODES; i++) {
      watch("n" + i, TaskKind.byNodeId("n" + i));
    }
    rig.clock.runUntilIdle();
    told.clear();

    create(task("t1", "s", "n7"), task("t2", "s", "n7"), task("t3", "s", "elsewhere"));
    assertThat(asked).as("nobody is asked on the writer's path").isZero();
    rig.clock.runUntilIdle();

    assertThat(told).containsExactly("n7");
    assertThat(asked).as("one was asked, until it found something").isEqualTo(1);
  }

  @Test
  void anUpdateFindsThoseOfTheOldNodeAndOfTheNewOne() { // S-91
    create(task("t", "s", "old"));
    watchLeaving("old", TaskKind.byNodeId("old"));
    watch("new", TaskKind.byNodeId("new"));
    watch("old, as it is now", TaskKind.byNodeId("old"));
    rig.clock.runUntilIdle();
    told.clear();

    move("t", "new");
    rig.clock.runUntilIdle();

    assertThat(told).containsExactly("old", "new");
  }

  @Test
  void aWatcherMayBeFoundInSeveralWaysAndIsToldOnce() { // S-90
    Specifier<Task> tasks = Specifier.of(Kinds.TASK);
    Watcher watcher =
        watch(
            "several",
            Interest.of(
                tasks.id("t"),
                tasks.where(By.or(TaskKind.byNodeId("n"), TaskKind.byServiceId("s"))),
                Specifier.of(Kinds.NODE)));
    rig.clock.runUntilIdle();
    told.clear();

    create(task("t", "s", "n"));
    rig.create("node");
    rig.clock.runUntilIdle();
    assertThat(told).containsExactly("several");
    assertThat(commits(watcher)).hasSize(2);

    create(task("other", "other", "other"));
    rig.clock.runUntilIdle();
    assertThat(told).hasSize(1);
    create(task("t2", "s", "other"));
    rig.clock.runUntilIdle();
    assertThat(told).hasSize(2);
    assertThat(commits(watcher)).hasSize(1);
  }

  @Test
  void aWatcherIsAskedOnceForACommitHoweverManyWaysLeadToIt() { // S-97
    Specifier<Task> tasks = Specifier.of(Kinds.TASK);
    Interest interest =
        Interest.of(tasks.where(TaskKind.byNodeId("n")), tasks.where(TaskKind.byServiceId("s")));
    rig.store.watch(rig.loop, interest.where(this::refuse));
    rig.clock.runUntilIdle();

    create(task("t", "s", "n"));
    rig.clock.runUntilIdle();

    assertThat(asked).isEqualTo(1);
  }

  private boolean refuse(Change<?> change) {
    asked++;
    return false;
  }

  @Test
  void aWatcherThatWasWokenLeavesTheOthersInTheirPlaces() { // S-96
    Specifier<Task> ofNode = Specifier.of(Kinds.TASK).where(TaskKind.byNodeId("n"));
    watch("woken", Interest.of(ofNode));
    Watcher closed = watch("closed", Interest.of(ofNode.matching(task -> task.getSlot() == 1)));
    watch("last", Interest.of(ofNode.matching(task -> task.getSlot() == 2)));
    rig.clock.runUntilIdle();
    create(task("t", "s", "n"));
    rig.clock.runUntilIdle();
    told.clear();

    closed.close();
    rig.clock.runUntilIdle();
    create(task("t2", "s", "n").toBuilder().setSlot(2).build());
    rig.clock.runUntilIdle();

    assertThat(told).containsExactly("last");
  }

  @Test
  void aClosedWatcherLeavesTheOthersInTheirPlaces() { // S-96
    List<Watcher> watchers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      watchers.add(watch("w" + i, TaskKind.byNodeId("n")));
    }
    rig.clock.runUntilIdle();
    told.clear();

    watchers.get(1).close();
    watchers.get(4).close();
    rig.clock.runUntilIdle();
    create(task("t", "s", "n"));
    rig.clock.runUntilIdle();
    assertThat(told).containsExactlyInAnyOrder("w0", "w2", "w3");

    watchers.forEach(Watcher::close);
    rig.clock.runUntilIdle();
    told.clear();
    watch("late", TaskKind.byNodeId("n"));
    create(task("t2", "s", "n"));
    rig.clock.runUntilIdle();
    assertThat(told).contains("late").doesNotContain("w0", "w2", "w3");
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 20_260_101})
  void aSpecifierMatchesWhatFindFinds(long seed) { // S-56 ... S-63, S-91
    var objects = new RandomObjects(new Random(seed));
    for (int i = 0; i < 300; i++) {
      createRandom(objects.oneOf(RandomObjects.TABLES), objects);
    }

    Probes.all().forEach(probe -> agree(seed, probe));
  }

  private <M extends Message> void createRandom(Table<M> table, RandomObjects objects) {
    M object = objects.of(table);
    rig.store.update(tx -> tx.create(table, object)); // Fails if another has the id or the name.
  }

  private <M extends Message> void agree(long seed, Probes.Probe<M> probe) {
    Specifier<M> specifier = Specifier.of(probe.table()).where(probe.by());
    Interest interest = Interest.of(specifier);
    List<M> matching =
        rig.store.view().list(probe.table()).stream()
            .filter(object -> interest.wants(new Change.Created<>(probe.table(), object)))
            .toList();

    assertThat(matching)
        .as("seed %d, %s", seed, probe.by())
        .containsExactlyInAnyOrderElementsOf(rig.store.view().find(probe.table(), probe.by()));
  }

  private Watcher watch(String name, By<Task> by) {
    return watch(name, Interest.of(Specifier.of(Kinds.TASK).where(by)));
  }

  private void watchLeaving(String name, By<Task> by) {
    watch(name, Interest.of(Specifier.of(Kinds.TASK).where(by).andLeaving()));
  }

  private Watcher watch(String name, Interest interest) {
    Watcher watcher =
        rig.store.watch(
            rig.loop,
            interest.where(
                change -> {
                  asked++;
                  return true;
                }));
    watcher.onReady(() -> told.add(name));
    return watcher;
  }

  private void create(Task... tasks) {
    now(
        rig.store.update(
            tx -> {
              for (Task task : tasks) {
                tx.create(Kinds.TASK, task);
              }
            }));
  }

  private void move(String id, String nodeId) {
    now(
        rig.store.update(
            tx -> {
              Task moved = tx.get(Kinds.TASK, id).orElseThrow();
              tx.update(Kinds.TASK, moved.toBuilder().setNodeId(nodeId).build());
            }));
  }
}
