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
 * <p>The version at which an object was written is that of its commit; in SwarmKit, that of the log
 * before it. Commits come in order, so whoever has seen the newest has all that is older, and the
 * next stream can go on there. It goes on a step before: it must tell the same commit again, or the
 * server is not what it was. There is no other way to tell that it was set back, and has come
 * further since.
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

  /** The newest version of an object up to which nothing is missing here; 0 if it is not known. */
  private long complete;

  /** How many objects went since the copy was complete there. */
  private long removals;

  /** Whether the stream has yet to show that it goes on where the copy is. */
  private boolean resuming;

  private int doubts;
  private boolean lost = true;

  FoldedPursuit(Mirror mirror) {
    this.mirror = mirror;
  }

  @Override
  public Optional<ResumePoint> begin() {
    // Were more removed than are remembered, the stream would bring some of them back.
    resuming = !lost && complete > 0 && removals <= REMEMBERED;
    return resuming
        ? Optional.of(new ResumePoint(history(), new Version(complete - 1)))
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
    removals += difference.vanished().size();
    complete = snapshot.getStoreVersion();
    resuming = false;
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
    if (resuming && folding.newest >= complete) {
      if (!folding.known) {
        throw new DoesNotFit("another commit is told than the one that was at version " + complete);
      }
      resuming = false;
    }
    if (!made.changes().isEmpty()) {
      mirror.commit(made, next(folding.newest));
    }
    folding.removed.forEach(gone::add);
    removals += folding.removed.size();
    if (folding.newest > complete) {
      complete = folding.newest;
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

    /** Whether it is the commit up to which the copy is complete. */
    private boolean known;

    private final Set<ObjectKey> removed = new HashSet<>();

    /** The objects that this commit has written: it may write one twice, at the same version. */
    private final Set<ObjectKey> written = new HashSet<>();

    @Override
    public <M extends Message> boolean admits(
        Table<M> table, StoreActionKind action, M before, M object) throws DoesNotFit {
      var key = ObjectKey.of(table, table.id(object));
      return switch (action) {
        case STORE_ACTION_CREATE -> {
          look(table, key, before, object);
          yield !isGone(key)
              && (before == null
                  ? isNews(table, object) && written.add(key)
                  : isNewer(table, key, before, object));
        }
        case STORE_ACTION_UPDATE -> {
          look(table, key, before, object);
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

    private <M extends Message> void look(Table<M> table, ObjectKey key, M before, M object) {
      long version = version(table, object);
      newest = Math.max(newest, version);
      known |= version == complete && (isGone(key) || object.equals(before));
    }

    private boolean isGone(ObjectKey key) {
      return removed.contains(key) || gone.contains(key);
    }

    /** Whether the copy may not know of an object: else it is not there because it went. */
    private <M extends Message> boolean isNews(Table<M> table, M object) {
      return version(table, object) > complete;
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
