package io.skep.informer.remote;

import io.skep.api.Snapshot;
import io.skep.api.StoreSnapshot;
import io.skep.api.v1.LogEntry;
import io.skep.informer.remote.EntryChanges.DoesNotFit;
import io.skep.store.Commit;
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
  void install(Snapshot snapshot) throws DoesNotFit {
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

  List<Table<?>> tables() {
    return tables;
  }

  private static boolean isEmpty(Snapshot snapshot) {
    return snapshot.getStore().equals(StoreSnapshot.getDefaultInstance());
  }

  /** What {@code entry} makes of the copy. */
  EntryChanges changes(LogEntry entry, EntryChanges.Rule rule) throws DoesNotFit {
    return EntryChanges.of(entry, tables, copy.view(), rule);
  }

  /** Makes the changes; the copy stands at its own {@code version} then. */
  void commit(EntryChanges made, Version version) throws DoesNotFit {
    if (made.changes().isEmpty()) {
      advance(version);
      return;
    }
    done(copy.apply(new Commit(version, version(), made.changes(), made.origin())));
  }

  /** Stands at its own {@code version} from now on. */
  void advance(Version version) throws DoesNotFit {
    done(copy.advance(version));
  }

  /** Nobody else writes to the copy, so it is never busy. */
  private static void done(Future<Version> write) throws DoesNotFit {
    if (write.failed()) {
      throw new DoesNotFit("the copy could not be written: " + write.cause().getMessage());
    }
    if (!write.isComplete()) {
      throw new IllegalStateException("the copy is being written by somebody else");
    }
  }
}
