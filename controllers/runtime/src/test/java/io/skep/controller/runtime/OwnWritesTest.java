package io.skep.controller.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Endpoint;
import io.skep.api.Node;
import io.skep.api.Service;
import io.skep.controller.ControllerOptions;
import io.skep.controller.EventPredicate;
import io.skep.controller.Result;
import io.skep.controller.Run;
import io.skep.informer.Feed;
import io.skep.informer.feed.StoreFeed;
import io.skep.store.Marks;
import io.skep.store.Tx;
import io.skep.store.changelog.LogBounds;
import io.skep.store.kind.Kinds;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of its own writes a run hears of. */
class OwnWritesTest {
  private World world = new World();
  private final Script<Service> script = Script.onServices();

  private void start() {
    world.create(World.service("web"));
    world.manager.add("test", script);
    world.start();
    world.advance(Duration.ofMinutes(1));
  }

  /** Writes what nobody asks for. */
  private static void setStatus(Tx tx, int value) {
    change(tx, service -> service.setEndpoint(endpoint(value)));
  }

  private static Endpoint endpoint(int value) {
    Endpoint.Builder endpoint = Endpoint.newBuilder();
    endpoint.addPortsBuilder().setPublishedPort(value);
    return endpoint.build();
  }

  private static void change(Tx tx, UnaryOperator<Service.Builder> edit) {
    Service.Builder service = tx.get(Kinds.SERVICE, "web").orElseThrow().toBuilder();
    tx.update(Kinds.SERVICE, edit.apply(service).build());
  }

  private static Service.Builder scale(Service.Builder service) {
    service.getSpecBuilder().getReplicatedBuilder().setReplicas(7);
    return service;
  }

  private static Service.Builder label(Service.Builder service) {
    service.getSpecBuilder().getAnnotationsBuilder().putLabels("a", "b");
    return service;
  }

  private static Service.Builder markDeleting(Service.Builder service) {
    service
        .getSpecBuilder()
        .getAnnotationsBuilder()
        .addIndicesBuilder()
        .setKey(Marks.DELETING)
        .setVal("2000-01-01T00:00:00Z");
    return service;
  }

  @Test // rt.R-17 (E11, N03)
  void aRunDoesNotHearOfTheStatusItHasWritten() {
    script.then(run -> run.commit(tx -> setStatus(tx, 1)));

    start();

    assertThat(script.runs).hasSize(1);
    assertThat(world.store.view().get(Kinds.SERVICE, "web").orElseThrow().getEndpoint())
        .isEqualTo(endpoint(1));
  }

  @Test // rt.R-17: by default spec, labels and the mark of deletion are input
  void aRunHearsOfInputThatItHasWritten() {
    script
        .then(run -> run.commit(tx -> change(tx, OwnWritesTest::scale)))
        .then(run -> run.commit(tx -> change(tx, OwnWritesTest::label)))
        .then(run -> run.commit(tx -> change(tx, OwnWritesTest::markDeleting)))
        .then(run -> run.commit(tx -> setStatus(tx, 1)));

    start();

    assertThat(script.runs).hasSize(4);
  }

  @Test // rt.R-17: what is not its own object is input
  void aRunHearsOfChildrenThatItHasWritten() {
    Script<Service> parent =
        Script.<Service>on(
                sources ->
                    sources
                        .primary(Kinds.SERVICE)
                        .mapped(Kinds.TASK, (task, at) -> List.of(task.getServiceId())))
            .then(run -> run.commit(tx -> tx.create(Kinds.TASK, World.task("t", run.id()))));
    world.create(World.service("web"));
    world.manager.add("parent", parent);

    world.start();

    assertThat(parent.runs).hasSize(2);
  }

  @Test // rt.R-17 (N06): a deletion is always told
  void aRunHearsThatItHasDeletedItsObject() {
    Script<Service> deleting =
        Script.<Service>on(sources -> sources.primary(Kinds.SERVICE).alsoDeleted())
            .then(run -> run.commit(tx -> tx.delete(Kinds.SERVICE, "web")));
    world.create(World.service("web"));
    world.manager.add("deleting", deleting);

    world.start();

    assertThat(deleting.runs).hasSize(2);
    assertThat(deleting.last().object()).isEmpty();
  }

  @Test // rt.R-17, rt.R-12
  void aReconcilerMaySayWhatItHasToHearOf() {
    Script<Service> own =
        Script.<Service>on(
                sources ->
                    sources
                        .primary(Kinds.SERVICE)
                        .ownChanges(EventPredicate.fieldChanged("endpoint")))
            .then(run -> run.commit(tx -> change(tx, OwnWritesTest::scale)))
            .then(run -> run.commit(tx -> setStatus(tx, 1)));
    world.create(World.service("web"));
    world.manager.add("own", own);
    world.start();
    assertThat(own.runs).as("what was scaled is not asked for").hasSize(1);

    world.stir("web");

    assertThat(own.runs).as("the status is").hasSize(3);
  }

  @Test // rt.R-17 (N04, Z08)
  void whatOthersWriteBeforeBetweenAndAfterIsNeverHidden() {
    for (String when : List.of("before", "between", "after")) {
      world = new World();
      Promise<Result> end = Promise.promise();
      var own = Script.onServices();
      own.then(
          run -> {
            if (when.equals("before")) {
              world.writeQuietly(tx -> setStatus(tx, 10));
            }
            return run.commit(tx -> setStatus(tx, 1))
                .compose(
                    done -> {
                      if (when.equals("between")) {
                        world.writeQuietly(tx -> setStatus(tx, 10));
                      }
                      return run.commit(tx -> setStatus(tx, 2));
                    })
                .compose(
                    done -> {
                      if (when.equals("after")) {
                        world.writeQuietly(tx -> setStatus(tx, 10));
                      }
                      return end.future();
                    });
          });
      world.create(World.service("web"));
      world.manager.add("test", own);
      world.start();
      assertThat(own.runs).hasSize(1);

      world.loop().execute(() -> end.complete(Result.done()));
      world.clock.runUntilIdle();

      assertThat(own.runs).as(when).hasSize(2);
      assertThat(own.last().causes()).as(when).hasSize(1).first().asString().contains("somebody");
    }
  }

  @Test // rt.R-17: exact, by who wrote: the run of another key is somebody else
  void theRunOfAnotherKeyAndAnotherControllerAreHeardOf() {
    world.create(World.service("other"));
    Script<Service> second = Script.onServices();
    world.manager.add("second", second);
    start();
    script.then(run -> run.commit(OwnWritesTest::setStatusOfWeb));
    script.runs.clear();
    second.runs.clear();

    world.touch("other");

    assertThat(script.ids()).containsExactly("other", "web");
    assertThat(second.ids()).containsExactly("other", "web");
  }

  private static void setStatusOfWeb(Tx tx) {
    if (tx.get(Kinds.SERVICE, "web").isPresent()) {
      setStatus(tx, 3);
    }
  }

  @Test // rt.R-17 (N07): after a jump nobody knows who wrote
  void afterAJumpTheKeyIsRunInVainRatherThanMissed() {
    world = new World(0, 1, new LogBounds(1, 2));
    Script<Service> own = Script.onServices();
    own.then(
        run -> {
          List<Future<Result>> writes = new ArrayList<>();
          for (int value = 1; value <= 10; value++) {
            int port = value;
            writes.add(run.commit(tx -> setStatus(tx, port)));
          }
          return Future.all(writes).compose(done -> run.done());
        });
    world.create(World.service("web"));
    world.manager.add("test", own);
    world.start();

    assertThat(own.runs).hasSize(2);
    assertThat(own.last().causes()).hasSize(1).first().asString().doesNotContain(" by ");
  }

  @Test // rt.T-5, rt.R-17: of what came and went between two states no difference tells
  void aRunWhoseObjectWentBeforeAnybodySawItIsRunAgain() {
    world = new World(0, 1, new LogBounds(1, 2));
    Script<Service> own = keepingAChild(run -> {});
    world.create(World.service("web"));
    world.manager.add("test", own);
    world.start();

    assertThat(world.store.view().get(Kinds.TASK, "child")).isPresent();
    assertThat(own.runs).hasSizeBetween(2, 3);
  }

  @Test // rt.T-5, rt.R-17: the run was given up on long before its feed jumped
  void aRunWhoseObjectWentWhileTheFeedWasSilentIsRunAgainAfterTheJump() {
    world = new World(0, 1, new LogBounds(1, 2));
    var feed = new LaggingFeed(new StoreFeed(world.store, world.loop()));
    Script<Service> own = keepingAChild(run -> feed.hold());
    StoreManager manager = started(feed, own);
    world.advance(Duration.ofMinutes(1));
    assertThat(own.runs).hasSize(1);

    feed.release();
    world.clock.runUntilIdle();

    assertThat(world.store.view().get(Kinds.TASK, "child")).isPresent();
    assertThat(own.runs.get(1).causes()).hasSize(1).first().asString().contains("was skipped");
    assertThat(own.runs).hasSizeBetween(2, 3);
    manager.stop();
    world.clock.runUntilIdle();
  }

  @Test // rt.R-17: what the feed brings late, but whole, is heard of as ever
  void aRunWhoseFeedWasSilentIsNotRunAgainWithoutAJump() {
    var feed = new LaggingFeed(new StoreFeed(world.store, world.loop()));
    Script<Service> own = Script.onServices();
    own.then(
        run -> {
          feed.hold();
          return run.commit(tx -> setStatus(tx, 1));
        });
    StoreManager manager = started(feed, own);
    world.advance(Duration.ofMinutes(1));

    feed.release();
    world.clock.runUntilIdle();

    assertThat(own.runs).hasSize(1);
    manager.stop();
    world.clock.runUntilIdle();
  }

  @Test // rt.T-5, rt.R-17, rt.R-9: what hears of a failure may make something, too
  void aKeyWhoseHookMadeWhatWentBeforeAnybodySawItIsRunAgain() {
    world = new World(0, 1, new LogBounds(1, 2));
    Script<Service> own =
        keepingAChild(run -> {})
            .then(Result.terminal(new IllegalStateException("no")))
            .onEachFailure(
                (run, failure) ->
                    run.commit(tx -> tx.create(Kinds.TASK, World.task("child", "web")), failure)
                        .onSuccess(made -> removeOnce()));
    world.create(World.service("web"));
    world.manager.add("test", own);
    world.start();
    world.advance(Duration.ofSeconds(5));

    assertThat(world.store.view().get(Kinds.TASK, "child")).isPresent();
    assertThat(own.runs).hasSizeBetween(2, 3);
  }

  /** Keeps a task called child; it is removed once where the change log is short. */
  private Script<Service> keepingAChild(Consumer<Run<Service>> beforeItIsMade) {
    return Script.<Service>on(
            sources ->
                sources.primary(Kinds.SERVICE).mapped(Kinds.TASK, (task, at) -> List.of("web")))
        .always(
            run -> {
              if (run.at().get(Kinds.TASK, "child").isPresent()) {
                return run.done();
              }
              beforeItIsMade.accept(run);
              return run.commit(tx -> tx.create(Kinds.TASK, World.task("child", "web")))
                  .onSuccess(made -> removeOnce());
            });
  }

  private StoreManager started(Feed feed, Script<Service> own) {
    world.create(World.service("web"));
    StoreManager manager = StoreManager.over(List.of(feed), world.store, ManagerOptions.DEFAULT);
    manager.add("test", own, ControllerOptions.DEFAULT.withoutFailsafe());
    manager.start();
    world.clock.runUntilIdle();
    return manager;
  }

  private boolean removed;

  /** Somebody else does, and so much more that the log is too short for all of it. */
  private void removeOnce() {
    if (!removed) {
      removed = true;
      world.writeQuietly(tx -> tx.delete(Kinds.TASK, "child"));
      world.writeQuietly(tx -> tx.create(Kinds.NODE, Node.newBuilder().setId("n1").build()));
      world.writeQuietly(tx -> tx.create(Kinds.NODE, Node.newBuilder().setId("n2").build()));
    }
  }

  @ParameterizedTest(name = "seed {0}") // rt.R-17 (Z08)
  @ValueSource(longs = {1, 2, 3, 4, 5, 20_260_101})
  void inAnyOrderForeignWritesAreSeenAndOwnOnesStartNothing(long seed) {
    var random = new Random(seed);
    world = new World(seed, 1, LogBounds.DEFAULT);
    var foreign = new ArrayList<Integer>();
    Script<Service> own = Script.onServices();
    own.always(
        run ->
            run.commit(tx -> setStatus(tx, 0))
                .compose(done -> random.nextBoolean() ? foreign(foreign) : Future.succeededFuture())
                .compose(done -> run.commit(tx -> setStatus(tx, 1))));
    world.create(World.service("web"));
    world.manager.add("test", own);
    world.start();
    int quiet = own.runs.size();
    for (int i = 0; i < 50; i++) {
      world.write(tx -> setStatus(tx, 5));
    }
    world.advance(Duration.ofMinutes(1));

    assertThat(own.runs).as("seed %d", seed).hasSizeGreaterThanOrEqualTo(quiet + 50);
    assertThat(own.runs)
        .as("one for the start, for each foreign write, and for no other, seed %d", seed)
        .hasSize(1 + 50 + foreign.size());
  }

  private Future<Void> foreign(List<Integer> written) {
    written.add(100);
    world.writeQuietly(tx -> setStatus(tx, 100));
    return Future.succeededFuture();
  }
}
