package io.skep.testkit;

import com.google.protobuf.Message;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.skep.api.Annotations;
import io.skep.controller.Desired;
import io.skep.controller.EventPredicate;
import io.skep.controller.Placement;
import io.skep.controller.Reconciler;
import io.skep.controller.Result;
import io.skep.controller.Run;
import io.skep.controller.Sources;
import io.skep.controller.lease.FencedException;
import io.skep.informer.Event;
import io.skep.informer.Feed;
import io.skep.simulation.check.OwedKeys;
import io.skep.simulation.check.RunCheck;
import io.skep.store.Change;
import io.skep.store.Commit;
import io.skep.store.Interest;
import io.skep.store.Kind;
import io.skep.store.Marks;
import io.skep.store.ObjectKey;
import io.skep.store.Origin;
import io.skep.store.ReadTx;
import io.skep.store.Table;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One controller of one replica, watched: stands between the runtime and the reconciler, and
 * follows the same feed, to know apart from the controller what that owes and does.
 *
 * <p>A source that this does not know only makes a check less sharp, and so does what runs of a key
 * write themselves: it is not held to wake that key.
 */
final class ControllerWatch<T> implements Feed.Subscriber {
  private static final Set<String> RUNS = Set.of("reconcile", "cleanup");

  private final Definition<T> definition;
  private final Feed feed;
  private final MeterRegistry meters;
  private final RunCheck runs;
  private final OwedKeys owed;
  private final Supplier<Duration> runDelay;
  private final List<Source<?>> sources = new ArrayList<>();
  private final Map<String, Collection<Gauge>> gauges = new HashMap<>(); // Never iterated.

  /** In which epoch each key ran last. */
  private final Map<String, Version> epochs = new HashMap<>(); // Never iterated.

  /** The newest epoch that is known to be over because a write in it was refused. */
  private long fencedEpoch = -1;

  private Kind<?> primary;
  private boolean alsoDeleted;
  private String single;
  private ReadTx shown;

  /** One declared source; of one that is {@code specOnly}, other updates do not count. */
  private record Source<S>(
      Kind<S> kind, boolean specOnly, EventPredicate<? super S> counts, Keys<S> keys) {
    S read(Message stored) {
      return stored != null && kind.owns(stored) ? kind.decode(stored) : null;
    }

    boolean counts(Event<S> event, Message before, Message after) {
      return counts.test(event)
          && !(specOnly
              && event instanceof Event.Updated<?>
              && !Desired.of(event.object(), annotations(after))
                  .isNewsAfter(Desired.of(read(before), annotations(before))));
    }
  }

  /** Which keys an object concerns. */
  private interface Keys<S> {
    Collection<String> of(S object, Message stored, ReadTx at);
  }

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
                declare(user, (Sources<T>) args[0]);
                return null;
              } else if (RUNS.contains(method.getName()) && args[0] instanceof Run<?> run) {
                return run(run, () -> (Future<Result>) call(method, user, args));
              } else if (method.getName().equals("onFailure") && args[0] instanceof Run<?> run) {
                var answer = (Future<Result>) call(method, user, args);
                return answer.onSuccess(result -> ended(run, result));
              }
              return call(method, user, args);
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

  private static Object call(Method method, Object target, Object[] args) throws Exception {
    try {
      method.setAccessible(true); // The class may be a test's own.
      return method.invoke(target, args);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof RuntimeException failure ? failure : e;
    }
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

  /** Has the reconciler declare its sources, and takes note of them. */
  private void declare(Reconciler<T> user, Sources<T> on) {
    InvocationHandler note =
        (proxy, method, args) -> {
          if (!method.isDefault()) {
            note(method.getName(), args);
          }
          Object result =
              method.isDefault()
                  ? InvocationHandler.invokeDefault(proxy, method, args)
                  : call(method, on, args);
          return result == on ? proxy : result;
        };
    @SuppressWarnings("unchecked")
    var noted =
        (Sources<T>)
            Proxy.newProxyInstance(
                Sources.class.getClassLoader(), new Class<?>[] {Sources.class}, note);
    user.declare(noted);
    if (single != null) {
      owed.mark(single, Version.ZERO);
    }
    feed.subscribe(Interest.all(), this);
  }

  @SuppressWarnings("unchecked")
  private <S> void note(String method, Object[] args) {
    Kind<S> kind = args != null && args[0] instanceof Kind<?> given ? (Kind<S>) given : null;
    switch (method) {
      case "primary" -> keys(kind, false, (EventPredicate<? super S>) args[1]);
      case "spec" -> keys(kind, true, EventPredicate.any());
      case "mapped" -> {
        var mapper = (Sources.Mapper<? super S>) args[1];
        sources.add(
            new Source<>(
                kind,
                false,
                (EventPredicate<? super S>) args[2],
                (object, stored, at) -> mapper.keys(object, at)));
      }
      case "owned" -> add(kind, (object, stored, at) -> owner(stored));
      case "referenced" -> {
        var ids = (Function<Object, Collection<String>>) args[1];
        add(kind, (object, stored, at) -> referrers(primary, ids, kind.id(object), at));
      }
      case "single" -> single = (String) args[0];
      case "alsoDeleted" -> alsoDeleted = true;
      case "observed", "ownChanges" -> {}
      default -> owed.moreMayBeKnown();
    }
  }

  private <S> void keys(Kind<S> kind, boolean specOnly, EventPredicate<? super S> counts) {
    primary = kind;
    sources.add(
        new Source<>(kind, specOnly, counts, (object, stored, at) -> List.of(kind.id(object))));
  }

  private <S> void add(Kind<S> kind, Keys<S> keys) {
    sources.add(new Source<>(kind, false, EventPredicate.any(), keys));
  }

  private List<String> owner(Message stored) {
    return Marks.owner(annotations(stored))
        .filter(owner -> owner.kind().equals(primary.name()))
        .map(ObjectKey::id)
        .stream()
        .toList();
  }

  private static <P> List<String> referrers(
      Kind<P> primary, Function<Object, Collection<String>> ids, String id, ReadTx at) {
    return at.list(primary).stream()
        .filter(object -> ids.apply(object).contains(id))
        .map(primary::id)
        .toList();
  }

  private static Annotations annotations(Message stored) {
    return Kinds.ALL.stream()
        .filter(table -> table.type().isInstance(stored))
        .findFirst()
        .map(table -> annotations(table, stored))
        .orElseGet(Annotations::getDefaultInstance);
  }

  private static <M extends Message> Annotations annotations(Table<M> table, Message stored) {
    return table.annotations(table.type().cast(stored));
  }

  @Override
  public void onSnapshot(ReadTx at) {
    shown = at;
    sources.forEach(source -> showAll(source, at));
  }

  private <S> void showAll(Source<S> source, ReadTx at) {
    for (Message stored : at.list(source.kind().table())) {
      S object = source.read(stored);
      if (object != null) {
        mark(source, new Event.Added<>(object, at.version(), Origin.NONE, true), null, stored, at);
      }
    }
  }

  @Override
  public void onCommit(Commit commit, ReadTx at) {
    shown = at;
    Map<ObjectKey, Message> before = new LinkedHashMap<>();
    Map<ObjectKey, Message> after = new LinkedHashMap<>();
    for (Change<?> change : commit.changes()) {
      if (!after.containsKey(change.key())) {
        before.put(change.key(), change.before().orElse(null));
      }
      after.put(change.key(), change.after().orElse(null));
    }
    for (ObjectKey key : after.keySet()) {
      sources.forEach(source -> show(source, before.get(key), after.get(key), commit, at));
    }
  }

  private <S> void show(Source<S> source, Message before, Message after, Commit commit, ReadTx at) {
    S old = source.read(before);
    S now = source.read(after);
    Version version = commit.version();
    if (old == null && now != null) {
      mark(source, new Event.Added<>(now, version, commit.origin(), false), null, after, at);
    } else if (old != null && now == null) {
      mark(source, new Event.Deleted<>(old, version, commit.origin(), false), before, null, at);
    } else if (old != null) {
      mark(source, new Event.Updated<>(old, now, version, commit.origin()), before, after, at);
    }
  }

  private <S> void mark(
      Source<S> source, Event<S> event, Message before, Message after, ReadTx at) {
    Set<String> keys = new LinkedHashSet<>();
    for (Message stored : new Message[] {before, after}) {
      if (stored != null) {
        keys.addAll(source.keys().of(source.read(stored), stored, at));
      }
    }
    for (String key : keys) {
      if (isOwn(event.origin(), key) || !source.counts(event, before, after)) {
        owed.hint(key);
      } else {
        owed.mark(key, event.version());
      }
    }
  }

  /** Whether a run of {@code key}, or what followed its failure, has written so. */
  private boolean isOwn(Origin origin, String key) {
    return origin.writer().startsWith(definition.name()) && origin.writer().endsWith("/" + key);
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
    return primary == null || alsoDeleted || shown == null || shown.get(primary, key).isPresent();
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
