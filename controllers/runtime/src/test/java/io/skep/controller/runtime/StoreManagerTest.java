package io.skep.controller.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.Service;
import io.skep.controller.ControllerOptions;
import io.skep.controller.Result;
import io.skep.controller.Sources;
import io.skep.informer.Feed;
import io.skep.store.Interest;
import io.skep.store.ReadTx;
import io.skep.store.Version;
import io.skep.store.changelog.LogBounds;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Start and stop of controllers: in order, once, and without a run too early or too late. */
class StoreManagerTest {
  private final World world = new World();

  @ParameterizedTest(name = "{0} objects") // rt.R-1, rt.I-5
  @ValueSource(ints = {0, 1, 20, 2_000})
  void noRunStartsBeforeEverySourceHasBeenShownEveryObject(int objects) {
    world.write(
        tx ->
            IntStream.range(0, objects)
                .forEach(
                    i -> {
                      tx.create(Kinds.SERVICE, World.service("s" + i));
                      tx.create(Kinds.TASK, World.task("t" + i, "s" + i));
                    }));
    var shown = new ArrayList<String>();
    var before = new ArrayList<Integer>();
    Script<Service> script =
        Script.on(
            sources ->
                sources
                    .primary(Kinds.SERVICE)
                    .observed(Kinds.TASK, event -> shown.add(event.object().getId()))
                    .observed(Kinds.SERVICE, event -> shown.add(event.object().getId())));
    script.always(
        run -> {
          before.add(shown.size());
          return run.done();
        });
    world.manager.add("test", script);

    world.start();

    assertThat(before).hasSize(objects).allMatch(size -> size == 2 * objects);
  }

  @Test // rt.R-1
  void aSourceThatDoesNotSyncInTwoMinutesIsNamed() {
    var silent = new SilentFeed(world.loop());
    var manager = StoreManager.over(List.of(silent), world.store, ManagerOptions.DEFAULT);
    manager.add(
        "web",
        Script.<Service>on(
            sources -> sources.primary(Kinds.SERVICE).observed(Kinds.TASK, event -> {})));
    Future<Void> started = manager.start();
    Future<Void> stopped = manager.stopped();

    world.advance(Duration.ofMinutes(2).minusNanos(1));
    assertThat(started.isComplete()).isFalse();
    world.advance(Duration.ofNanos(1));

    assertThat(started.cause())
        .hasMessageContainingAll("\"web\"", "PT2M", "[service, task]", "no snapshot");
    assertThat(stopped.cause()).as("why it stopped").isSameAs(started.cause());
  }

  @Test // rt.R-1
  void aManagerStartsOnce() {
    world.start();

    Future<Void> again = world.manager.start();

    assertThat(again.cause())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("starts once");
  }

  @Test // rt.R-1
  void stoppingDuringTheStartIsNoError() {
    var silent = new SilentFeed(world.loop());
    var manager = StoreManager.over(List.of(silent), world.store, ManagerOptions.DEFAULT);
    manager.add("web", Script.onServices());
    Future<Void> started = manager.start();
    Future<Void> stopped = manager.stopped();
    world.advance(Duration.ofSeconds(1));

    Future<Void> stop = manager.stop();
    world.advance(Duration.ofHours(1));

    assertThat(stop.succeeded()).isTrue();
    assertThat(started.succeeded()).isTrue();
    assertThat(stopped.succeeded()).isTrue();
  }

  @Test // rt.R-1
  void controllersStartOneAfterTheOtherInTheOrderInWhichTheyWereAdded() {
    world.create(World.service("web"));
    var events = new ArrayList<String>();
    for (String name : List.of("a", "b", "c")) {
      Script<Service> script =
          Script.on(
              sources -> {
                events.add("declare " + name);
                sources.primary(Kinds.SERVICE);
              });
      world.manager.add(
          name,
          script.always(
              run -> {
                events.add("run " + name);
                return run.done();
              }));
    }

    world.start();

    assertThat(events)
        .containsSubsequence("declare a", "declare b", "declare c")
        .containsSubsequence("run a", "run b", "run c")
        .hasSize(6);
  }

  @Test // rt.R-1: sources added later start at once
  void aControllerAddedAfterTheStartIsStartedAtOnce() {
    world.create(World.service("web"));
    world.start();
    Script<Service> late = Script.onServices();

    world.manager.add("late", late);
    world.advance(Duration.ZERO);

    assertThat(late.ids()).containsExactly("web");
  }

  @Test
  void namesAreUnique() {
    world.manager.add("web", Script.onServices());

    assertThatThrownBy(() -> world.manager.add("web", Script.onServices()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"web\"");
  }

  @Test
  void aStoppedManagerTakesNoController() {
    world.start();
    world.manager.stop();

    assertThatThrownBy(() -> world.manager.add("web", Script.onServices()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("\"web\"");
  }

  @ParameterizedTest // what a reconciler declares is checked before anything runs
  @ValueSource(strings = {"no keys", "twice", "after"})
  void declarationsThatMakeNoSenseFailTheStart(String mistake) {
    var kept = new ArrayList<Sources<Service>>();
    Script<Service> script =
        Script.on(
            sources -> {
              kept.add(sources);
              switch (mistake) {
                case "no keys" -> sources.observed(Kinds.TASK, event -> {});
                case "twice" -> sources.primary(Kinds.SERVICE).single("all");
                default -> sources.primary(Kinds.SERVICE);
              }
            });
    world.manager.add("web", script);
    Future<Void> started = world.manager.start();
    world.advance(Duration.ZERO);

    if (mistake.equals("after")) {
      assertThatThrownBy(() -> kept.get(0).alsoDeleted())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("\"web\"");
    } else {
      assertThat(started.cause())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("\"web\"");
      assertThat(script.runs).isEmpty();
    }
  }

  @Test // rt.R-19
  void onStopRunsUnderWayFinishAndKeysThatWaitAreNotStarted() {
    world.create(World.service("a"), World.service("b"), World.service("c"));
    Promise<Result> first = Promise.promise();
    Script<Service> script =
        Script.onServices()
            .then(
                run ->
                    first
                        .future()
                        .compose(
                            done -> run.commit(tx -> tx.create(Kinds.TASK, World.task("t", "a")))));
    world.manager.add("web", script, ControllerOptions.DEFAULT.withInFlight(1));
    world.start();

    Future<Void> stop = world.manager.stop();
    world.advance(Duration.ofSeconds(29));
    assertThat(stop.isComplete()).as("a run is under way").isFalse();
    world.touch("a");
    first.complete(Result.done());
    world.advance(Duration.ofHours(1));

    assertThat(stop.succeeded()).isTrue();
    assertThat(script.ids()).containsExactly("a");
    assertThat(world.store.view().count(Kinds.TASK)).as("its last write").isEqualTo(1);
    assertThat(world.manager.stopped().succeeded()).isTrue();
  }

  @Test // rt.R-19
  void afterStopNothingIsLeftToHappen() {
    IntStream.range(0, 20).forEach(i -> world.create(World.service("s" + i)));
    Script<Service> script =
        Script.onServices()
            .then(Result.again(Duration.ofHours(1)))
            .then(Result.backOff())
            .then(Result.failed(new IllegalStateException("no")));
    world.manager.add("web", script);
    world.start();
    world.advance(Duration.ofMillis(1));

    Future<Void> stop = world.manager.stop();
    world.advance(Duration.ZERO);

    assertThat(stop.succeeded()).isTrue();
    assertThat(world.clock.advanceToNextTimer()).as("a timer is left").isFalse();
    assertThat(world.meters.find("skep.controller.limit").gauge()).isNull();
    assertThat(world.meters.find("skep.queue.depth").gauge()).isNull();
  }

  @Test // rt.R-19
  void noControllerStartsARunWhileAnotherFinishesOne() {
    world.create(World.service("a"), World.service("b"));
    List<Promise<Result>> answers = List.of(Promise.promise(), Promise.promise());
    var scripts = new ArrayList<Script<Service>>();
    for (int i = 0; i < 2; i++) {
      Promise<Result> answer = answers.get(i);
      scripts.add(Script.onServices().then(run -> answer.future()));
      world.manager.add("c" + i, scripts.get(i), ControllerOptions.DEFAULT.withInFlight(1));
    }
    world.start();

    Future<Void> stop = world.manager.stop();
    world.advance(Duration.ZERO);
    answers.get(0).complete(Result.done());
    world.advance(Duration.ZERO);
    assertThat(scripts.get(0).runs).as("its other key").hasSize(1);
    assertThat(stop.isComplete()).as("the other controller has a run under way").isFalse();
    answers.get(1).complete(Result.done());
    world.advance(Duration.ZERO);

    assertThat(stop.succeeded()).isTrue();
    assertThat(scripts.get(1).runs).hasSize(1);
  }

  @Test // rt.S-2
  void stoppingWaitsHalfAMinuteForRunsAndNamesTheirControllers() {
    world.create(World.service("a"));
    Promise<Result> never = Promise.promise();
    world.manager.add("quick", Script.onServices());
    world.manager.add("stuck", Script.onServices().then(run -> never.future()));
    world.start();
    Future<Void> stopped = world.manager.stopped();

    Future<Void> stop = world.manager.stop();
    world.advance(Duration.ofSeconds(30).minusNanos(1));
    assertThat(stop.isComplete()).isFalse();
    world.advance(Duration.ofNanos(1));

    assertThat(stop.cause())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("PT30S", "[stuck]");
    assertThat(stopped.cause()).isSameAs(stop.cause());
    assertThat(world.manager.stop().cause()).as("asked again").isSameAs(stop.cause());
    never.complete(Result.done());
    world.advance(Duration.ofHours(1));
    assertThat(world.meters.find("skep.queue.depth").gauges())
        .as("it has ended after all")
        .isEmpty();
  }

  @Test // rt.S-2
  void aStopLimitMayBeNoneOrZero() {
    world.create(World.service("a"));
    Promise<Result> slow = Promise.promise();
    var patient = managerOn(ManagerOptions.DEFAULT.withStopLimit(ManagerOptions.NO_LIMIT));
    var impatient = managerOn(ManagerOptions.DEFAULT.withStopLimit(Duration.ZERO));
    List.of(patient, impatient)
        .forEach(manager -> manager.add("slow", Script.onServices().then(run -> slow.future())));
    List.of(patient, impatient).forEach(StoreManager::start);
    world.advance(Duration.ZERO);

    Future<Void> patientStop = patient.stop();
    Future<Void> impatientStop = impatient.stop();
    world.advance(Duration.ZERO);
    assertThat(impatientStop.cause()).hasMessageContainingAll("PT0S", "[slow]");
    world.advance(Duration.ofDays(1000));
    assertThat(patientStop.isComplete()).isFalse();
    slow.complete(Result.done());
    world.advance(Duration.ZERO);

    assertThat(patientStop.succeeded()).isTrue();
  }

  private StoreManager managerOn(ManagerOptions options) {
    return StoreManager.on(world.loops, world.store, options);
  }

  @Test // rt.M-6: what one measures is not another's
  void twoManagersMayHaveControllersOfTheSameName() {
    world.create(World.service("a"));
    Script<Service> one = Script.onServices();
    Script<Service> other = Script.onServices();
    var first = StoreManager.on(world.loop(), world.store);
    var second = StoreManager.on(world.loop(), world.store);
    first.add("web", one);
    second.add("web", other);
    first.start();
    second.start();
    world.advance(Duration.ZERO);

    first.stop();
    world.touch("a");

    assertThat(one.ids()).containsExactly("a");
    assertThat(other.ids()).containsExactly("a", "a");
    assertThat(ManagerOptions.DEFAULT.meters()).as("shared by nobody").isEmpty();
  }

  @ParameterizedTest // rt.R-10
  @ValueSource(booleans = {true, false})
  void anErrorOfTheVirtualMachineStopsTheManager(boolean thrown) {
    var error = new OutOfMemoryError("made up");
    world.create(World.service("a"), World.service("b"));
    Script<Service> bad =
        Script.onServices()
            .then(
                run -> {
                  if (thrown) {
                    throw error;
                  }
                  return Future.failedFuture(error);
                });
    Script<Service> good = Script.onServices();
    world.manager.add("bad", bad, ControllerOptions.DEFAULT.withInFlight(1));
    world.manager.add("good", good);
    Future<Void> stopped = world.manager.stopped();
    world.manager.start();
    world.advance(Duration.ZERO);

    assertThat(stopped.cause()).isSameAs(error);
    assertThat(bad.runs).as("no run after the error").hasSize(1);
    world.touch("a");
    assertThat(good.runs).hasSizeLessThanOrEqualTo(2);
  }

  @Test // rt.R-10
  void anErrorOfTheVirtualMachineInASourceStopsTheManager() {
    var error = new OutOfMemoryError("made up");
    world.manager.add(
        "bad",
        Script.<Service>on(
            sources ->
                sources
                    .primary(Kinds.SERVICE)
                    .observed(
                        Kinds.TASK,
                        event -> {
                          throw error;
                        })));
    world.start();
    Future<Void> stopped = world.manager.stopped();

    world.write(tx -> tx.create(Kinds.TASK, World.task("t", "web")));

    assertThat(stopped.cause()).isSameAs(error);
  }

  @Test
  void aClosedStoreStopsTheManager() {
    world.manager.add("web", Script.onServices());
    world.start();
    Future<Void> stopped = world.manager.stopped();

    world.store.close();
    world.advance(Duration.ofSeconds(1));

    assertThat(stopped.failed()).isTrue();
  }

  @Test // rt.R-2
  void onlyAsManyRunsAsAllowedAreUnderWay() {
    IntStream.range(0, 20).forEach(i -> world.create(World.service("s" + i)));
    List<Promise<Result>> answers = new ArrayList<>();
    Script<Service> script =
        Script.onServices()
            .always(
                run -> {
                  answers.add(Promise.promise());
                  return answers.get(answers.size() - 1).future();
                });
    world.manager.add("web", script, ControllerOptions.DEFAULT.withInFlight(3));

    world.start();
    assertThat(answers).hasSize(3);
    answers.get(1).complete(Result.done());
    world.advance(Duration.ZERO);

    assertThat(answers).hasSize(4);
    assertThat(new TreeSet<>(script.ids())).hasSize(4);
  }

  @Test
  void controllersAreDealtOutToTheLoopsInTurn() {
    var several = new World(3, 2, LogBounds.DEFAULT);
    several.create(World.service("web"));
    var loops = new ArrayList<Loop>();
    for (int i = 0; i < 4; i++) {
      several.manager.add(
          "c" + i,
          Script.onServices()
              .always(
                  run -> {
                    loops.add(Loop.current().orElseThrow());
                    return run.done();
                  }));
    }

    several.start();

    Loop first = several.loops.get(0);
    Loop second = several.loops.get(1);
    assertThat(loops).containsExactlyInAnyOrder(first, first, second, second);
  }

  /** A feed that never brings anything. */
  private record SilentFeed(Loop loop) implements Feed {
    @Override
    public Subscription subscribe(Interest interest, Subscriber subscriber) {
      return () -> {};
    }

    @Override
    public Future<Version> start() {
      return Promise.<Version>promise().future();
    }

    @Override
    public ReadTx at() {
      throw new IllegalStateException("no snapshot");
    }

    @Override
    public Future<ReadTx> atLeast(Version version) {
      return Promise.<ReadTx>promise().future();
    }

    @Override
    public Future<Void> stop() {
      return Future.succeededFuture();
    }
  }
}
