package io.skep.informer.remote;

import io.skep.api.Snapshot;
import io.skep.api.StoreSnapshot;
import io.skep.api.v1.LogEntry;
import io.skep.informer.remote.EntryChanges.DoesNotFit;
import io.skep.store.Change;
import io.skep.store.Commit;
import io.skep.store.Origin;
import io.skep.store.Table;
import io.skep.store.Version;
import io.skep.store.loop.Clock;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.core.Future;
import java.util.List;

/**
 * The copy. Its versions are the server's, as long as these rise; after a setback they are shifted
 * up, so that to its readers no time goes back. Written on the feed's loop only.
 */
final class Mirror {
  private final List<Table<?>> tables;
  private final MemoryStore copy;

  /** What to add to the server's versions. Read by any thread. */
  private volatile long shift;

  Mirror(RemoteOptions options, Clock clock) {
    this.tables = options.tables();
    this.copy =
        new MemoryStore(
            MemoryStoreOptions.of(tables)
                .withClock(clock)
                .withRandom(options.random())
                .withLog(options.log()));
  }

  MemoryStore store() {
    return copy;
  }

  Version version() {
    return copy.view().version();
  }

  /** The server's {@code version} as the copy counts. */
  Version here(Version version) {
    return new Version(version.index() + shift);
  }

  /** Becomes {@code snapshot}. Versions are shifted up if they would not rise. */
  void install(Snapshot snapshot) {
    Version target = here(new Version(snapshot.getStoreVersion()));
    Version now = version();
    if (target.equals(Version.ZERO) && now.equals(target) && isEmpty(snapshot)) {
      return; // Of a store that nobody has written to.
    }
    if (!target.isAfter(now)) {
      long above = now.index() + 1;
      long before = shift; // Which only this loop writes.
      shift = before + above - target.index();
      target = new Version(above);
    }
    done(copy.install(snapshot.toBuilder().setStoreVersion(target.index()).build()));
  }

  private static boolean isEmpty(Snapshot snapshot) {
    return snapshot.getStore().equals(StoreSnapshot.getDefaultInstance());
  }

  /**
   * Makes the changes of {@code entry}.
   *
   * @param version of the server
   * @return how many changes the rule left out
   */
  long apply(LogEntry entry, Version version, EntryChanges.Rule rule) throws DoesNotFit {
    EntryChanges made = EntryChanges.of(entry, tables, copy.view(), rule);
    List<Change<?>> changes = made.changes();
    if (changes.isEmpty()) {
      advance(version);
    } else {
      var origin = new Origin(entry.getWriter(), entry.getTraceId());
      done(copy.apply(new Commit(here(version), version(), changes, origin)));
    }
    return made.repeats();
  }

  /** Stands at the server's {@code version} from now on. */
  void advance(Version version) {
    done(copy.advance(here(version)));
  }

  /** Nobody else writes to the copy, so it is never busy. */
  private static void done(Future<Version> write) {
    if (write.failed()) {
      throw new IllegalStateException("the copy could not be written", write.cause());
    }
    if (!write.isComplete()) {
      throw new IllegalStateException("the copy is being written by somebody else");
    }
  }
}
