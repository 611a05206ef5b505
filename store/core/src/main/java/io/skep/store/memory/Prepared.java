package io.skep.store.memory;

import io.skep.store.Commit;
import io.skep.store.Origin;

/**
 * A finished transaction that has an effect.
 *
 * @param commit what is announced; without changes if there is nothing to announce
 * @param root all objects, as the transaction left them
 * @param draft the changes
 */
record Prepared(Commit commit, Root root, Draft draft) {
  static Prepared of(Transaction transaction, Origin origin) {
    Draft draft = transaction.draft();
    Root base = draft.base();
    Root root =
        draft.size() == 0
            ? base.moved(transaction.historyId(), transaction.made())
            : base.committed(transaction.historyId(), transaction.made(), draft.freeze());
    return new Prepared(
        new Commit(transaction.made(), base.newestCommit(), draft.changes(0), origin), root, draft);
  }
}
