package io.skep.informer.remote;

import com.google.protobuf.Message;
import io.skep.api.Snapshot;
import io.skep.api.StoreActionKind;
import io.skep.api.v1.LogEntry;
import io.skep.informer.remote.EntryChanges.DoesNotFit;
import io.skep.store.ObjectKey;
import io.skep.store.ResumePoint;
import io.skep.store.Table;
import io.skep.store.Version;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Of a source that is not exact: it may tell a change twice, and mostly does not say the version of
 * a commit. But each object has the version that it was written at, and its id is never used again.
 * So a change counts only if its object is newer here than what the copy has, and an object that
 * went does not come back.
 *
 * <p>The version at which an object was written is that of the log <em>before</em> its commit.
 * Commits come in order, so whoever has seen it has all that is older: it is also where the next
 * stream can go on. What is told again then, is left out.
 *
 * <p>The versions of the copy are its own. They rise with each commit that changes something, and
 * are not below the newest that was told.
 */
final class FoldedPursuit implements Pursuit {
  private static final Logger LOG = LoggerFactory.getLogger(FoldedPursuit.class);

  /** A hundred bytes each: 6 MiB. */
  private static final int REMEMBERED = 1 << 16;

  /**
   * How many lists in a row must say that the server is behind the copy. The first ones may be of a
   * leader that does not know yet that it was deposed.
   */
  private static final int DOUBTS = 3;

  private final Mirror mirror;
  private final Tombstones gone = new Tombstones(REMEMBERED);

  /** All that was committed up to here is in the copy; 0 if it is not known. */
  private long complete;

  /** How many objects went since the copy was complete there. */
  private long removals;

  private int doubts;
  private boolean lost = true;

  FoldedPursuit(Mirror mirror) {
    this.mirror = mirror;
  }

  @Override
  public Optional<ResumePoint> place() {
    // Were more removed than are remembered, the stream would bring some of them back.
    boolean known = !lost && complete > 0 && removals <= REMEMBERED;
    return known
        ? Optional.of(new ResumePoint(history(), new Version(complete)))
        : Optional.empty();
  }

  @Override
  public void lose() {
    lost = true;
  }

  /** A server that is not exact does not tell. */
  @Override
  public String history() {
    return "";
  }

  /** Becomes {@code snapshot} if it is not older than the copy, or if that is told repeatedly. */
  @Override
  public boolean snapshot(Snapshot snapshot) throws DoesNotFit {
    var difference = new ListDifference(mirror, snapshot.getStore(), gone);
    Optional<String> older = difference.older();
    if (older.isPresent() && ++doubts < DOUBTS) {
      lost = true;
      throw new DoesNotFit(older.get());
    }
    if (older.isPresent()) {
      LOG.warn("the server is behind what it said before, and stays so: {}", older.get());
      gone.clear();
    }
    doubts = 0;
    if (difference.isAny()) {
      mirror.install(
          Snapshot.newBuilder()
              .setStore(difference.wanted())
              .setStoreVersion(next(difference.newest()).index())
              .build());
    }
    difference.vanished().forEach(gone::add);
    complete = snapshot.getStoreVersion();
    removals = 0;
    lost = false;
    return older.isPresent();
  }

  @Override
  public long commit(LogEntry commit) throws DoesNotFit {
    if (lost) {
      throw new DoesNotFit("a commit came before any snapshot");
    }
    var folding = new Folding();
    EntryChanges made = mirror.changes(commit, folding);
    if (!made.changes().isEmpty()) {
      mirror.commit(made, next(folding.newest));
    }
    folding.removed.forEach(gone::add);
    removals += folding.removed.size();
    long newest = Math.max(commit.getVersion(), folding.newest);
    if (newest > complete) {
      complete = newest;
      removals = folding.removed.size();
    }
    return made.repeats();
  }

  /** That of the copy after a commit that wrote an object at {@code newest}. */
  private Version next(long newest) {
    return new Version(Math.max(mirror.version().index(), newest) + 1);
  }

  /** Such a source tells none. */
  @Override
  public void bookmark(Version version) {}

  /** What counts of one commit. */
  private final class Folding implements EntryChanges.Rule {
    /** The newest version at which an object was written, 0 for none. */
    private long newest;

    private final Set<ObjectKey> removed = new HashSet<>();

    /** The objects that this commit has written: it may write one twice, at the same version. */
    private final Set<ObjectKey> written = new HashSet<>();

    @Override
    public <M extends Message> boolean admits(
        Table<M> table, StoreActionKind action, M before, M object) throws DoesNotFit {
      var key = ObjectKey.of(table, table.id(object));
      return switch (action) {
        case STORE_ACTION_CREATE -> {
          newest = Math.max(newest, version(table, object));
          yield !isGone(key)
              && (before == null ? written.add(key) : isNewer(table, key, before, object));
        }
        case STORE_ACTION_UPDATE -> {
          newest = Math.max(newest, version(table, object));
          // Who hears of a change before it hears of the object has listed later, when it was gone.
          yield before != null && isNewer(table, key, before, object);
        }
        case STORE_ACTION_REMOVE -> {
          removed.add(key);
          yield before != null;
        }
        case UNKNOWN, UNRECOGNIZED ->
            throw new DoesNotFit("%s is neither created, updated nor removed".formatted(key));
      };
    }

    private boolean isGone(ObjectKey key) {
      return removed.contains(key) || gone.contains(key);
    }

    private <M extends Message> boolean isNewer(Table<M> table, ObjectKey key, M before, M object) {
      long has = version(table, before);
      long comes = version(table, object);
      if (comes > has) {
        written.add(key);
      }
      return comes > has || (comes == has && written.contains(key));
    }
  }

  static <M extends Message> long version(Table<M> table, M object) {
    return table.meta(object).getVersion().getIndex();
  }
}
