package io.skep.informer.remote;

import io.skep.api.Snapshot;
import io.skep.api.StoreActionKind;
import io.skep.api.v1.LogEntry;
import io.skep.store.Change;
import io.skep.store.Commit;
import io.skep.store.Interest;
import io.skep.store.ReadTx;
import io.skep.store.ResumePoint;
import io.skep.store.Table;
import io.skep.store.Version;
import io.skep.store.VersionNotReachedException;
import io.skep.store.Watcher;
import io.skep.store.Watcher.Next;
import io.skep.store.loop.Loop;
import io.skep.store.memory.MemoryStore;
import java.util.Optional;

/** A store as an exact source, over a line on which a test says what happens. On one loop. */
final class FakeSource implements Source {
  private MemoryStore store;
  private final Loop loop;

  /** The stream that is open; null for none. */
  private Line line;

  FakeSource(MemoryStore store, Loop loop) {
    this.store = store;
    this.loop = loop;
  }

  @Override
  public boolean isExact() {
    return true;
  }

  @Override
  public Stream open(Optional<ResumePoint> from, Receiver receiver) {
    line = new Line(from, receiver);
    return line;
  }

  boolean isOpen() {
    return line != null;
  }

  /** Lets one message through; false if there is none. */
  boolean deliver() {
    return line != null && line.deliver();
  }

  /** Is another server from now on; the line breaks. */
  void become(MemoryStore other) {
    store = other;
    cut();
  }

  /** Breaks the line. */
  void cut() {
    end(Optional.of(new IllegalStateException("cut")));
  }

  /** Ends the stream in good order, as a server does whose streams have an age. */
  void finish() {
    end(Optional.empty());
  }

  private void end(Optional<Throwable> cause) {
    Line ending = line;
    line = null;
    if (ending != null) {
      ending.tell(() -> ending.receiver.ended(cause));
    }
  }

  /** Sends the last commit again. */
  void repeat() {
    if (line != null && line.last != null) {
      Line open = line;
      LogEntry again = open.last;
      open.tell(() -> open.receiver.commit(again));
    }
  }

  /** Brings a part of a snapshot that is not complete yet. */
  void bringPart() {
    Line open = line;
    open.tell(open.receiver::heard);
  }

  /** Loses the next message. */
  void lose() {
    if (line != null) {
      line.losing = true;
    }
  }

  static LogEntry entry(Commit commit, Version base) {
    LogEntry.Builder entry =
        LogEntry.newBuilder()
            .setVersion(commit.version().index())
            .setBase(base.index())
            .setWriter(commit.origin().writer());
    commit.changes().forEach(change -> append(change, entry));
    return entry.build();
  }

  private static <M extends com.google.protobuf.Message> void append(
      Change<M> change, LogEntry.Builder entry) {
    Table<M> table = change.table();
    StoreActionKind action =
        change instanceof Change.Created<?>
            ? StoreActionKind.STORE_ACTION_CREATE
            : change instanceof Change.Deleted<?>
                ? StoreActionKind.STORE_ACTION_REMOVE
                : StoreActionKind.STORE_ACTION_UPDATE;
    entry.addActions(table.places().orElseThrow().action(action, change.object()));
  }

  private final class Line implements Stream {
    private final Optional<ResumePoint> from;
    private final Receiver receiver;
    private Watcher watcher;
    private ReadTx snapshot;
    private String history;
    private Version place;
    private LogEntry last;
    private boolean losing;

    Line(Optional<ResumePoint> from, Receiver receiver) {
      this.from = from;
      this.receiver = receiver;
    }

    void tell(Runnable message) {
      loop.execute(message);
    }

    boolean deliver() {
      if (watcher == null) {
        return begin();
      }
      if (snapshot != null) {
        Snapshot all =
            Snapshot.newBuilder()
                .setStore(store.save(snapshot))
                .setHistoryId(history)
                .setStoreVersion(place.index())
                .build();
        snapshot = null;
        tell(() -> receiver.snapshot(all));
        return true;
      }
      return take(watcher.next());
    }

    private boolean begin() {
      if (from.isEmpty()) {
        watcher = store.viewAndWatch(loop, Interest.all(), view -> snapshot = view);
        history = snapshot.historyId();
        place = snapshot.version();
      } else {
        history = from.get().historyId();
        place = from.get().version();
        try {
          watcher = store.watchFrom(loop, Interest.all(), from.get());
        } catch (VersionNotReachedException ahead) {
          compacted(ahead.getMessage());
          return true;
        }
      }
      tell(receiver::opened);
      return true;
    }

    private boolean take(Next next) {
      if (next instanceof Next.Delivered delivered) {
        if (!delivered.at().historyId().equals(history)) {
          compacted("another history");
          return true;
        }
        LogEntry entry = entry(delivered.commit(), place);
        place = delivered.commit().version();
        last = entry;
        if (!losing) {
          tell(() -> receiver.commit(entry));
        }
        losing = false;
        return true;
      }
      if (next instanceof Next.Compacted compacted) {
        compacted(compacted.details());
        return true;
      }
      if (next instanceof Next.CaughtUp caughtUp && caughtUp.at().version().isAfter(place)) {
        place = caughtUp.at().version();
        Version version = place;
        tell(() -> receiver.bookmark(version));
        return true;
      }
      return false;
    }

    private void compacted(String details) {
      line = null;
      tell(() -> receiver.compacted(details));
    }

    @Override
    public void cancel() {
      if (line == this) {
        line = null;
      }
      if (watcher != null) {
        watcher.close();
      }
    }
  }
}
