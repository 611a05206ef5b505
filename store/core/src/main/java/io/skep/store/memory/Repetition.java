package io.skep.store.memory;

import com.google.protobuf.Message;
import io.skep.store.Change;
import io.skep.store.Commit;
import io.skep.store.DivergedException;
import io.skep.store.index.IndexKey;

/**
 * Repeats the changes of another store's commit in a draft. Objects are taken as they are, meta
 * included, and no rule is checked but one: what a change was made on must stand here too.
 */
final class Repetition {
  private Repetition() {}

  /**
   * Makes all changes of {@code commit}.
   *
   * @throws DivergedException if an object is not as the commit found it
   */
  static void into(Draft draft, Commit commit) {
    commit.changes().forEach(change -> repeat(draft, commit, change));
  }

  private static <M extends Message> void repeat(Draft draft, Commit commit, Change<M> change) {
    Stored<M> here = draft.get(change.table(), IndexKey.ofText(change.key().id()));
    M before = change.before().orElse(null);
    if (here == null ? before != null : !here.message().equals(before)) {
      throw new DivergedException(commit.version(), change.key(), difference(here, before));
    }
    if (change.after().isPresent()) {
      draft.put(change.table(), here, change.object(), failure -> {});
    } else {
      draft.remove(change.table(), here);
    }
  }

  private static String difference(Stored<?> here, Message before) {
    if (here == null) {
      return "is not here";
    }
    return before == null ? "is here already" : "is another one here";
  }
}
