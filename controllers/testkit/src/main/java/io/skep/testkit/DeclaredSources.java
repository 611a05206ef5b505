package io.skep.testkit;

import com.google.protobuf.Message;
import io.skep.api.Annotations;
import io.skep.controller.Desired;
import io.skep.controller.EventPredicate;
import io.skep.controller.Reconciler;
import io.skep.controller.Sources;
import io.skep.informer.Event;
import io.skep.simulation.check.OwedKeys;
import io.skep.store.Change;
import io.skep.store.Commit;
import io.skep.store.Kind;
import io.skep.store.Marks;
import io.skep.store.ObjectKey;
import io.skep.store.Origin;
import io.skep.store.ReadTx;
import io.skep.store.Table;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * What a reconciler has declared, and which keys are owed a run by what happens.
 *
 * <p>A source that this does not know only makes a check less sharp, and so does what runs of a key
 * write themselves: it is not held to wake that key.
 */
final class DeclaredSources<T> {
  private final String controller;
  private final OwedKeys owed;
  private final List<Source<?>> sources = new ArrayList<>();
  private Kind<?> primary;
  private boolean alsoDeleted;
  private String single;

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

  /** None yet, of {@code controller}; what they bring about goes to {@code owed}. */
  DeclaredSources(String controller, OwedKeys owed) {
    this.controller = controller;
    this.owed = owed;
  }

  /** Declares to {@code user} what is on {@code on}, and takes note of it. */
  void declare(Reconciler<T> user, Sources<T> on) {
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

  /** Whether {@code key} may need a run, by what there is {@code at} that version. */
  boolean mayHaveRun(String key, ReadTx at) {
    return primary == null || alsoDeleted || at.get(primary, key).isPresent();
  }

  /** All objects are new. */
  void showAll(ReadTx at) {
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

  /** Notes the keys that {@code commit} concerns. */
  void show(Commit commit, ReadTx at) {
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
    return origin.writer().startsWith(controller) && origin.writer().endsWith("/" + key);
  }

  /** Calls {@code method} as if nothing were between. */
  static Object call(Method method, Object target, Object[] args) throws Exception {
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
}
