package io.skep.controller.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.controller.ControllerOptions;
import io.skep.controller.Reconciler;
import io.skep.controller.Result;
import io.skep.controller.RetryPolicy;
import io.skep.controller.Run;
import io.skep.controller.Sources;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VertxLoop;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Managers on real event loops, among threads that are none. */
@ExtendWith(VertxExtension.class)
class VertxManagerTest {
  private static final int KEYS = 8;
  private static final ControllerOptions QUICK =
      ControllerOptions.DEFAULT.withRetry(
          RetryPolicy.exponential(Duration.ofMillis(1), Duration.ofMillis(2), 0));

  private final MemoryStore store =
      new MemoryStore(MemoryStoreOptions.of(Kinds.ALL).withRandom(new Random(1)));
  private final ExecutorService threads = Executors.newFixedThreadPool(6);

  /** Broken promises; what a run throws would only be retried. */
  private final Queue<String> broken = new ConcurrentLinkedQueue<>();

  private Vertx vertx;
  private List<VertxLoop> loops;
  private StoreManager manager;

  @BeforeEach
  void create(Vertx given) throws Exception {
    vertx = given;
    loops = List.of(newLoop(), newLoop());
    manager = StoreManager.on(loops, store, ManagerOptions.DEFAULT);
    await(
        store.update(
            tx -> IntStream.range(0, KEYS).forEach(i -> tx.create(Kinds.SERVICE, service(i)))));
  }

  @AfterEach
  void end() throws Exception {
    await(manager.stop());
    store.close();
    threads.shutdownNow();
    assertThat(broken).isEmpty();
  }

  private VertxLoop newLoop() throws Exception {
    // A plain thread gets a context of its own, so each of them one more.
    return CompletableFuture.supplyAsync(
            () -> VertxLoop.on(vertx), task -> new Thread(task).start())
        .get(2, TimeUnit.MINUTES);
  }

  private static Service service(int number) {
    return World.service("s" + number);
  }

  /** Fails rather than hang; nothing here depends on how long it takes. */
  private static <R> R await(Future<R> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(2, TimeUnit.MINUTES);
  }

  /** Waits until {@code loop} has done all that it has been given. */
  private static void awaitTurn(Loop loop) throws Exception {
    Promise<Void> turn = Promise.promise();
    loop.execute(turn::complete);
    await(turn.future());
  }

  private void awaitTurns() throws Exception {
    for (int i = 0; i < 3; i++) { // A task may give another to the other loop, and that one back.
      for (Loop loop : loops) {
        awaitTurn(loop);
      }
    }
  }

  /** For each service; checks what every call is promised, and remembers the newest it saw. */
  private final class Watchful implements Reconciler<Service> {
    private final Map<String, Version> seen = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> underWay = new ConcurrentHashMap<>();
    private final AtomicInteger runs = new AtomicInteger();
    private final Function<Run<Service>, Future<Result>> answer;
    private final Loop home;
    private volatile Runnable onSeen = () -> {};

    Watchful(Loop home, Function<Run<Service>, Future<Result>> answer) {
      this.home = home;
      this.answer = answer;
    }

    @Override
    public void declare(Sources<Service> on) {
      checkHome("declare");
      on.primary(Kinds.SERVICE).observed(Kinds.TASK, event -> checkHome("a source"));
    }

    @Override
    public Future<Result> reconcile(Run<Service> run) {
      checkHome("reconcile");
      runs.incrementAndGet();
      if (underWay(run.id()).incrementAndGet() > 1) {
        broken.add("two runs of " + run.id() + " at once");
      }
      return answered(run)
          .eventually(
              () -> {
                underWay(run.id()).decrementAndGet();
                run.object().ifPresent(object -> saw(run.id(), object));
                return Future.succeededFuture();
              });
    }

    /** Writes it down from a thread that is no loop. */
    @Override
    public Future<Result> onFailure(Run<Service> run, Result.Failure failure) {
      checkHome("onFailure");
      Promise<Result> written = Promise.promise();
      threads.execute(() -> run.commit(tx -> setStatus(tx, run), failure).onComplete(written));
      return written.future();
    }

    private void setStatus(Tx tx, Run<Service> run) {
      checkHome("a body");
      Service.Builder service = tx.get(Kinds.SERVICE, run.id()).orElseThrow().toBuilder();
      service.getUpdateStatusBuilder().setMessage("failed %d times".formatted(run.attempt()));
      tx.update(Kinds.SERVICE, service.build());
    }

    private Future<Result> answered(Run<Service> run) {
      try {
        return answer.apply(run);
      } catch (RuntimeException e) {
        underWay(run.id()).decrementAndGet();
        throw e;
      }
    }

    private void saw(String id, Service object) {
      seen.put(id, new Version(object.getMeta().getVersion().getIndex()));
      onSeen.run();
    }

    private AtomicInteger underWay(String id) {
      return underWay.computeIfAbsent(id, absent -> new AtomicInteger());
    }

    private void checkHome(String what) {
      Context context = Vertx.currentContext();
      if (!home.isCurrent() || !context.isEventLoopContext() || !Context.isOnEventLoopThread()) {
        broken.add(what + " was called off its loop, on " + context);
      }
    }

    /** Completes when a run has seen each service as of {@code versions}. */
    Future<Void> sees(Map<String, Version> versions) {
      Promise<Void> all = Promise.promise();
      onSeen =
          () -> {
            if (versions.entrySet().stream()
                .allMatch(e -> e.getValue().equals(seen.get(e.getKey())))) {
              all.tryComplete();
            }
          };
      onSeen.run();
      return all.future();
    }
  }

  /** {@code result}, completed by a thread that is no loop. */
  private Future<Result> elsewhere(Result result) {
    Promise<Result> promise = Promise.promise();
    threads.execute(() -> promise.complete(result));
    return promise.future();
  }

  /** Many threads change all services; gives the last version of each. */
  private Map<String, Version> writeFromManyThreads() throws Exception {
    Map<String, Version> last = new ConcurrentHashMap<>();
    var writers = new ArrayList<java.util.concurrent.Future<?>>();
    for (int writer = 0; writer < 4; writer++) {
      int first = writer;
      writers.add(
          threads.submit(
              () -> {
                for (int i = 0; i < 500; i++) {
                  String id = "s" + (first + i) % KEYS;
                  Version version = await(store.update(tx -> count(tx, id)));
                  last.merge(id, version, (one, other) -> one.isAfter(other) ? one : other);
                }
                return null;
              }));
    }
    for (var writer : writers) {
      writer.get(2, TimeUnit.MINUTES);
    }
    return last;
  }

  private static void count(Tx tx, String id) {
    Service.Builder service = tx.get(Kinds.SERVICE, id).orElseThrow().toBuilder();
    var task = service.getSpecBuilder().getTaskBuilder();
    task.setForceUpdate(task.getForceUpdate() + 1);
    tx.update(Kinds.SERVICE, service.build());
  }

  @Test // rt.R-2, rt.Q-2, rt.Q-4, rt.C-1
  void keysStayExclusiveOnTheirLoopsAndNoChangeIsMissedUnderManyWriters() throws Exception {
    var controllers = new ArrayList<Watchful>();
    for (int i = 0; i < 4; i++) {
      var watchful = new Watchful(loops.get(i % 2), run -> elsewhere(Result.done()));
      controllers.add(watchful);
      manager.add("c" + i, watchful);
    }
    await(manager.start());

    Map<String, Version> last = writeFromManyThreads();

    assertThat(last).hasSize(KEYS);
    for (Watchful controller : controllers) {
      await(controller.sees(last));
    }
  }

  @Test // rt.R-5, rt.R-7, rt.R-10, rt.E-7
  void failuresAreTriedAgainAndToldToTheHookFromWhateverThreadTheyCome() throws Exception {
    var settled = ConcurrentHashMap.<String>newKeySet();
    Promise<Void> all = Promise.promise();
    var failing =
        new Watchful(
            loops.get(0),
            run ->
                switch (run.attempt()) {
                  case 1 -> throw new IllegalStateException("thrown");
                  case 2 -> elsewhere(Result.failed(new IllegalStateException("elsewhere")));
                  case 3 -> elsewhere(null);
                  case 4 -> elsewhere(Result.backOff());
                  default -> {
                    String status = run.object().orElseThrow().getUpdateStatus().getMessage();
                    if (!status.equals("failed 3 times")) {
                      broken.add("the run of " + run.id() + " sees \"" + status + "\"");
                    }
                    settled.add(run.id());
                    if (settled.size() == KEYS) {
                      all.tryComplete();
                    }
                    yield elsewhere(Result.done());
                  }
                });
    manager.add("failing", failing, QUICK);
    await(manager.start());

    await(all.future());
    awaitTurns();

    assertThat(failing.runs)
        .as("five attempts each, and none woken by the hook")
        .hasValue(5 * KEYS);
  }

  @Test // rt.C-5, rt.R-2
  void aBusyStoreKeepsNoLoopWaiting() throws Exception {
    var release = new CountDownLatch(1);
    var busy = new CountDownLatch(1);
    var committing = new CountDownLatch(KEYS);
    var watchful =
        new Watchful(
            loops.get(0),
            run -> {
              Future<Result> committed = run.commit(tx -> tx.create(Kinds.TASK, task(run)));
              committing.countDown();
              return committed;
            });
    manager.add("committing", watchful);
    Promise<Version> written = Promise.promise();
    threads.execute(
        () ->
            store
                .update(
                    tx -> {
                      busy.countDown();
                      awaitLatch(release);
                    })
                .onComplete(written));
    awaitLatch(busy);

    Future<Void> started = manager.start();
    awaitLatch(committing);
    awaitTurns(); // The loops go on while the writer holds the store.
    assertThat(store.view().count(Kinds.TASK)).isZero();
    release.countDown();

    await(started);
    await(written.future());
    await(watchful.sees(versions()));
    assertThat(store.view().count(Kinds.TASK)).isEqualTo(KEYS);
  }

  @Test // rt.R-19
  void stopWaitsForRunsUnderWayAndStartsNoOther() throws Exception {
    Promise<Void> release = Promise.promise();
    var underWay = new CountDownLatch(4);
    var controllers = new ArrayList<Watchful>();
    for (int i = 0; i < 2; i++) {
      var slow =
          new Watchful(
              loops.get(i),
              run -> {
                underWay.countDown();
                return release
                    .future()
                    .compose(done -> run.commit(tx -> tx.create(Kinds.TASK, task(run))))
                    .recover(taken -> run.done());
              });
      controllers.add(slow);
      manager.add("slow " + i, slow, ControllerOptions.DEFAULT.withInFlight(2));
    }
    await(manager.start());
    awaitLatch(underWay);

    Future<Void> stop = manager.stop();
    awaitTurns();
    assertThat(stop.isComplete()).as("runs are under way").isFalse();
    threads.execute(release::complete);
    await(stop);
    await(manager.stopped());
    await(store.update(tx -> count(tx, "s0")));
    awaitTurns();

    assertThat(controllers).extracting(controller -> controller.runs.get()).containsExactly(2, 2);
    assertThat(store.view().count(Kinds.TASK)).as("their last writes").isEqualTo(2);
  }

  @Test // rt.C-1: the answer comes to who asked
  void otherLoopsMayAddStartAndStop() throws Exception {
    Loop stranger = newLoop();
    assertThat(loops).doesNotContain((VertxLoop) stranger).doesNotHaveDuplicates();
    var watchful = new Watchful(loops.get(0), Run::done);
    var answers = new ConcurrentLinkedQueue<String>();
    Promise<Void> done = Promise.promise();

    stranger.execute(
        () -> {
          manager.add("web", watchful);
          Future<Void> start = manager.start();
          start
              .onSuccess(started -> answers.add("started " + stranger.isCurrent()))
              .compose(started -> manager.stop())
              .onSuccess(stopped -> answers.add("stopped " + stranger.isCurrent()))
              .onComplete(done);
        });
    await(done.future());

    assertThat(answers).containsExactly("started true", "stopped true");
  }

  private static Task task(Run<Service> run) {
    return World.task("task of " + run.id(), run.id());
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      if (!latch.await(2, TimeUnit.MINUTES)) {
        throw new AssertionError("still " + latch.getCount() + " to wait for");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The version of each service as it is now. */
  private Map<String, Version> versions() {
    Map<String, Version> versions = new ConcurrentHashMap<>();
    for (Service service : store.view().list(Kinds.SERVICE)) {
      versions.put(service.getId(), new Version(service.getMeta().getVersion().getIndex()));
    }
    return versions;
  }
}
