package io.skep.controller.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.controller.ControllerOptions;
import io.skep.controller.Result;
import io.skep.controller.Run;
import io.skep.informer.Event;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.changelog.LogBounds;
import io.skep.store.kind.Kinds;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a run sees: its object, everything else, all of one version, and why it was started. */
class SnapshotTest {
  private final World world = new World();

  @Test // rt.R-3
  void aRunGetsItsKeyItsObjectTheSnapshotItsCausesAndTheClock() {
    world.create(World.service("web", 3));
    Script<Service> script = Script.onServices();
    world.manager.add("test", script);
    world.start();

    Run<Service> run = script.last();

    assertThat(run.id()).isEqualTo("web");
    assertThat(run.object()).isEqualTo(world.store.view().get(Kinds.SERVICE, "web"));
    assertThat(run.at().version()).isEqualTo(world.store.view().version());
    assertThat(run.attempt()).isEqualTo(1);
    assertThat(run.causes()).containsExactly("there at the start");
    assertThat(run.clock()).isSameAs(world.clock);
  }

  @Test // rt.R-4
  void causesSayWhatChangedWhoWroteItAndWhen() {
    world.create(World.service("web"));
    Script<Service> script =
        Script.on(
            sources ->
                sources
                    .primary(Kinds.SERVICE)
                    .mapped(Kinds.TASK, (task, at) -> List.of(task.getServiceId())));
    Promise<Result> first = Promise.promise();
    script.then(run -> first.future());
    world.manager.add("test", script);
    world.start();

    Version touched = world.touch("web");
    Version created = world.write(tx -> tx.create(Kinds.TASK, World.task("t1", "web")));
    Version deleted = world.write(tx -> tx.delete(Kinds.TASK, "t1"));
    first.complete(Result.done());
    world.advance(Duration.ZERO);

    assertThat(script.last().causes())
        .containsExactly(
            "service web updated at version " + touched + " by somebody",
            "task t1 added at version " + created + " by somebody",
            "task t1 deleted at version " + deleted + " by somebody");
  }

  @Test // rt.R-4
  void sixteenCausesAreKeptAndTheRestCounted() {
    world.create(World.service("web"));
    Script<Service> script = Script.onServices();
    Promise<Result> first = Promise.promise();
    script.then(run -> first.future());
    world.manager.add("test", script);
    world.start();

    IntStream.range(0, 20).forEach(i -> world.touch("web"));
    first.complete(Result.done());
    world.advance(Duration.ZERO);

    assertThat(script.last().causes()).hasSize(16).last().isEqualTo("and 5 more");
  }

  @Test // rt.R-5
  void aRunSeesWhatThisControllerHasWritten() {
    world.create(World.service("a"), World.service("b"));
    Script<Service> script = Script.onServices();
    var seen = new ArrayList<Integer>();
    script.always(
        run -> {
          seen.add(run.at().count(Kinds.TASK));
          return run.commit(
              tx -> tx.create(Kinds.TASK, World.task("task of " + run.id(), run.id())));
        });
    world.manager.add("test", script);

    world.start();

    assertThat(seen).as("tasks that each run found").containsExactly(0, 1);
  }

  @Test // rt.R-5
  void aRunSeesWhatAnotherRunHasWrittenThatGoesOn() {
    world.create(World.service("a"), World.service("b"));
    Promise<Result> end = Promise.promise();
    Script<Service> script =
        Script.onServices()
            .then(
                run ->
                    run.commit(tx -> tx.create(Kinds.TASK, World.task("t", "a")))
                        .compose(done -> end.future()));
    world.manager.add("test", script);

    world.start();

    assertThat(script.ids()).containsExactly("a", "b");
    assertThat(script.last().at().count(Kinds.TASK)).isEqualTo(1);
  }

  @Test // rt.R-5
  void aRunSeesWhatABatchHasWritten() {
    world.create(World.service("a"), World.service("b"));
    Script<Service> script = Script.onServices();
    var seen = new ArrayList<Integer>();
    script.always(
        run -> {
          seen.add(run.at().count(Kinds.TASK));
          return run.batch(
                  IntStream.range(0, 500)
                      .<Consumer<Tx>>mapToObj(
                          i -> tx -> tx.create(Kinds.TASK, World.task(run.id() + i, run.id())))
                      .iterator())
              .map(done -> Result.done());
        });
    world.manager.add("test", script, ControllerOptions.DEFAULT.withInFlight(1));

    world.start();

    assertThat(seen).containsExactly(0, 500);
  }

  @Test // rt.R-5
  void aRunSeesTheChangeThatItIsFor() {
    world.create(World.service("web"));
    Script<Service> script = Script.onServices();
    world.manager.add("test", script);
    world.start();

    for (int i = 0; i < 10; i++) {
      Version touched = world.touch("web");
      assertThat(script.last().at().version()).isEqualTo(touched);
      assertThat(script.last().object()).isEqualTo(world.store.view().get(Kinds.SERVICE, "web"));
    }
  }

  @Test // rt.R-6
  void aKeyWhoseObjectIsGoneIsDoneBeforeItsRun() {
    world.create(World.service("web"));
    Script<Service> script = Script.onServices().then(Result.backOff());
    world.manager.add("test", script);
    world.start();

    world.write(tx -> tx.delete(Kinds.SERVICE, "web"));
    world.advance(Duration.ofHours(1));

    assertThat(script.runs).hasSize(1);
    assertThat(world.meters.get("skep.controller.runs").tag("result", "missing").counter().count())
        .isEqualTo(1);
    assertThat(world.meters.get("skep.queue.processing").gauge().value()).isZero();
    world.create(World.service("web"));
    assertThat(script.last().attempt()).as("its failures are forgotten").isEqualTo(1);
  }

  @Test // rt.R-6
  void aControllerThatAskedForDeletionsRunsWithoutAnObject() {
    world.create(World.service("web"));
    Script<Service> script = Script.on(sources -> sources.primary(Kinds.SERVICE).alsoDeleted());
    world.manager.add("test", script);
    world.start();

    world.write(tx -> tx.delete(Kinds.SERVICE, "web"));

    assertThat(script.runs).hasSize(2);
    assertThat(script.last().id()).isEqualTo("web");
    assertThat(script.last().object()).isEqualTo(Optional.empty());
  }

  @Test // rt.R-15
  void aSourceThatNamesAKeyNobodyKnowsStartsNothing() {
    Script<Service> script =
        Script.on(
            sources ->
                sources
                    .primary(Kinds.SERVICE)
                    .mapped(Kinds.TASK, (task, at) -> List.of(task.getServiceId())));
    world.manager.add("test", script);
    world.start();

    world.write(tx -> tx.create(Kinds.TASK, World.task("t1", "nobody")));

    assertThat(script.runs).isEmpty();
    assertThat(world.meters.get("skep.queue.processing").gauge().value()).isZero();
  }

  @Test // rt.R-5, rt.W-2
  void observersHaveBeenShownExactlyWhatTheSnapshotShows() {
    IntStream.range(0, 700).forEach(i -> world.create(World.service("s" + i)));
    var model = new TreeMap<String, Task>();
    Script<Service> script =
        Script.on(
            sources ->
                sources
                    .primary(Kinds.SERVICE)
                    .observed(Kinds.TASK, event -> remember(model, event)));
    var compared = new ArrayList<String>();
    script.always(
        run -> {
          assertThat(model.values()).containsExactlyElementsOf(run.at().list(Kinds.TASK));
          compared.add(run.id());
          if (run.at().count(Kinds.TASK) < 300) {
            return run.commit(
                tx -> {
                  tx.create(Kinds.TASK, World.task("t-" + run.id(), run.id()));
                  tx.update(
                      Kinds.TASK,
                      tx.get(Kinds.TASK, "t-" + run.id()).orElseThrow().toBuilder()
                          .setSlot(1)
                          .build());
                });
          }
          return run.done();
        });
    world.manager.add("test", script);

    world.start();
    world.write(tx -> tx.list(Kinds.TASK).forEach(task -> tx.delete(Kinds.TASK, task.getId())));
    world.touch("s0");

    assertThat(compared).hasSize(701);
    assertThat(model).containsOnlyKeys("t-s0");
  }

  @Test // rt.R-5: a commit that is too large for one turn is shown whole before the next run
  void aHugeCommitIsNeverHalfShown() {
    var model = new TreeMap<String, Task>();
    Script<Service> script =
        Script.on(
            sources ->
                sources
                    .primary(Kinds.SERVICE)
                    .observed(Kinds.TASK, event -> remember(model, event)));
    var sizes = new ArrayList<Integer>();
    script.always(
        run -> {
          assertThat(model.values()).containsExactlyElementsOf(run.at().list(Kinds.TASK));
          sizes.add(model.size());
          return run.done();
        });
    world.manager.add("test", script);
    world.start();

    world.writeQuietly(
        tx -> {
          tx.create(Kinds.SERVICE, World.service("first"));
          IntStream.range(0, 5000)
              .forEach(i -> tx.create(Kinds.TASK, World.task("t" + i, "first")));
        });
    world.clock.step();
    world.clock.step();
    world.writeQuietly(tx -> tx.create(Kinds.SERVICE, World.service("second")));
    world.writeQuietly(tx -> tx.delete(Kinds.TASK, "t1"));
    world.clock.runUntilIdle();

    assertThat(sizes).containsExactly(4999, 4999);
  }

  @Test // rt.W-7: a log that holds one commit makes the feed jump all the time
  void afterAJumpObserversKnowAllAgain() {
    var tight = new World(1, 1, new LogBounds(1, 1));
    var model = new TreeMap<String, Task>();
    var unknown = new ArrayList<String>();
    Script<Service> script =
        Script.on(
            sources ->
                sources
                    .primary(Kinds.SERVICE)
                    .observed(
                        Kinds.TASK,
                        event -> {
                          remember(model, event);
                          if (event instanceof Event.Deleted<Task> gone
                              && gone.finalStateUnknown()) {
                            unknown.add(gone.object().getId());
                          }
                        }));
    tight.manager.add("test", script);
    tight.create(World.service("web"));
    tight.write(tx -> tx.create(Kinds.TASK, World.task("t0", "web")));
    tight.start();

    tight.writeQuietly(tx -> tx.create(Kinds.TASK, World.task("t1", "web")));
    tight.writeQuietly(tx -> tx.delete(Kinds.TASK, "t0"));
    tight.writeQuietly(tx -> tx.create(Kinds.TASK, World.task("t2", "web")));
    tight.touch("web");

    assertThat(model.keySet()).containsExactly("t1", "t2");
    assertThat(unknown).containsExactly("t0");
    assertThat(script.last().at().count(Kinds.TASK)).isEqualTo(2);
  }

  private static void remember(Map<String, Task> model, Event<? extends Task> event) {
    Task task = event.object();
    if (event instanceof Event.Added<?>) {
      assertThat(model.put(task.getId(), task)).as("added twice: %s", task.getId()).isNull();
    } else if (event instanceof Event.Updated<? extends Task> update) {
      assertThat(model.put(task.getId(), task)).isSameAs(update.old());
    } else {
      assertThat(model.remove(task.getId())).as("unknown: %s", task.getId()).isNotNull();
    }
  }
}
