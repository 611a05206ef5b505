package io.skep.testkit;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.skep.controller.Placement;
import io.skep.controller.Reconciler;
import io.skep.controller.Result;
import io.skep.controller.Run;
import io.skep.controller.Sources;
import io.skep.controller.lease.FencedException;
import io.skep.informer.Feed;
import io.skep.simulation.check.OwedKeys;
import io.skep.simulation.check.RunCheck;
import io.skep.store.Commit;
import io.skep.store.Interest;
import io.skep.store.Origin;
import io.skep.store.ReadTx;
import io.skep.store.Version;
import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One controller of one replica, watched: stands between the runtime and the reconciler, and
 * follows the same feed, to know apart from the controller what that owes and does.
 */
final class ControllerWatch<T> implements Feed.Subscriber {
  private static final Set<String> RUNS = Set.of("reconcile", "cleanup");

  private final Definition<T> definition;
  private final Feed feed;
  private final MeterRegistry meters;
  private final RunCheck runs;
  private final OwedKeys owed;
  private final Supplier<Duration> runDelay;
  private final DeclaredSources<T> sources;
  private final Map<String, Collection<Gauge>> gauges = new HashMap<>(); // Never iterated.

  /** In which epoch each key ran last. */
  private final Map<String, Version> epochs = new HashMap<>(); // Never iterated.

  /** The newest epoch that is known to be over because a write in it was refused. */
  private long fencedEpoch = -1;

  private ReadTx shown;

  ControllerWatch(
      Definition<T> definition,
      Feed feed,
      MeterRegistry meters,
      RunCheck runs,
      OwedKeys owed,
      Supplier<Duration> runDelay) {
    this.definition = definition;
    this.feed = feed;
    this.meters = meters;
    this.runs = runs;
    this.owed = owed;
    this.runDelay = runDelay;
    this.sources = new DeclaredSources<>(definition.name(), owed);
  }

  /** The reconciler of the definition, as the runtime is to see it. */
  @SuppressWarnings("unchecked") // It has every interface that the reconciler has.
  Reconciler<T> reconciler() {
    Reconciler<T> user = definition.reconciler().get();
    return (Reconciler<T>)
        Proxy.newProxyInstance(
            user.getClass().getClassLoader(),
            interfaces(user.getClass()),
            (proxy, method, args) -> {
              if (method.getName().equals("declare")) {
                sources.declare(user, (Sources<T>) args[0]);
                feed.subscribe(Interest.all(), this);
                return null;
              } else if (RUNS.contains(method.getName()) && args[0] instanceof Run<?> run) {
                return run(run, () -> (Future<Result>) DeclaredSources.call(method, user, args));
              } else if (method.getName().equals("onFailure") && args[0] instanceof Run<?> run) {
                var answer = (Future<Result>) DeclaredSources.call(method, user, args);
                return answer.onSuccess(result -> ended(run, result));
              }
              return DeclaredSources.call(method, user, args);
            });
  }

  private static Class<?>[] interfaces(Class<?> type) {
    Set<Class<?>> all = new LinkedHashSet<>();
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      for (Class<?> face : each.getInterfaces()) {
        if (Reconciler.class.isAssignableFrom(face)) {
          all.add(face);
        }
      }
    }
    return all.toArray(Class<?>[]::new);
  }

  /** The user's code. */
  private interface Code {
    Future<Result> call() throws Exception;
  }

  private Future<Result> run(Run<?> run, Code code) throws Exception {
    runs.started(run.id(), run.at());
    owed.started(run.id(), run.at().version());
    run.epoch().ifPresent(epoch -> epochs.put(run.id(), epoch));
    Duration delay = runDelay.get();
    Future<Result> answer;
    try {
      answer = delay.isZero() ? code.call() : after(delay, code);
    } catch (Throwable e) {
      ended(run, Result.failed(e));
      throw e;
    }
    if (answer == null) {
      ended(run, Result.backOff());
      return null; // The runtime says what is wrong with that.
    }
    return answer
        .onSuccess(result -> ended(run, result))
        .onFailure(failure -> ended(run, Result.failed(failure)));
  }

  private static Future<Result> after(Duration delay, Code code) {
    Promise<Void> rested = Promise.promise();
    Loop.current().orElseThrow().after(delay, rested::complete);
    return rested
        .future()
        .compose(
            rest -> {
              try {
                return code.call();
              } catch (Exception e) {
                return Future.failedFuture(e);
              }
            });
  }

  private void ended(Run<?> run, Result result) {
    runs.ended(run.id());
    if (result instanceof Result.Failure failure && failure.cause() instanceof FencedException) {
      fencedEpoch = epochs.getOrDefault(run.id(), Version.ZERO).index();
    }
    if (result != null) {
      owed.ended(run.id(), run.at().version(), result, run.isLastAttempt());
    }
  }

  @Override
  public void onSnapshot(ReadTx at) {
    shown = at;
    sources.showAll(at);
  }

  @Override
  public void onCommit(Commit commit, ReadTx at) {
    shown = at;
    sources.show(commit, at);
  }

  @Override
  public void onJump(Commit difference, ReadTx at) {
    onCommit(difference, at);
  }

  @Override
  public void onBookmark(ReadTx at) {
    shown = at;
  }

  @Override
  public void onEnd(Throwable cause) {}

  /** What the controller has been shown. */
  Version shown() {
    return shown == null ? Version.ZERO : shown.version();
  }

  /** In which epoch {@code origin}, if it is a run of this controller, writes. */
  Optional<Version> epoch(Origin origin) {
    String writer = origin.writer();
    return writer.startsWith(definition.name())
        ? Optional.ofNullable(epochs.get(writer.substring(writer.indexOf('/') + 1)))
        : Optional.empty();
  }

  /** Compares what is owed with the queue; when nothing is left to do at this moment. */
  void check() {
    if (leads()) {
      owed.check(queue(), runs.running(), this::counts);
    }
  }

  /**
   * Whether no key is in a run, and none needs one here and now. The queue is asked too: what a run
   * has written itself may wake its key, which is not held to be owed that.
   */
  boolean isSettled() {
    OwedKeys.QueueSize queue = queue();
    boolean isAtRest = queue.ready() == 0 && queue.inHand() == 0;
    return runs.running().isEmpty() && urgent().isEmpty() && (isAtRest || !mayRun());
  }

  /** What a standby has taken note of, it need not run. */
  private Set<String> urgent() {
    return leads() ? owed.urgent(this::counts) : Set.of();
  }

  /** Whether keys run here, or may, by shards. */
  boolean mayRun() {
    return definition.options().placement() instanceof Placement.Shards || leads();
  }

  /** Whether all keys run here. */
  private boolean leads() {
    return definition.options().placement() instanceof Placement.EveryReplica
        || (definition.options().placement() instanceof Placement.Leader
            && gaugeOfLease("leading") > 0
            && gaugeOfLease("epoch") != fencedEpoch);
  }

  private long gaugeOfLease(String name) {
    Gauge gauge = meters.find("skep.lease." + name).tag("lease", World.LEASE).gauge();
    return gauge == null ? 0 : (long) gauge.value();
  }

  /** Why this is not quiet; empty if it is. */
  String unrest() {
    OwedKeys.QueueSize queue = queue();
    if (queue.total() == 0 && isSettled()) {
      return "";
    }
    return "controller \"%s\" has %s, %s in runs, and owes a run to %s"
        .formatted(definition.name(), queue, runs.running(), urgent());
  }

  private boolean counts(String key) {
    return shown == null || sources.mayHaveRun(key, shown);
  }

  private OwedKeys.QueueSize queue() {
    return new OwedKeys.QueueSize(gauge("depth"), gauge("waiting"), gauge("processing"));
  }

  /** The sum over the classes, of what is told by class. */
  private int gauge(String name) {
    Collection<Gauge> all =
        gauges.computeIfAbsent(
            name,
            each -> meters.find("skep.queue." + each).tag("queue", definition.name()).gauges());
    if (all.isEmpty()) {
      gauges.remove(name); // They are not there yet.
    }
    int sum = 0;
    for (Gauge gauge : all) {
      sum += (int) gauge.value();
    }
    return sum;
  }
}
