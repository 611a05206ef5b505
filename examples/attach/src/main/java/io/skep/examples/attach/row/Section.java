package io.skep.examples.attach.row;

import io.skep.store.ReadTx;
import io.skep.store.kind.Kinds;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The lists that there are, called as on the command line. */
public enum Section {
  /** All services, by name. */
  services("service", "SERVICE MODE REPLICAS IMAGE UPDATE") {
    @Override
    public List<Row> rows(ReadTx at, boolean withHistory) {
      return sorted(
          at.list(Kinds.SERVICE).stream().map(service -> ServiceRow.of(service, at)),
          Comparator.comparing(ServiceRow::name));
    }
  },

  /** Tasks by service and slot, the newest of a slot first. */
  tasks("task", "TASK NODE DESIRED CURRENT SINCE ERROR") {
    @Override
    public List<Row> rows(ReadTx at, boolean withHistory) {
      return sorted(
          at.list(Kinds.TASK).stream()
              .map(task -> TaskRow.of(task, at))
              .filter(task -> withHistory || !task.isHistory()),
          Comparator.comparing(TaskRow::service)
              .thenComparing(TaskRow::slot)
              .thenComparing(task -> task.slot() == 0 ? task.node() : "")
              .thenComparing(TaskRow::since, Comparator.reverseOrder()));
    }
  },

  /** All nodes, by name. */
  nodes("node", "NODE STATE AVAILABILITY ROLE") {
    @Override
    public List<Row> rows(ReadTx at, boolean withHistory) {
      return sorted(
          at.list(Kinds.NODE).stream().map(NodeRow::of), Comparator.comparing(NodeRow::name));
    }
  };

  private final String one;
  private final String heads;

  Section(String one, String heads) {
    this.one = one;
    this.heads = heads;
  }

  /** The rows of what {@code at} shows. */
  public abstract List<Row> rows(ReadTx at, boolean withHistory);

  /** What one of its rows is. */
  public String one() {
    return one;
  }

  /** Over the cells. */
  public List<String> heads() {
    return List.of(heads.split(" ", -1));
  }

  private static <R extends Row> List<Row> sorted(Stream<R> rows, Comparator<R> order) {
    return rows.sorted(order.thenComparing(Row::id)).map(Row.class::cast).toList();
  }
}
