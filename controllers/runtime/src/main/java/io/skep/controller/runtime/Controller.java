package io.skep.controller.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.skep.controller.ControllerOptions;
import io.skep.controller.Explanation;
import io.skep.controller.Reconciler;
import io.skep.controller.Result;
import io.skep.controller.Workload;
import io.skep.controller.lease.Term;
import io.skep.controller.queue.WorkQueue;
import io.skep.controller.trace.RunTracer;
import io.skep.informer.Feed;
import io.skep.store.ReadTx;
import io.skep.store.Store;
import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one reconciler: hands it the keys that its sources ask for, a bounded number at once, each
 * with a snapshot that shows what this controller has written and what the run is for, and does
 * with a key what its run says.
 *
 * <p>As many workers as there may be runs take keys; the queue sees to it that no key is in two
 * runs. A worker gives its key back on every path, so no key is lost to a failure.
 *
 * <p>{@link #start}, {@link #stop} and {@link #isStopped} may be called from anywhere; everything
 * else is confined to the loop of the feed.
 */
final class Controller<T> {
  private static final Logger LOG = LoggerFactory.getLogger(Controller.class);

  private final String name;
  private final Reconciler<T> reconciler;
  private final ControllerOptions options;
  private final Surroundings around;
  private final Loop loop;
  private final ControllerMetrics metrics;
  private final Retries retries;
  private final Agenda agenda;
  private final Failsafe failsafe;
  private final RunLog log;
  private final RunHistory history = new RunHistory();
  private final Explainer explainer;
  private final WriteBack writes;
  private final Writer writer;
  private final Declaration<T> declared;
  private final Gate gate;
  private final Standby standby = new Standby();
  private final Promise<Void> synced = Promise.promise();
  private final Promise<Void> stopped = Promise.promise();
  private Tap tap;
  private Runner<T> runner;
  private boolean stopping;
  private volatile boolean stopAsked;

  /** How many keys are in the hands of workers. */
  private int inHand;

  /**
   * What a controller is put into.
   *
   * @param store where it writes; {@code feed} brings what is written there
   * @param random draws what must not be regular
   * @param tracer follows the runs
   * @param onFailure told, perhaps several times, of what ends the controller and its manager
   */
  record Surroundings(
      Feed feed,
      Store store,
      MeterRegistry meters,
      RandomGenerator random,
      RunTracer tracer,
      Consumer<Throwable> onFailure) {}

  Controller(
      String name, Reconciler<T> reconciler, ControllerOptions options, Surroundings around) {
    this.name = name;
    this.reconciler = Cleaning.of(reconciler);
    this.options = options;
    this.around = around;
    loop = around.feed().loop();
    retries = new Retries(options.retry(), around.random(), loop.clock());
    metrics = new ControllerMetrics(around.meters(), name, options.inFlight(), retries::givenUp);
    agenda =
        new Agenda(
            WorkQueue.on(loop, name, around.meters(), options.queue().order(options.inFlight())),
            options.queue(),
            retries,
            loop.clock());
    failsafe =
        new Failsafe(
            loop, around.random(), options.failsafe(), key -> agenda.wake(key, Cause.FAILSAFE));
    log = new RunLog(LOG, name, options.retry(), loop.clock());
    explainer = new Explainer(agenda, retries, options.retry(), failsafe, history, loop.clock());
    writes = new WriteBack(around.store(), loop, around.random(), metrics.conflicts());
    writer = new Writer(name);
    gate = Gate.of(options.placement());
    declared = new Declaration<>(writer, agenda::wake, Cleaning.finalizer(reconciler));
  }

  String name() {
    return name;
  }

  /**
   * Starts the controller: first its sources, and once they have been shown every object, its
   * workers.
   *
   * @param limit how long that may take
   * @return completes when the workers take keys, or the controller was stopped meanwhile
   */
  Future<Void> start(Duration limit) {
    loop.execute(() -> open(limit));
    return synced.future();
  }

  /** What is known of {@code key}. */
  Future<Explanation> explain(String key) {
    Promise<Explanation> told = Promise.promise();
    loop.execute(() -> told.complete(explainNow(key)));
    return told.future();
  }

  /** {@link #explain}, on the loop. */
  Explanation explainNow(String key) {
    return explainer.explain(key);
  }

  /** What there is to do, with up to {@code each} keys of each state. */
  Future<Workload> workload(int each) {
    Promise<Workload> told = Promise.promise();
    loop.execute(() -> told.complete(explainer.workload(name, each)));
    return told.future();
  }

  private void open(Duration limit) {
    if (stopping) {
      return;
    }
    try {
      reconciler.declare(declared);
      declared.complete();
    } catch (RuntimeException e) {
      synced.fail(e);
      return;
    }
    tap = new Tap(name, around.feed(), around.store(), declared.sources(), this::onFeedEnd);
    var execution =
        new Execution(
            loop, writes, tap, metrics, options.deadline(), () -> stopping, agenda::skipped);
    var hook = new FailureHook<>(reconciler, declared, writer, execution, metrics);
    runner =
        new Runner<>(
            reconciler,
            declared,
            writer,
            agenda,
            retries,
            execution,
            hook,
            log,
            history,
            loop.clock(),
            around.tracer());
    Loop.Timer timer = loop.after(limit, () -> synced.tryFail(late(limit)));
    around
        .feed()
        .start()
        .compose(version -> tap.open())
        .onComplete(done -> timer.cancel())
        .onSuccess(done -> work())
        .onFailure(synced::tryFail);
  }

  private Throwable late(Duration limit) {
    return new IllegalStateException(
        "controller \"%s\" was not synced after %s: %s".formatted(name, limit, tap.progress()));
  }

  private void work() {
    if (stopping || synced.future().isComplete()) {
      return;
    }
    if (declared.single() != null) {
      agenda.wake(declared.single(), Cause.START);
    }
    for (int worker = 0; worker < options.inFlight(); worker++) {
      takeKey();
    }
    synced.complete();
  }

  private void takeKey() {
    agenda.take().onSuccess(taken -> taken.ifPresent(this::begin));
  }

  /** A worker has a key: it gets the newest snapshot, which in this process is there at once. */
  private void begin(String key) {
    inHand++;
    if (stopping) {
      putBack(key);
      return;
    }
    failsafe.cancel(key);
    tap.atLeast(writes.newest())
        .onSuccess(at -> look(key, at))
        .onFailure(
            failure -> {
              LOG.debug(
                  "controller {}: no snapshot for {}, which is queued again", name, key, failure);
              putBack(key);
            });
  }

  private void look(String key, ReadTx at) {
    if (!gate.isOpenFor(key)) {
      standBy(key, at);
      return;
    }
    Optional<Term> term = Optional.ofNullable(gate.termFor(key));
    runner.run(key, at, term).onSuccess(ended -> settle(key, term, ended));
  }

  /** The key would run if the lease were held: it is noted for when it is. */
  private void standBy(String key, ReadTx at) {
    boolean isPresent = declared.single() != null || isReadable(key, at);
    if (isPresent || declared.wantsMissing()) {
      standby
          .note(key, agenda.isNews(key), isPresent, loop.clock().nanoTime())
          .ifPresent(agenda::takeCauses);
      agenda.defer(key);
    } else {
      standby.drop(key);
      agenda.takeCauses(key);
      agenda.drop(key);
    }
    released();
  }

  /** Whether there is an object; also if it cannot be read, which only a run can tell of. */
  private boolean isReadable(String key, ReadTx at) {
    try {
      return declared.object(key, at).isPresent();
    } catch (RuntimeException e) {
      return true;
    }
  }

  /** From now on keys of {@code shard} run here, in {@code term}. Any thread. */
  void elected(int shard, Term term) {
    loop.execute(
        () -> {
          gate.open(shard, term);
          if (!stopping) {
            standby
                .take(key -> gate.termFor(key) == term, loop.clock().nanoTime())
                .forEach(agenda::resume);
          }
        });
  }

  /**
   * From now on keys of {@code shard} do not run here. Runs in {@code term} are told to stop,
   * unless it goes on until they have ended. Any thread.
   *
   * @return completes at once, or if the controller was told to stop, when nothing is under way
   */
  Future<Void> lost(int shard, Term term) {
    loop.execute(
        () -> {
          gate.close(shard, term);
          if (!term.isHeld() && runner != null) {
            runner.cancel(term);
          }
        });
    return stopAsked ? stopped.future() : Future.succeededFuture();
  }

  private void putBack(String key) {
    agenda.putBack(key);
    released();
  }

  private void settle(String key, Optional<Term> term, Runner.Ended ended) {
    Verdict verdict = ended.verdict();
    metrics.ended(verdict.ending());
    log.ended(key, ended.attempt(), verdict);
    if (term.isPresent() && !term.get().isHeld()) {
      agenda.putBack(key); // Whoever leads next must not take it for done.
    } else {
      agenda.settle(key, verdict.next(), ended.startedNanos(), ended.spec(), ended.trace());
    }
    if (ended.isPresent() && !Agenda.hasDelay(verdict.next())) {
      failsafe.ended(key);
    }
    if (verdict.next() instanceof Result.Failure failure
        && failure.cause() instanceof VirtualMachineError) {
      halt();
      around.onFailure().accept(failure.cause());
    }
    released();
  }

  /** A worker has given its key back. */
  private void released() {
    inHand--;
    if (stopping) {
      stopIfIdle();
    } else {
      takeKey();
    }
  }

  private void onFeedEnd(Throwable cause) {
    if (!stopping) {
      synced.tryFail(cause);
      around.onFailure().accept(cause);
    }
  }

  /**
   * Starts no more runs.
   *
   * @return completes when no run is under way
   */
  Future<Void> stop() {
    stopAsked = true;
    loop.execute(this::halt);
    return stopped.future();
  }

  /** Whether no run is under way and none will be. Any thread. */
  boolean isStopped() {
    return stopped.future().isComplete();
  }

  private void halt() {
    if (!stopping) {
      stopping = true;
      agenda.close();
      failsafe.close();
      if (tap != null) {
        tap.close();
      }
      synced.tryComplete();
    }
    stopIfIdle();
  }

  private void stopIfIdle() {
    if (inHand == 0) {
      metrics.close();
      stopped.tryComplete();
    }
  }
}
