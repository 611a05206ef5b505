package io.skep.controller.custom;

import com.google.protobuf.Message;
import io.skep.store.By;
import io.skep.store.Marks;
import io.skep.store.ObjectKey;
import io.skep.store.Table;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import java.util.ArrayDeque;
import java.util.Deque;

/** Deletes what belongs to a deleted object, and to that, in one transaction. One use. */
final class CascadeDelete {
  private final Tx tx;
  private final Deque<ObjectKey> owners = new ArrayDeque<>();
  private int left = Cascade.LIMIT;

  CascadeDelete(Tx tx) {
    this.tx = tx;
  }

  void follow(ObjectKey owner) {
    owners.add(owner);
    while (!owners.isEmpty()) {
      ObjectKey next = owners.remove();
      for (Table<?> table : Kinds.ALL) {
        deleteChildren(table, next);
      }
    }
  }

  private <M extends Message> void deleteChildren(Table<M> table, ObjectKey owner) {
    for (M child : tx.find(table, By.<M>custom(Marks.OWNER, owner.toString()))) {
      if (Cascade.of(table.annotations(child)) == Cascade.TRANSACTION && left > 0) {
        left--;
        String id = table.id(child);
        tx.delete(table, id);
        if (tx.get(table, id).isEmpty()) {
          owners.add(Marks.asOwner(table, child));
        }
      }
    }
  }
}
