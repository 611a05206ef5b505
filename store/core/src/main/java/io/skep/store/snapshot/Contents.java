package io.skep.store.snapshot;

import com.google.protobuf.Message;
import io.skep.store.Table;
import io.skep.store.Version;
import java.util.List;

/** What a snapshot holds. Implementations never change. */
public interface Contents {
  /** Where in which history the objects stood so. */
  Position position();

  /** The tables of the store that it is from or for. */
  List<Table<?>> tables();

  /** How many objects there are of {@code table}, which is one of {@link #tables}. */
  int count(Table<?> table);

  /** The objects of {@code table}, in the order of the snapshot. */
  <M extends Message> Iterable<M> objects(Table<M> table);

  /**
   * A place in a history; what is not known is empty or zero.
   *
   * @param historyId the history that {@code version} belongs to
   * @param version the newest version
   * @param cleanStop whether nothing was committed after it
   * @param newestCommit the version of the newest commit, if the history is a replicated log
   * @param logEpoch the epoch of that log
   */
  record Position(
      String historyId, Version version, boolean cleanStop, Version newestCommit, long logEpoch) {
    /** A place in the history of a store that stands alone. */
    public Position(String historyId, Version version, boolean cleanStop) {
      this(historyId, version, cleanStop, Version.ZERO, 0);
    }
  }
}
