package io.skep.controller.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.Node;
import io.skep.api.NodeDescription;
import io.skep.api.Task;
import io.skep.controller.BatchReconciler;
import io.skep.controller.BatchRun;
import io.skep.controller.ControllerOptions;
import io.skep.controller.QueuePolicy;
import io.skep.controller.Result;
import io.skep.controller.RetryPolicy;
import io.skep.controller.queue.QuietPeriod;
import io.skep.controller.runtime.FaultyStore.Fault;
import io.skep.store.Fork;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A set of keys, one plan, one commit. */
class BatchReconcilerTest {
  private static final ControllerOptions EXACT =
      ControllerOptions.DEFAULT
          .withRetry(RetryPolicy.exponential(Duration.ofSeconds(10), Duration.ofMinutes(1), 0))
          .withoutFailsafe();

  private final World world = new World();
  private final Placer placer = new Placer();

  /** Gives each task the first node that has room, of which a node's hostname says how much. */
  private static final class Placer implements BatchReconciler<Task> {
    final List<List<String>> batches = new ArrayList<>();
    Function<BatchRun<Task>, Future<Result>> answer = this::place;

    @Override
    public void declare(Sources<Task> on) {
      on.pending(Kinds.TASK, task -> task.getNodeId().isEmpty()).wakeBy(Kinds.NODE);
    }

    @Override
    public Future<Result> reconcile(BatchRun<Task> run) {
      batches.add(run.objects().stream().map(Task::getId).toList());
      return answer.apply(run);
    }

    Future<Result> place(BatchRun<Task> run) {
      Fork plan = run.fork();
      for (Task task : run.objects()) {
        plan.list(Kinds.NODE).stream()
            .filter(node -> room(node) > 0)
            .findFirst()
            .ifPresent(
                node -> {
                  plan.update(Kinds.TASK, task.toBuilder().setNodeId(node.getId()).build());
                  plan.update(Kinds.NODE, withRoom(node, room(node) - 1));
                });
      }
      return run.commit(plan);
    }
  }

  private static int room(Node node) {
    return Integer.parseInt(node.getDescription().getHostname());
  }

  private static Node withRoom(Node node, int room) {
    return node.toBuilder()
        .setDescription(NodeDescription.newBuilder().setHostname(Integer.toString(room)))
        .build();
  }

  private static Node node(String id, int room) {
    return withRoom(Node.newBuilder().setId(id).build(), room);
  }

  private void start(int limit) {
    world.manager.add("placer", placer.upTo(limit), EXACT);
    world.start();
  }

  private void createTasks(String... ids) {
    world.write(tx -> List.of(ids).forEach(id -> tx.create(Kinds.TASK, World.task(id, "web"))));
  }

  private long unplaced() {
    return world.store.view().list(Kinds.TASK).stream()
        .filter(task -> task.getNodeId().isEmpty())
        .count();
  }

  private double runs(String result) {
    return world.meters.get("skep.controller.runs").tag("result", result).counter().count();
  }

  @Test
  void allThatIsPendingIsPlannedOnAForkAndCommittedAtOnce() {
    world.write(tx -> tx.create(Kinds.NODE, node("n", 10)));
    createTasks("a", "b", "c");
    start(500);

    assertThat(placer.batches).containsExactly(List.of("a", "b", "c"));
    assertThat(unplaced()).isZero();
    assertThat(world.store.view().list(Kinds.TASK).stream().map(t -> t.getMeta().getVersion()))
        .as("one commit")
        .hasSize(3)
        .containsOnly(world.store.view().get(Kinds.NODE, "n").orElseThrow().getMeta().getVersion());
  }

  @Test
  void aBatchIsNoLargerThanItMayBeAndTheRestIsNext() {
    world.write(tx -> tx.create(Kinds.NODE, node("n", 10)));
    createTasks("a", "b", "c", "d", "e");
    start(2);

    assertThat(placer.batches).containsExactly(List.of("a", "b"), List.of("c", "d"), List.of("e"));
    assertThat(unplaced()).isZero();
  }

  @Test
  void whatIsStillPendingWaitsForNewsAndDoesNotSpin() {
    world.write(tx -> tx.create(Kinds.NODE, node("n", 1)));
    createTasks("a", "b", "c");
    start(500);
    world.advance(Duration.ofHours(1));
    assertThat(placer.batches).hasSizeBetween(1, 2); // Its own change of the node is news.

    int before = placer.batches.size();
    world.write(tx -> tx.create(Kinds.NODE, node("m", 5)));

    assertThat(placer.batches.get(before)).containsExactly("b", "c");
    assertThat(unplaced()).isZero();
  }

  @Test // rt.R-17
  void whatTheRunWritesAboutAnObjectThatStaysPendingIsNoNewsAndWhatOthersWriteIs() {
    placer.answer =
        run -> {
          Fork plan = run.fork();
          run.objects().forEach(task -> plan.update(Kinds.TASK, explained(task)));
          return run.commit(plan);
        };
    createTasks("a", "b");
    start(500);
    world.advance(Duration.ofHours(1));
    assertThat(placer.batches).hasSize(1);

    world.write(tx -> tx.update(Kinds.TASK, tx.get(Kinds.TASK, "b").orElseThrow()));

    assertThat(placer.batches).containsExactly(List.of("a", "b"), List.of("b"));
  }

  private static Task explained(Task task) {
    Task.Builder explained = task.toBuilder();
    explained.getStatusBuilder().setErr("no room");
    return explained.build();
  }

  @Test // rt.E-9: losers are planned again, on fresh data
  void aPlanThatIsLostIsMadeAgainOnFreshData() {
    world.write(tx -> tx.create(Kinds.NODE, node("n", 5)));
    createTasks("a", "b");
    placer.answer =
        run -> {
          if (placer.batches.size() == 1) {
            world.writeQuietly(tx -> shrink(tx));
          }
          return placer.place(run);
        };
    start(500);

    world.advance(Duration.ofMillis(10));

    assertThat(placer.batches).startsWith(List.of("a", "b"), List.of("a", "b"));
    assertThat(unplaced()).as("the node has room for one now").isEqualTo(1);
    assertThat(runs("failed") + runs("conflict")).isZero();
  }

  private static void shrink(Tx tx) {
    tx.update(Kinds.NODE, withRoom(tx.get(Kinds.NODE, "n").orElseThrow(), 1));
  }

  @Test // rt.E-9
  void afterFivePlansLostInARowTheConflictIsAFailure() {
    world.write(tx -> tx.create(Kinds.NODE, node("n", 5)));
    createTasks("a");
    world.store.faults =
        origin -> origin.writer().startsWith("placer/") ? Fault.CONFLICT : Fault.NONE;
    start(500);

    world.advance(Duration.ofSeconds(9));
    assertThat(placer.batches).hasSize(6).containsOnly(List.of("a"));
    assertThat(runs("conflict")).isEqualTo(1);
    world.store.faults = origin -> Fault.NONE;
    world.advance(Duration.ofSeconds(2));

    assertThat(unplaced()).isZero();
  }

  @Test // rt.E-1
  void ifARunFailsAllItsObjectsAreInTheNext() {
    world.write(tx -> tx.create(Kinds.NODE, node("n", 5)));
    createTasks("a", "b");
    placer.answer =
        run -> {
          if (placer.batches.size() == 1) {
            throw new IllegalStateException("no");
          }
          return placer.place(run);
        };
    start(1);

    world.advance(Duration.ofSeconds(10));

    assertThat(placer.batches).containsExactly(List.of("a"), List.of("a"), List.of("b"));
    assertThat(unplaced()).isZero();
  }

  @Test
  void whatIsNoLongerPendingIsNotHandedOver() {
    createTasks("a", "b", "c");
    placer.answer = BatchRun::done;
    start(500);
    world.write(
        tx -> {
          tx.delete(Kinds.TASK, "a");
          tx.update(
              Kinds.TASK, tx.get(Kinds.TASK, "b").orElseThrow().toBuilder().setNodeId("x").build());
        });

    world.write(tx -> tx.create(Kinds.NODE, node("n", 0)));

    assertThat(placer.batches).containsExactly(List.of("a", "b", "c"), List.of("c"));
  }

  @Test // rt.L-8
  void objectsThatComeOneByOneAreGatheredUntilTheyPause() {
    world.write(tx -> tx.create(Kinds.NODE, node("n", 2_000)));
    startQuiet(Duration.ofSeconds(10));

    for (int task = 0; task < 1_200; task++) {
      createTasks("t%04d".formatted(task));
      world.advance(Duration.ofMillis(1));
    }
    world.advance(Duration.ofMillis(19).minusNanos(1));
    assertThat(placer.batches).as("the last came less than 20 ms ago").isEmpty();
    world.advance(Duration.ofMillis(1));

    assertThat(placer.batches.stream().map(List::size)).containsExactly(500, 500, 200);
    assertThat(unplaced()).isZero();
  }

  @Test // rt.L-8
  void objectsThatNeverPauseAreLookedAtWithinTheBound() {
    world.write(tx -> tx.create(Kinds.NODE, node("n", 2_000)));
    startQuiet(Duration.ofMillis(95));

    for (int task = 0; task < 30; task++) {
      createTasks("t" + task);
      world.advance(Duration.ofMillis(10));
    }

    assertThat(placer.batches.stream().map(List::size)).containsExactly(10, 10, 10);
  }

  @Test // rt.L-8
  void whatWakesABatchWithoutBeingOneOfItsObjectsEndsTheWait() {
    startQuiet(Duration.ofSeconds(10));
    createTasks("a");
    assertThat(placer.batches).isEmpty();

    world.write(tx -> tx.create(Kinds.NODE, node("n", 1)));

    assertThat(placer.batches).containsExactly(List.of("a"));
    assertThat(unplaced()).isZero();
  }

  private void startQuiet(Duration bound) {
    var quiet = new QuietPeriod(Duration.ofMillis(20), bound);
    world.manager.add(
        "placer",
        placer.upTo(500),
        EXACT.withQueue(QueuePolicy.DEFAULT.withQuiet(Kinds.TASK, quiet)));
    world.start();
  }

  @Test
  void aBatchOfNoneIsRefused() {
    assertThatThrownBy(() -> placer.upTo(0)).hasMessageContaining("must be at least 1 but is 0");
  }

  @ParameterizedTest(name = "seed {0}") // rt.C-4: whatever is pending and can be placed is placed
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void underConflictsAndFailuresNothingPendingIsForgotten(long seed) {
    var random = new Random(seed);
    world.write(tx -> tx.create(Kinds.NODE, node("n", 1_000)));
    world.store.faults =
        origin ->
            origin.writer().startsWith("placer/") && random.nextInt(3) == 0
                ? List.of(Fault.values()).get(random.nextInt(5))
                : Fault.NONE;
    start(1 + random.nextInt(4));
    for (int task = 0; task < 100; task++) {
      try {
        createTasks("t" + task);
      } catch (AssertionError storeIsUnsettled) {
        world.advance(Duration.ofSeconds(1));
      }
      world.advance(Duration.ofMillis(random.nextInt(100)));
    }
    world.store.faults = origin -> Fault.NONE;
    world.advance(Duration.ofMinutes(5));

    assertThat(unplaced()).as("seed %d", seed).isZero();
    int placed = world.store.view().count(Kinds.TASK);
    assertThat(room(world.store.view().get(Kinds.NODE, "n").orElseThrow()))
        .as("each was placed once, seed %d", seed)
        .isEqualTo(1_000 - placed);
  }
}
