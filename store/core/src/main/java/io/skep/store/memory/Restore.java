package io.skep.store.memory;

import com.google.protobuf.Message;
import io.skep.store.Table;
import io.skep.store.Version;
import io.skep.store.index.IndexKey;
import io.skep.store.snapshot.Contents;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Turns the objects of a draft into those of a snapshot. Objects are taken as they are, meta
 * included, and no rule of transactions is checked: what was stored once may come back. Equal
 * objects are left alone, so the changes are the least that lead from one to the other.
 */
final class Restore {
  private final Draft draft;
  private long highest;

  private Restore(Draft draft) {
    this.draft = draft;
  }

  /**
   * Changes {@code draft}: table by table in the order of the schema; within a table creates and
   * updates as the snapshot lists them, then deletes by id.
   *
   * @return the highest version of all objects of the snapshot
   */
  static Version into(Draft draft, Contents contents) {
    var restore = new Restore(draft);
    draft.base().schema().tables().forEach(table -> restore.table(table, contents));
    return new Version(restore.highest);
  }

  /**
   * Whether a store at {@code base} that restores {@code snapshot} goes on with its history: nobody
   * may have seen a version of that history that is not in the snapshot, nor another one under the
   * same number. So it must have been saved at a clean stop, and be loaded by a store without a
   * past of its own, or at exactly the same place.
   */
  static boolean continues(Contents.Position snapshot, Root base) {
    boolean unused = base.version().equals(Version.ZERO);
    boolean samePlace =
        base.historyId().equals(snapshot.historyId()) && base.version().equals(snapshot.version());
    return snapshot.cleanStop() && !snapshot.historyId().isEmpty() && (unused || samePlace);
  }

  private <M extends Message> void table(Table<M> table, Contents contents) {
    boolean wasEmpty = draft.viewOf(table).objects().isEmpty();
    Set<String> listed = new HashSet<>(); // Asked, never walked.
    for (M object : contents.objects(table)) {
      String key = IndexKey.ofText(table.id(object));
      if (!wasEmpty) {
        listed.add(key);
      }
      Stored<M> before = draft.get(table, key);
      if (before == null || !before.message().equals(object)) {
        draft.put(table, before, object, failure -> {});
      }
      note(table.meta(object).getVersion().getIndex());
    }
    if (!wasEmpty) {
      removeOthers(table, listed);
    }
  }

  private <M extends Message> void removeOthers(Table<M> table, Set<String> listed) {
    List<Stored<M>> gone = new ArrayList<>();
    draft
        .viewOf(table)
        .objects()
        .forEach(
            stored -> {
              if (!listed.contains(stored.key())) {
                gone.add(stored);
              }
            });
    gone.forEach(stored -> draft.remove(table, stored));
  }

  private void note(long version) {
    if (Long.compareUnsigned(version, highest) > 0) {
      highest = version;
    }
  }
}
