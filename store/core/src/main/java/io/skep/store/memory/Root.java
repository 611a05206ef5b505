package io.skep.store.memory;

import com.google.protobuf.Message;
import io.skep.store.Kind;
import io.skep.store.Table;
import io.skep.store.Version;
import io.skep.store.changelog.History;
import io.skep.store.changelog.Published;

/** All objects at one version. Immutable; this is what {@code view()} returns. */
final class Root implements Reads, Published {
  private final Schema schema;
  private final History history;
  private final Version version;
  private final Version newestCommit;
  private final long position;
  private final TableState<?>[] tables;

  private Root(
      Schema schema,
      History history,
      Version version,
      Version newestCommit,
      long position,
      TableState<?>[] tables) {
    this.schema = schema;
    this.history = history;
    this.version = version;
    this.newestCommit = newestCommit;
    this.position = position;
    this.tables = tables;
  }

  /** The empty state before the first transaction. */
  static Root empty(Schema schema, String historyId) {
    TableState<?>[] tables =
        schema.tables().stream()
            .map(table -> TableState.empty(table, schema.labelIndexes()))
            .toArray(TableState<?>[]::new);
    return new Root(schema, History.begin(historyId), Version.ZERO, Version.ZERO, 0, tables);
  }

  /** The state after a commit that made {@code itsVersion} and left {@code itsTables}. */
  Root committed(String itsHistory, Version itsVersion, TableState<?>[] itsTables) {
    long end = position + 1;
    return new Root(
        schema, history.at(itsHistory, itsVersion, end), itsVersion, itsVersion, end, itsTables);
  }

  /** The same objects at a higher version, which no commit made. */
  Root moved(String itsHistory, Version itsVersion) {
    return new Root(
        schema,
        history.at(itsHistory, itsVersion, position),
        itsVersion,
        newestCommit,
        position,
        tables);
  }

  /**
   * The state after entries of its log that are not known one by one, the last at {@code
   * itsVersion}.
   */
  Root installed(Version itsVersion, Version itsNewestCommit, TableState<?>[] itsTables) {
    return new Root(schema, history, itsVersion, itsNewestCommit, position + 1, itsTables);
  }

  Schema schema() {
    return schema;
  }

  @Override
  public StoreTimers timers() {
    return schema.timers();
  }

  @Override
  public History history() {
    return history;
  }

  @Override
  public Version version() {
    return version;
  }

  /** What the next commit names as its predecessor. */
  @Override
  public Version newestCommit() {
    return newestCommit;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public TableView<?> tableOf(Kind<?> kind) {
    return tables[schema.position(kind)];
  }

  TableState<?> table(int position) {
    return tables[position];
  }

  @SuppressWarnings("unchecked") // Each table stands at its own position.
  <M extends Message> TableState<M> stateOf(Table<M> table) {
    return (TableState<M>) tables[schema.position(table)];
  }

  /** A copy of the tables in the order of the schema. */
  TableState<?>[] tables() {
    return tables.clone();
  }

  @Override
  public String toString() {
    return "objects at version " + version;
  }
}
