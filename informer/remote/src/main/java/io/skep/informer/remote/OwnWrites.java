package io.skep.informer.remote;

import com.google.protobuf.Message;
import io.skep.informer.Feed;
import io.skep.informer.Informer;
import io.skep.informer.Reader;
import io.skep.informer.remote.Overlay.Entry;
import io.skep.store.Change;
import io.skep.store.ObjectKey;
import io.skep.store.ReadTx;
import io.skep.store.StoreBusyException;
import io.skep.store.Table;
import io.skep.store.Version;
import io.skep.store.loop.Loop;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
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
 * was read would go back; it is logged and counted. Where there are {@value #MOST}, with those that
 * are on their way, no more are sent. A read costs what has come since the one before, as long as
 * the copy has not moved, and else all entries; one of an informer always costs all of them. Any
 * thread; as a subscriber, on the feed's loop.
 */
final class OwnWrites implements Feed.StateSubscriber {
  private static final Logger LOG = LoggerFactory.getLogger(OwnWrites.class);

  static final int MANY = 100;
  static final int MOST = 4_096;
  static final Duration OLD = Duration.ofMinutes(5);

  private final Mirror mirror;
  private final Loop loop;
  private final Supplier<Version> shown;
  private final Runnable onAlarm;
  private volatile Consumer<Change.Deleted<?>> onVanished = gone -> {};

  /** Written under the lock of this. */
  private volatile Overlay overlay = Overlay.NONE;

  /** What was read last; null if nothing was laid over it. */
  private volatile Folded folded;

  // Guarded by this.
  /** Without an answer, in the order in which they were sent. */
  private final Set<Sent> awaited = new LinkedHashSet<>();

  private long sent;

  /** What a setback took that nobody has been told of. */
  private List<Entry> lost = List.of();

  private Span skipped = Span.NONE;
  private boolean isMany;
  private boolean closed;

  /** Null while nothing waits. */
  private Loop.Timer age;

  /**
   * A transaction on its way.
   *
   * @param number its own
   * @param era in which it was planned
   * @param after the copy's version, which its own will be after
   */
  record Sent(long number, long era, Version after) {}

  /** {@code at} is {@code view} with {@code overlay} laid over it. */
  private record Folded(Overlay overlay, ReadTx view, ReadTx at) {}

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
   * @param era see {@link Overlay#era}
   */
  record Latest(ReadTx at, Version version, long era) {}

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
   * Takes note that a transaction is about to be sent.
   *
   * @param era of what it was planned on
   * @return to be settled once it is answered, or not
   * @throws StoreBusyException if too many wait already
   */
  synchronized Sent send(long era) {
    int waiting = overlay.size() + awaited.size();
    if (waiting >= MOST) {
      throw new StoreBusyException(
          ("%d transactions of this process are not in its copy of the store yet, which is at"
                  + " version %s, and no more are sent before it catches up: see what holds up the"
                  + " feed")
              .formatted(waiting, mirror.version()));
    }
    var next = new Sent(++sent, era, mirror.version());
    if (!closed) {
      awaited.add(next);
    }
    return next;
  }

  /** No answer is awaited any more. */
  synchronized void settle(Sent transaction) {
    awaited.remove(transaction);
  }

  /**
   * Takes note of a transaction, unless the feed shows it already, or was set back since it was
   * planned: then nobody knows whether it lasted.
   *
   * @param version of the server
   */
  void put(Sent transaction, Version version, List<Change<?>> changes) {
    List<Change<?>> made = changes.stream().<Change<?>>map(change -> at(version, change)).toList();
    Entry entry;
    Span unseen;
    synchronized (this) {
      if (closed || transaction.era() != overlay.era()) {
        return;
      }
      entry = new Entry(mirror.here(version), made);
      if (entry.version().isAfter(shown.get())) {
        overlay = overlay.with(entry);
        watch();
      }
      unseen = skipped;
    }
    if (unseen.contains(entry.version())) {
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

  @Override
  public void onState(ReadTx at) {
    if (!overlay.isEmpty()) {
      loop.execute(this::release); // When the informers, which are told after this, show it too.
    }
  }

  @Override
  public void onEnd(Throwable cause) {} // The feed closes this itself.

  /** Lets go of what the feed and all its informers show. */
  private synchronized void release() {
    keep(overlay.after(shown.get()));
  }

  /** Lets go of everything, and takes nothing more: the feed has been stopped. */
  synchronized void close() {
    closed = true;
    awaited.clear();
    keep(overlay.nextEra());
  }

  /**
   * The server was set back, and the copy is about to be: what was written may not have lasted. On
   * the feed's loop.
   */
  synchronized void setBack() {
    lost = Stream.concat(lost.stream(), overlay.entries().stream()).toList();
    skipped = Span.NONE;
    keep(overlay.nextEra());
  }

  /**
   * The copy has become a snapshot, which the feed is yet to show. On the feed's loop.
   *
   * @param from where it was before
   * @param setback whether the server was {@linkplain #setBack set back}
   */
  void installed(Version from, ReadTx at, boolean setback) {
    List<Entry> unseen;
    synchronized (this) {
      if (setback) {
        setBack(); // Whatever was planned meanwhile was planned on what is no more.
        unseen = lost;
        lost = List.of();
      } else {
        var span = new Span(from, Optional.of(at));
        unseen = overlay.entries().stream().filter(e -> span.contains(e.version())).toList();
        skipped = isAwaited(skipped) ? new Span(skipped.from(), span.at()) : span;
      }
    }
    tell(unseen, at);
  }

  /** Whether a transaction that is not answered may have been made in {@code span}. */
  private boolean isAwaited(Span span) {
    return span.at().isPresent()
        && awaited.stream()
            .anyMatch(
                transaction ->
                    transaction.era() == overlay.era()
                        && span.contains(new Version(transaction.after().index() + 1)));
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
    Overlay now;
    ReadTx view;
    do {
      now = overlay; // First: what goes from here meanwhile is in the copy.
      view = mirror.store().view();
    } while (now.era() != overlay.era());
    Version last = now.newest();
    return new Latest(
        now.isEmpty() ? view : folded(now, view),
        last.isAfter(view.version()) ? last : view.version(),
        now.era());
  }

  /** Goes on from what was read last, if that is of the same state. */
  private ReadTx folded(Overlay now, ReadTx view) {
    Folded before = folded;
    boolean goesOn = before != null && before.view() == view && now.startsWith(before.overlay());
    ReadTx base = goesOn ? before.at() : view;
    ReadTx at = laid(now.over(base, goesOn ? before.overlay().size() : 0), base);
    folded = new Folded(now, view, at);
    return at;
  }

  private ReadTx laid(List<Change<?>> changes, ReadTx base) {
    return changes.isEmpty() ? base : mirror.store().laidOver(base, changes);
  }

  /** The newest reader of {@code informer}, and over it what it does not have yet. */
  <T> Reader<T> latest(Informer<T> informer) {
    Overlay now;
    Reader<T> reader;
    do {
      now = overlay;
      reader = informer.reader();
    } while (now.era() != overlay.era());
    List<Change<?>> changes = now.over(reader.at(), 0);
    return changes.isEmpty() ? reader : reader.laidOver(changes, laid(changes, reader.at()));
  }

  private void keep(Overlay left) {
    overlay = left;
    isMany &= left.size() > MANY;
    if (left.isEmpty()) {
      folded = null;
      if (age != null) {
        age.cancel();
        age = null;
      }
    }
  }

  private void watch() {
    if (overlay.size() > MANY && !isMany) {
      isMany = true;
      alarm("%d transactions of this process are".formatted(overlay.size()));
    }
    if (age == null) {
      waitFor(overlay.eldest());
    }
  }

  private void waitFor(Version eldest) {
    age = loop.after(OLD, () -> look(eldest));
  }

  /** Whether {@code eldest}, or what came next to it, is still there. */
  private synchronized void look(Version eldest) {
    age = null;
    release();
    if (overlay.has(eldest)) {
      alarm("version %s, written by this process %s ago, is".formatted(eldest, OLD));
    }
    if (!overlay.isEmpty() && age == null) {
      waitFor(overlay.eldest());
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
