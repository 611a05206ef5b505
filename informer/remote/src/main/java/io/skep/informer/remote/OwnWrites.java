package io.skep.informer.remote;

import com.google.protobuf.Message;
import io.skep.informer.Informer;
import io.skep.informer.Reader;
import io.skep.store.Change;
import io.skep.store.ObjectKey;
import io.skep.store.ReadTx;
import io.skep.store.Table;
import io.skep.store.Version;
import io.skep.store.loop.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this process has written and its feed does not show yet: laid over what is read, it shows at
 * once. An entry goes when the feed has come to its version, however it came there.
 *
 * <p>A copy that comes there by a snapshot may have skipped the end of an object that was made
 * here: nobody has seen it in the copy, so no difference tells that it went. Who asked is told.
 *
 * <p>Many entries, or old ones, mean that the feed is far behind. None is dropped for that, as what
 * was read would go back; it is logged and counted. Any thread.
 */
final class OwnWrites {
  private static final Logger LOG = LoggerFactory.getLogger(OwnWrites.class);

  static final int MANY = 100;
  static final Duration OLD = Duration.ofMinutes(5);

  private final Mirror mirror;
  private final Loop loop;
  private final Supplier<Version> shown;
  private final Runnable onAlarm;
  private volatile Consumer<Change.Deleted<?>> onVanished = gone -> {};

  /** By version. Written under the lock of this. */
  private volatile List<Entry> entries = List.of();

  // Guarded by this.
  private Span skipped = Span.NONE;
  private boolean isMany;
  private boolean closed;

  /** Null while nothing waits. */
  private Loop.Timer age;

  /**
   * One transaction.
   *
   * @param version that it made, as the copy counts
   * @param changes with the objects as the server has them
   */
  private record Entry(Version version, List<Change<?>> changes) {}

  /** Versions that the copy has not shown: after {@code from}, up to that of {@code at}. */
  private record Span(Version from, Optional<ReadTx> at) {
    static final Span NONE = new Span(Version.ZERO, Optional.empty());

    boolean contains(Version version) {
      return version.isAfter(from) && at.filter(end -> !version.isAfter(end.version())).isPresent();
    }
  }

  /**
   * What is read with own writes laid over it.
   *
   * @param version the newest of what is read and what is laid over it
   */
  record Latest(ReadTx at, Version version) {}

  /**
   * Nothing yet.
   *
   * @param shown up to where the feed and all its informers have come; any thread
   * @param onAlarm called whenever there are many entries, or an old one
   */
  OwnWrites(Mirror mirror, Loop loop, Supplier<Version> shown, Runnable onAlarm) {
    this.mirror = mirror;
    this.loop = loop;
    this.shown = shown;
    this.onAlarm = onAlarm;
  }

  /** Who is told, on the feed's loop, of objects that went without having been in the copy. */
  void onVanished(Consumer<Change.Deleted<?>> listener) {
    onVanished = listener;
  }

  /**
   * Takes note of a transaction, unless the feed shows it already.
   *
   * @param version of the server
   */
  void put(Version version, List<Change<?>> changes) {
    Version here = mirror.here(version);
    var entry =
        new Entry(here, changes.stream().<Change<?>>map(change -> at(version, change)).toList());
    Span unseen;
    synchronized (this) {
      if (closed) {
        return;
      }
      if (here.isAfter(shown.get())) {
        List<Entry> more = new ArrayList<>(entries);
        more.add(entry);
        more.sort(Comparator.comparing(Entry::version)); // Answers may overtake each other.
        entries = List.copyOf(more);
        watch();
      }
      unseen = skipped;
    }
    if (unseen.contains(here)) {
      tell(List.of(entry), unseen.at().orElseThrow());
    }
  }

  private static <M extends Message> Change<M> at(Version version, Change<M> change) {
    Table<M> table = change.table();
    if (change instanceof Change.Deleted<M>) {
      return change;
    }
    M stored =
        table.withMeta(
            change.object(),
            table.meta(change.object()).toBuilder()
                .setVersion(io.skep.api.Version.newBuilder().setIndex(version.index()))
                .build());
    return change instanceof Change.Updated<M> updated
        ? new Change.Updated<>(table, updated.old(), stored)
        : new Change.Created<>(table, stored);
  }

  /** Lets go of what the feed and all its informers show. On the feed's loop. */
  synchronized void release() {
    Version reached = shown.get();
    keep(entries.stream().filter(entry -> entry.version().isAfter(reached)).toList());
  }

  /** Lets go of everything, and takes nothing more: the feed has been stopped. */
  synchronized void close() {
    closed = true;
    keep(List.of());
  }

  /** Whether anything waits to be shown. */
  boolean isWaiting() {
    return !entries.isEmpty();
  }

  /**
   * The copy has become a snapshot, which the feed is yet to show. On the feed's loop.
   *
   * @param from where it was before
   * @param setback whether what was written may not have lasted
   */
  void installed(Version from, ReadTx at, boolean setback) {
    List<Entry> unseen;
    synchronized (this) {
      var span = new Span(from, Optional.of(at));
      unseen =
          setback ? entries : entries.stream().filter(e -> span.contains(e.version())).toList();
      skipped = setback ? Span.NONE : span;
      if (setback) {
        keep(List.of());
      }
    }
    tell(unseen, at);
  }

  /** Tells of what {@code unseen} has made, in all, and {@code at} does not have. */
  private void tell(List<Entry> unseen, ReadTx at) {
    Map<ObjectKey, Change<?>> made = new LinkedHashMap<>();
    for (Entry entry : unseen) {
      for (Change<?> change : entry.changes()) {
        if (change instanceof Change.Deleted<?>) {
          made.remove(change.key());
        } else if (change instanceof Change.Created<?> || made.containsKey(change.key())) {
          made.put(change.key(), change);
        }
      }
    }
    made.values().stream()
        .filter(change -> at.get(change.table(), change.key().id()).isEmpty())
        .forEach(change -> loop.execute(() -> onVanished.accept(gone(change))));
  }

  private static <M extends Message> Change.Deleted<M> gone(Change<M> change) {
    return new Change.Deleted<>(change.table(), change.object());
  }

  /** The newest state of the copy, and over it what it does not have yet. */
  Latest latest() {
    List<Entry> now = entries; // First: what goes from here meanwhile is in the copy.
    ReadTx view = mirror.store().view();
    Version last = now.isEmpty() ? Version.ZERO : now.get(now.size() - 1).version();
    List<Change<?>> changes = over(now, view);
    return new Latest(
        changes.isEmpty() ? view : mirror.store().laidOver(view, changes),
        last.isAfter(view.version()) ? last : view.version());
  }

  /** The newest reader of {@code informer}, and over it what it does not have yet. */
  <T> Reader<T> latest(Informer<T> informer) {
    List<Entry> now = entries;
    Reader<T> reader = informer.reader();
    List<Change<?>> changes = over(now, reader.at());
    return changes.isEmpty()
        ? reader
        : reader.laidOver(changes, mirror.store().laidOver(reader.at(), changes));
  }

  /** What leads from {@code view} to what {@code entries} have made of it. */
  private static List<Change<?>> over(List<Entry> entries, ReadTx view) {
    Map<ObjectKey, Change<?>> last = new LinkedHashMap<>();
    for (Entry entry : entries) {
      if (entry.version().isAfter(view.version())) {
        entry.changes().forEach(change -> last.put(change.key(), change));
      }
    }
    List<Change<?>> changes = new ArrayList<>(last.size());
    last.values().forEach(change -> net(change, view).ifPresent(changes::add));
    return changes;
  }

  /** The change from what {@code view} has to what {@code change} has left; perhaps none. */
  private static <M extends Message> Optional<Change<M>> net(Change<M> change, ReadTx view) {
    Table<M> table = change.table();
    Optional<M> before = view.get(table, table.id(change.object()));
    Optional<M> after = change.after();
    if (before.isEmpty()) {
      return after.map(made -> new Change.Created<>(table, made));
    }
    return Optional.of(
        after.isPresent()
            ? new Change.Updated<>(table, before.get(), after.get())
            : new Change.Deleted<>(table, before.get()));
  }

  private void keep(List<Entry> left) {
    entries = left;
    isMany &= left.size() > MANY;
    if (left.isEmpty() && age != null) {
      age.cancel();
      age = null;
    }
  }

  private void watch() {
    if (entries.size() > MANY && !isMany) {
      isMany = true;
      alarm("%d transactions of this process are".formatted(entries.size()));
    }
    if (age == null) {
      waitFor(entries.get(0).version());
    }
  }

  private void waitFor(Version eldest) {
    age = loop.after(OLD, () -> look(eldest));
  }

  /** Whether {@code eldest}, or what came next to it, is still there. */
  private synchronized void look(Version eldest) {
    age = null;
    release();
    if (entries.stream().anyMatch(entry -> entry.version().equals(eldest))) {
      alarm("version %s, written by this process %s ago, is".formatted(eldest, OLD));
    }
    if (!entries.isEmpty() && age == null) {
      waitFor(entries.get(0).version());
    }
  }

  private void alarm(String what) {
    LOG.warn(
        "{} not in its copy of the store, which is at version {}; see what holds up the feed",
        what,
        mirror.version());
    onAlarm.run();
  }
}
