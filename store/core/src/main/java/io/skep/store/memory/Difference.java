package io.skep.store.memory;

import com.google.protobuf.Message;
import io.skep.store.Change;
import io.skep.store.Interest;
import io.skep.store.Table;
import io.skep.store.index.Differences;
import java.util.ArrayList;
import java.util.List;

/** What leads from one root to another. One thread, one use. */
final class Difference {
  private final Root before;
  private final Root after;
  private final Interest interest;
  private final List<Change<?>> changes = new ArrayList<>();

  Difference(Root before, Root after, Interest interest) {
    this.before = before;
    this.after = after;
    this.interest = interest;
  }

  List<Change<?>> changes() {
    for (Table<?> table : before.schema().tables()) {
      if (interest.tables().isEmpty() || interest.tables().contains(table)) {
        compare(table);
      }
    }
    return List.copyOf(changes);
  }

  private <M extends Message> void compare(Table<M> table) {
    before
        .stateOf(table)
        .map()
        .changesTo(
            after.stateOf(table).map(),
            new Differences<>() {
              @Override
              public void removed(Stored<M> value) {
                add(new Change.Deleted<>(table, value.message()));
              }

              @Override
              public void changed(Stored<M> old, Stored<M> value) {
                if (!old.message().equals(value.message())) {
                  add(new Change.Updated<>(table, old.message(), value.message()));
                }
              }

              @Override
              public void added(Stored<M> value) {
                add(new Change.Created<>(table, value.message()));
              }
            });
  }

  private void add(Change<?> change) {
    if (interest.wants(change)) {
      changes.add(change);
    }
  }
}
