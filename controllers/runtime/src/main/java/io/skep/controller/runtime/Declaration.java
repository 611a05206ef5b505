package io.skep.controller.runtime;

import io.skep.controller.EventPredicate;
import io.skep.controller.Sources;
import io.skep.informer.Event;
import io.skep.informer.EventHandler;
import io.skep.store.Kind;
import io.skep.store.ReadTx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a reconciler has declared. Confined to the controller's loop. */
final class Declaration<T> implements Sources<T> {
  private static final Logger LOG = LoggerFactory.getLogger(Declaration.class);

  private final Writer writer;
  private final BiConsumer<String, Cause> wake;
  private final Optional<String> finalizer;
  private final List<Source<?>> sources = new ArrayList<>();
  private Kind<T> primary;
  private Condition<? super T> ownChanges = Condition::isInput;
  private String single;
  private boolean alsoDeleted;
  private boolean complete;

  /**
   * Of a reconciler.
   *
   * @param wake gets each key that is worth a run, and why
   * @param finalizer which the reconciled objects should have; empty if it does not clean up
   */
  Declaration(Writer writer, BiConsumer<String, Cause> wake, Optional<String> finalizer) {
    this.writer = writer;
    this.wake = wake;
    this.finalizer = finalizer;
  }

  /** Ends the declaring. */
  void complete() {
    if (primary == null && single == null) {
      throw misuse("declares no keys; call primary or single");
    }
    complete = true;
  }

  /** The reconciled object of {@code key} in {@code at}; none for a single key. */
  Optional<T> object(String key, ReadTx at) {
    return primary == null ? Optional.empty() : at.get(primary, key);
  }

  /** The kind of the reconciled objects; none for a single key. */
  String kind() {
    return primary == null ? "key" : primary.name();
  }

  /** The single key; null if the keys are those of objects. */
  String single() {
    return single;
  }

  /** Whether runs come for keys without an object. */
  boolean wantsMissing() {
    return alsoDeleted || single != null;
  }

  List<Source<?>> sources() {
    return sources;
  }

  @Override
  public Sources<T> primary(Kind<T> kind, EventPredicate<? super T> counts) {
    return keys("primary", kind, Condition.of(Objects.requireNonNull(counts, "counts")));
  }

  @Override
  public Sources<T> spec(Kind<T> kind) {
    return keys("spec", kind, finalizer.map(Condition::isNewsOrLacks).orElse(Condition::isNews));
  }

  private Sources<T> keys(String method, Kind<T> kind, Condition<? super T> counts) {
    checkNoKeys(method);
    primary = Objects.requireNonNull(kind, "kind");
    add(
        kind,
        (event, change, at) -> {
          String id = kind.id(event.object());
          if (counts(kind, counts, event, change) && !isOwnNoise(id, event, change)) {
            wake(id, event, Cause.of(kind.name(), id, event, change.waitsForCleanup()));
          }
        });
    return this;
  }

  /** Whether a run of this key wrote what it need not hear of. */
  private boolean isOwnNoise(String id, Event<T> event, NetChange change) {
    return writer.isRun(id, event.origin())
        && !(event instanceof Event.Deleted<?>)
        && !counts(primary, ownChanges, event, change);
  }

  @Override
  public Sources<T> ownChanges(EventPredicate<? super T> counts) {
    checkOpen();
    ownChanges = Condition.of(Objects.requireNonNull(counts, "counts"));
    return this;
  }

  @Override
  public Sources<T> single(String id) {
    checkNoKeys("single");
    single = Objects.requireNonNull(id, "id");
    return this;
  }

  @Override
  public Sources<T> alsoDeleted() {
    checkOpen();
    alsoDeleted = true;
    return this;
  }

  @Override
  public <S> Sources<T> mapped(
      Kind<S> kind, Mapper<? super S> toKeys, EventPredicate<? super S> counts) {
    add(
        kind,
        (event, change, at) -> {
          if (counts(kind, Condition.of(counts), event, change)) {
            Cause cause = Cause.of(kind.name(), kind.id(event.object()), event);
            keys(toKeys, event, at).forEach(key -> wake(key, event, cause));
          }
        });
    return this;
  }

  @Override
  public <S> Sources<T> owned(Kind<S> kind) {
    checkPrimary("owned");
    var owners = new Owners(primary.name());
    add(
        kind,
        (event, change, at) -> {
          Cause cause = Cause.of(kind.name(), kind.id(event.object()), event);
          owners.of(change).forEach(key -> wake(key, event, cause));
        });
    return this;
  }

  @Override
  public <S> Sources<T> referenced(
      Kind<S> kind, Function<? super T, ? extends Collection<String>> ids) {
    checkPrimary("referenced");
    Objects.requireNonNull(ids, "ids");
    var references = new References();
    Kind<T> referrers = primary;
    add(
        referrers,
        (event, change, at) -> {
          boolean gone = event instanceof Event.Deleted<?>;
          references.set(
              referrers.id(event.object()), gone ? List.of() : ids.apply(event.object()));
        });
    return mapped(kind, (object, at) -> references.to(kind.id(object)));
  }

  @Override
  @SuppressWarnings("unchecked") // Events only give objects away, so one of S is one of any super.
  public <S> Sources<T> observed(Kind<S> kind, EventHandler<? super S> handler) {
    var shown = (EventHandler<S>) Objects.requireNonNull(handler, "handler");
    add(kind, (event, change, at) -> shown.handle(event));
    return this;
  }

  private <S> void add(Kind<S> kind, Source.Reaction<S> reaction) {
    checkOpen();
    sources.add(new Source<>(Objects.requireNonNull(kind, "kind"), reaction));
  }

  /** The keys of the old and of the new object, each once. */
  private static <S> Set<String> keys(Mapper<? super S> toKeys, Event<S> event, ReadTx at) {
    Set<String> keys = new LinkedHashSet<>();
    if (event instanceof Event.Updated<S> update) {
      keys.addAll(toKeys.keys(update.old(), at));
    }
    keys.addAll(toKeys.keys(event.object(), at));
    return keys;
  }

  private void wake(String key, Event<?> event, Cause cause) {
    if (single != null && !single.equals(key)) {
      throw misuse("has the single key \"%s\", but a source maps to \"%s\"".formatted(single, key));
    }
    // A failure that is written down is no news to the key. Told as such it would be run, fail, and
    // be written down again, without end. Who wrote is unknown after a jump: then it is run in
    // vain.
    if (event instanceof Event.Deleted<?> || !writer.isHook(key, event.origin())) {
      wake.accept(key, cause);
    }
  }

  /** Whether {@code event} counts. It does in doubt: a run in vain harms less than one missed. */
  private <S> boolean counts(
      Kind<S> kind, Condition<? super S> condition, Event<S> event, NetChange change) {
    try {
      return condition.test(event, change);
    } catch (RuntimeException e) {
      LOG.error(
          "controller {}: a predicate threw on {} {} at version {}; the event counts",
          writer.controller(),
          kind.name(),
          kind.id(event.object()),
          event.version(),
          e);
      return true;
    }
  }

  private void checkNoKeys(String method) {
    checkOpen();
    if (primary != null || single != null) {
      throw misuse(
          "declares its keys twice: %s comes after %s; call one of them, once"
              .formatted(method, primary == null ? "single" : "primary"));
    }
  }

  private void checkPrimary(String method) {
    checkOpen();
    if (primary == null) {
      throw misuse("calls %s before primary or spec; call one of these first".formatted(method));
    }
  }

  private void checkOpen() {
    if (complete) {
      throw misuse("declares a source after declare() has returned");
    }
  }

  private IllegalStateException misuse(String what) {
    return new IllegalStateException("controller \"%s\" %s".formatted(writer.controller(), what));
  }
}
