package io.skep.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.RestartPolicy.RestartCondition;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.UpdateConfig;
import io.skep.api.UpdateConfig.FailureAction;
import io.skep.api.UpdateConfig.UpdateOrder;
import io.skep.api.UpdateStatus.UpdateState;
import io.skep.api.wire.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rolling updates under random failures, changes and changes of the leader, judged at every version
 * by code that knows only what was committed: OR-70 to OR-79.
 */
class UpdateHistoriesTest {
  static LongStream seeds() {
    return LongStream.rangeClosed(1, Long.getLong("skep.update.seeds", 12));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void updatesKeepTheirPromisesAndEnd(long seed) {
    var story = new Story(seed);
    var random = new Random(seed);
    for (int step = 0; step < 120; step++) {
      if (random.nextInt(12) == 0) {
        story.operate(random);
      }
      if (random.nextInt(8) == 0) {
        story.changeLeader();
      }
      story.step();
    }
    story.rest();

    assertThat(story.violations()).as("seed %d: %s", seed, story.told()).isEmpty();
    assertThat(story.world.failedRuns()).as("failed runs, seed %d", seed).isZero();
    assertThat(story.state())
        .as("seed %d: %s", seed, story.told())
        .isNotIn(UpdateState.UPDATING, UpdateState.ROLLBACK_STARTED);
    if (story.state() != UpdateState.PAUSED && story.state() != UpdateState.ROLLBACK_PAUSED) {
      assertThat(story.unfinished()).as("seed %d: %s", seed, story.told()).isEmpty();
    }
  }

  /** A leader that knows nothing but the store does the same things at the same times. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void anUpdateGoesOnExactlyWhoeverLeadsAndHoweverBriefly(long seed) {
    List<String> undisturbed = log(seed, false);

    assertThat(log(seed, true)).as("seed %d", seed).isEqualTo(undisturbed);
  }

  private static List<String> log(long seed, boolean leaderChanges) {
    var story = new Story(seed);
    for (int step = 0; step < 60; step++) {
      if (step == 5 || step == 30) {
        story.changeImage();
      }
      story.step();
      if (leaderChanges) {
        story.changeLeader();
      }
    }
    assertThat(story.violations()).as("seed %d: %s", seed, story.told()).isEmpty();
    List<String> log = new ArrayList<>(story.checks.log());
    log.add(story.state() + " " + story.images());
    return log.stream().sorted().toList();
  }

  /** One service, whose tasks live and fail as the seed says, whatever else goes on. */
  private static final class Story {
    private final long seed;
    private final World world;
    private final UpdateChecks checks;
    private final List<String> told = new ArrayList<>();
    private final Map<String, Integer> attempts = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();
    private boolean failing = true;
    private int image = 1;

    Story(long seed) {
      this.seed = seed;
      world = World.seeded(seed);
      checks = new UpdateChecks(world);
      world.create(Sample.node("n1"), Sample.node("n2"), Sample.node("n3"));
      var random = new Random(~seed);
      RestartCondition[] conditions = {
        RestartCondition.ANY, RestartCondition.NONE, RestartCondition.ON_FAILURE
      };
      Service.Builder service =
          Sample.withRestart(
              Sample.replicated("web", 1 + random.nextInt(6)),
              Sample.policy(conditions[random.nextInt(3)], 0, 0))
              .toBuilder();
      UpdateOrder order = UpdateOrder.forNumber(random.nextInt(2));
      service.getSpecBuilder().setUpdate(config(random, order)).setRollback(config(random, order));
      service.getSpecBuilder().getTaskBuilder().getContainerBuilder().setImage("v1");
      told.add(service.getSpec().toString().replace('\n', ' '));
      failing = false;
      world.create(service.build());
      for (int step = 0; step < 10; step++) {
        step();
      }
      failing = true;
    }

    private static UpdateConfig config(Random random, UpdateOrder order) {
      float[] ratios = {0, 0.2f, 0.5f, 1};
      return UpdateConfig.newBuilder()
          .setParallelism(random.nextInt(4))
          .setDelay(Times.duration(Duration.ofSeconds(random.nextInt(3) * 4L)))
          .setMonitor(Times.duration(Duration.ofSeconds(1 + random.nextInt(6))))
          .setFailureAction(FailureAction.forNumber(random.nextInt(3)))
          .setMaxFailureRatio(ratios[random.nextInt(4)])
          .setOrder(order)
          .build();
    }

    void operate(Random random) {
      switch (random.nextInt(4)) {
        case 0, 1 -> changeImage();
        case 2 -> {
          int replicas = 1 + random.nextInt(6);
          tell("scale to " + replicas);
          world.update("web", spec -> spec.getReplicatedBuilder().setReplicas(replicas));
        }
        default -> {
          if (world.service("web").hasPreviousSpec()) {
            tell("roll back");
            world.rollBack("web");
          }
        }
      }
    }

    void changeImage() {
      String next = "v" + ++image;
      tell("change to " + next);
      world.update("web", spec -> spec.getTaskBuilder().getContainerBuilder().setImage(next));
    }

    void changeLeader() {
      world.loseLeader();
      world.lead();
    }

    /** The agents report what has happened in half a second. */
    void step() {
      world.pass(Duration.ofMillis(500));
      // By slot and age, so that ids decide nothing.
      for (Task task : world.tasks("web")) {
        names.computeIfAbsent(
            task.getId(),
            id -> {
              String slot = task.getSlot() + " " + imageOf(task);
              return slot + " " + attempts.merge(slot, 1, Integer::sum);
            });
      }
      world.tasks("web").stream()
          .sorted(java.util.Comparator.comparing(task -> names.get(task.getId())))
          .forEach(task -> live(world.now(task)));
    }

    private void live(Task task) {
      TaskState state = task.getStatus().getState();
      if (task.getId().isEmpty() || state.compareTo(TaskState.RUNNING) > 0) {
        return;
      }
      String name = names.get(task.getId());
      var fate = new SplittableRandom(seed * 31 + name.hashCode());
      boolean fails = failing && !imageOf(task).equals("v1") && fate.nextInt(3) == 0;
      boolean failsAtOnce = fate.nextBoolean();
      long lasts = fate.nextInt(12);
      long stepSeconds = fate.nextInt(3);
      Instant since = Times.instant(task.getStatus().getTimestamp());
      Duration passed = Duration.between(since, world.instant());
      if (task.getDesiredState().compareTo(TaskState.RUNNING) > 0) {
        if (passed.toSeconds() % 4 == stepSeconds || state.compareTo(TaskState.ASSIGNED) < 0) {
          report(task, TaskState.SHUTDOWN);
        }
      } else if (state == TaskState.RUNNING) {
        if (fails && passed.toSeconds() >= lasts) {
          report(task, failsAtOnce ? TaskState.COMPLETE : TaskState.FAILED);
        }
      } else if (passed.toSeconds() >= stepSeconds && state != task.getDesiredState()) {
        boolean endsNow = fails && failsAtOnce && task.getDesiredState() == TaskState.RUNNING;
        report(task, endsNow ? TaskState.FAILED : task.getDesiredState());
      }
    }

    private void report(Task task, TaskState state) {
      String node = task.getNodeId().isEmpty() ? "n" + (1 + task.getSlot() % 3) : task.getNodeId();
      world.report(task, state, node);
    }

    /** Nothing fails any more, and time passes until an update must have come to its end. */
    void rest() {
      failing = false;
      for (int step = 0; step < 600; step++) {
        step();
      }
    }

    List<String> violations() {
      return checks.violations();
    }

    UpdateState state() {
      return world.service("web").getUpdateStatus().getState();
    }

    List<String> images() {
      return world.runnable("web").stream().map(Story::imageOf).toList();
    }

    /** What is not as it should be when an update has ended well and restarts are over. */
    List<String> unfinished() {
      var unfinished = new ArrayList<String>();
      Service service = world.service("web");
      boolean minds =
          service.getSpec().getTask().getRestart().getCondition() == RestartCondition.ANY;
      String wanted = service.getSpec().getTask().getContainer().getImage();
      if (minds && world.slots("web").size() != service.getSpec().getReplicated().getReplicas()) {
        unfinished.add("slots " + world.slots("web"));
      }
      if (minds && images().stream().anyMatch(image -> !image.equals(wanted))) {
        unfinished.add("images " + images() + " in place of " + wanted);
      }
      return unfinished;
    }

    List<String> told() {
      return told;
    }

    private void tell(String what) {
      told.add(world.instant() + " " + what);
    }

    private static String imageOf(Task task) {
      return task.getSpec().getContainer().getImage();
    }
  }
}
