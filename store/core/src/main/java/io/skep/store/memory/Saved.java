package io.skep.store.memory;

import com.google.protobuf.Message;
import io.skep.store.Table;
import io.skep.store.snapshot.Contents;
import java.util.Iterator;
import java.util.List;

/** A root as what a snapshot holds. Immutable. */
record Saved(Root root, Position position) implements Contents {
  /** {@code clean} says that nothing was committed after {@code root}, and nothing will be. */
  static Saved of(Root root, boolean clean) {
    return new Saved(root, new Position(root.historyId(), root.version(), clean));
  }

  /** What entries of a replicated log up to {@code epoch} have made of a store. */
  static Saved inLog(Root root, long epoch) {
    return new Saved(
        root, new Position(root.historyId(), root.version(), false, root.newestCommit(), epoch));
  }

  @Override
  public List<Table<?>> tables() {
    return root.schema().tables();
  }

  @Override
  public int count(Table<?> table) {
    return root.stateOf(table).map().size();
  }

  @Override
  public <M extends Message> Iterable<M> objects(Table<M> table) {
    return () -> messages(root.stateOf(table).map().iterator());
  }

  private static <M extends Message> Iterator<M> messages(Iterator<Stored<M>> stored) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return stored.hasNext();
      }

      @Override
      public M next() {
        return stored.next().message();
      }
    };
  }
}
