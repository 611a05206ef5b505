package io.skep.controller.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Annotations;
import io.skep.api.Extension;
import io.skep.api.IndexEntry;
import io.skep.api.Resource;
import io.skep.api.Service;
import io.skep.controller.ControllerOptions;
import io.skep.controller.Priorities;
import io.skep.controller.QueuePolicy;
import io.skep.controller.Result;
import io.skep.controller.queue.Flows;
import io.skep.controller.queue.QuietPeriod;
import io.skep.controller.queue.StartLimit;
import io.skep.store.Marks;
import io.skep.store.kind.Kinds;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In which order a controller's keys get their runs, how often, and after which pause. */
class QueuePolicyTest {
  private static final ControllerOptions ONE_BY_ONE = ControllerOptions.DEFAULT.withInFlight(1);

  private final World world = new World();

  /** The run that has the only place, until the test lets it go. */
  private final Promise<Result> busy = Promise.promise();

  @Test // rt.P-4
  void whatWasThereAtTheStartComesBehindChanges() {
    world.create(World.service("a"), World.service("b"), World.service("c"));
    Script<Service> script = start(Script.onServices(), ONE_BY_ONE);

    world.touch("c");
    letGo();

    assertThat(script.ids()).containsExactly("a", "c", "b");
  }

  @Test // rt.P-4
  void objectsThatWaitForCleanupComeBeforeOtherChanges() {
    world.write(
        tx ->
            tx.create(
                Kinds.EXTENSION,
                Extension.newBuilder().setId("e").setAnnotations(named("site")).build()));
    Script<Resource> script =
        start(Script.<Resource>on(sources -> sources.primary(Kinds.RESOURCE)), ONE_BY_ONE);
    world.write(tx -> tx.create(Kinds.RESOURCE, site("first")));
    world.write(tx -> tx.create(Kinds.RESOURCE, site("changed")));
    world.write(tx -> tx.create(Kinds.RESOURCE, site("deleted")));

    world.write(tx -> tx.delete(Kinds.RESOURCE, "deleted"));
    letGo();

    assertThat(script.ids()).containsExactly("first", "deleted", "changed");
  }

  @Test // rt.P-4, rt.R-16
  void keysThatAreOnlyLookedAtAsNothingHasHappenedForLongComeBehindChanges() {
    world.create(World.service("a"), World.service("b"));
    Script<Service> script = Script.onServices();
    world.manager.add(
        "test",
        script,
        ONE_BY_ONE
            .withFailsafe(Duration.ofHours(1))
            .withQueue(QueuePolicy.DEFAULT.withMaxAge(Duration.ofDays(1))));
    world.start();
    world.advance(Duration.ofMinutes(50));
    script.then(run -> busy.future());
    world.create(World.service("busy"));

    world.advance(Duration.ofMinutes(20));
    world.create(World.service("change"));
    letGo();

    assertThat(script.ids()).hasSize(6).startsWith("a", "b", "busy", "change");
    assertThat(script.last().causes()).containsExactly("not looked at for long");
  }

  @Test // rt.P-4
  void theClassesCanBeSet() {
    world.create(World.service("a"), World.service("b"), World.service("c"));
    var initialFirst = QueuePolicy.DEFAULT.withPriorities(new Priorities(5, 0, 10));
    Script<Service> script = start(Script.onServices(), ONE_BY_ONE.withQueue(initialFirst));

    world.create(World.service("new"));
    letGo();

    assertThat(script.ids()).containsExactly("a", "b", "c", "new");
  }

  @ParameterizedTest(name = "{0}") // rt.P-3, rt.P-4
  @CsvSource({
    "again,       busy change kept",
    "again at 10, busy kept change",
    "failed,      busy change kept",
    "failed at 10,busy kept change",
    "back off,    busy change kept"
  })
  void aKeyThatIsLookedAtAgainKeepsTheClassOfItsRunUnlessTheResultNamesAnother(
      String first, String order) {
    world.create(World.service("kept"));
    Script<Service> script =
        Script.onServices()
            .then(
                switch (first) {
                  case "again" -> Result.again(Duration.ofSeconds(1));
                  case "again at 10" -> Result.again(Duration.ofSeconds(1)).atPriority(10);
                  case "failed" -> Result.failed(new IllegalStateException("planned"));
                  case "failed at 10" ->
                      Result.failed(new IllegalStateException("planned")).atPriority(10);
                  default -> Result.backOff();
                });
    world.manager.add("test", script, ONE_BY_ONE);
    world.start();
    script.then(run -> busy.future());
    world.create(World.service("busy"));
    world.create(World.service("change"));
    world.advance(Duration.ofSeconds(2));
    letGo();

    assertThat(script.ids().subList(1, 4)).containsExactly(order.split(" "));
  }

  @Test // rt.P-6, rt.P-7
  void flowsTakeTurnsAndKeepToTheirShare() {
    var policy =
        QueuePolicy.DEFAULT.withFlows(Flows.<String>by(id -> id.split("-", 2)[0]).withShare(0.5));
    for (String id : List.of("big-1", "big-2", "big-3", "big-4", "small-1", "small-2", "small-3")) {
      world.create(World.service(id));
    }
    Script<Service> script = Script.onServices().always(run -> busy.future());

    world.manager.add("test", script, ControllerOptions.DEFAULT.withInFlight(4).withQueue(policy));
    world.start();

    assertThat(script.ids()).containsExactly("big-1", "small-1", "big-2", "small-2");
  }

  @Test // rt.L-7
  void aKeyThatStartsTooOftenWaitsForTheRestOfItsWindowAndKeepsItsCauses() {
    world.create(World.service("a"), World.service("b"));
    var policy = QueuePolicy.DEFAULT.withStartLimit(StartLimit.of(2));
    Script<Service> script = Script.onServices();
    world.manager.add("test", script, ONE_BY_ONE.withQueue(policy));
    world.start();
    world.touch("a");
    assertThat(script.ids()).containsExactly("a", "b", "a");

    world.advance(Duration.ofSeconds(4));
    world.touch("a");
    world.advance(Duration.ofSeconds(4));
    world.touch("a");
    assertThat(script.ids()).as("the limit is reached").hasSize(3);
    world.touch("b");
    assertThat(script.ids()).as("others are not held up").endsWith("b").hasSize(4);
    world.advance(Duration.ofSeconds(2).minusNanos(1));
    assertThat(script.ids()).hasSize(4);
    world.advance(Duration.ofNanos(1));

    assertThat(script.ids()).endsWith("a").hasSize(5);
    assertThat(script.last().causes()).as("both changes").hasSize(2);
  }

  @Test // rt.L-7
  void theLimitOfStartsHoldsForRetriesToo() {
    world.create(World.service("a"));
    var policy = QueuePolicy.DEFAULT.withStartLimit(new StartLimit(1, Duration.ofMinutes(1)));
    Script<Service> script = Script.onServices().then(Result.backOff());
    world.manager.add("test", script, ONE_BY_ONE.withQueue(policy));
    world.start();

    world.advance(Duration.ofSeconds(59));
    assertThat(script.runs).hasSize(1);
    world.advance(Duration.ofSeconds(1));

    assertThat(script.runs).hasSize(2);
  }

  @Test // rt.L-8
  void changesOfAKindThatComeInNumbersAreLookedAtWhenTheyPause() {
    world.create(World.service("a"));
    Script<Service> script = quietTasks();
    assertThat(script.ids()).as("the start waits for no pause").containsExactly("a");

    for (int i = 0; i < 5; i++) {
      String id = "t" + i;
      world.write(tx -> tx.create(Kinds.TASK, World.task(id, "a")));
      world.advance(Duration.ofMillis(10));
    }
    assertThat(script.runs).hasSize(1);
    world.advance(Duration.ofMillis(10));

    assertThat(script.runs).hasSize(2);
    assertThat(script.last().causes()).hasSize(5);
    world.advance(Duration.ofSeconds(1));
    assertThat(script.runs).hasSize(2);
  }

  @Test // rt.L-8
  void changesThatNeverPauseAreLookedAtWithinTheBound() {
    world.create(World.service("a"));
    Script<Service> script = quietTasks();

    for (int i = 0; i < 25; i++) {
      String id = "t" + i;
      world.write(tx -> tx.create(Kinds.TASK, World.task(id, "a")));
      world.advance(Duration.ofMillis(10));
    }

    assertThat(script.runs).as("the start, and after 100 and 200 ms").hasSize(3);
  }

  @Test // rt.L-8
  void changesOfOtherKindsWaitForNoPause() {
    world.create(World.service("a"));
    Script<Service> script = quietTasks();
    world.write(tx -> tx.create(Kinds.TASK, World.task("t", "a")));

    world.touch("a");

    assertThat(script.runs).hasSize(2);
    assertThat(script.last().causes()).as("the task and the service").hasSize(2);
    world.advance(Duration.ofSeconds(1));
    assertThat(script.runs).hasSize(2);
  }

  /** Tasks lead to runs of their services when they have paused for 20 ms, or after 100. */
  private Script<Service> quietTasks() {
    var quiet = new QuietPeriod(Duration.ofMillis(20), Duration.ofMillis(100));
    Script<Service> script =
        Script.on(
            sources ->
                sources
                    .primary(Kinds.SERVICE)
                    .mapped(Kinds.TASK, (task, at) -> List.of(task.getServiceId())));
    world.manager.add(
        "test",
        script,
        ControllerOptions.DEFAULT.withQueue(QueuePolicy.DEFAULT.withQuiet(Kinds.TASK, quiet)));
    world.start();
    return script;
  }

  /** Starts {@code script} with a first run that takes until {@link #letGo}. */
  private <T> Script<T> start(Script<T> script, ControllerOptions options) {
    world.manager.add("test", script.then(run -> busy.future()), options);
    world.start();
    return script;
  }

  private void letGo() {
    busy.complete(Result.done());
    world.clock.runUntilIdle();
  }

  private static Resource site(String id) {
    return Resource.newBuilder()
        .setId(id)
        .setKind("site")
        .setAnnotations(
            named(id).toBuilder()
                .addIndices(IndexEntry.newBuilder().setKey(Marks.FINALIZER).setVal("dns")))
        .build();
  }

  private static Annotations named(String name) {
    return Annotations.newBuilder().setName(name).build();
  }
}
