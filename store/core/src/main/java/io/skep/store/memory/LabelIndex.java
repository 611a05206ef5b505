package io.skep.store.memory;

import com.google.protobuf.Message;
import io.skep.store.Index;
import io.skep.store.Label;
import io.skep.store.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A request to keep an index of one label of one table: selectors of that label then cost what they
 * find, not a look at each object. Each write of an object that has the label pays for it. What is
 * found, and in which order, stays the same. Immutable.
 *
 * @param table the table
 * @param labels the name of the labels among {@link Table#labels}
 * @param key the label
 */
public record LabelIndex(Table<?> table, String labels, String key) {
  /** Refuses labels that the table does not have. */
  public LabelIndex {
    Objects.requireNonNull(key, "key");
    List<String> names = table.labels().stream().map(Index::name).toList();
    if (!names.contains(labels)) {
      throw new IllegalArgumentException(
          "table %s has no labels named \"%s\" to keep an index of; it has %s"
              .formatted(table.name(), labels, String.join(", ", names)));
    }
  }

  /** An index of the label {@code key} in the annotations. */
  public static LabelIndex of(Table<?> table, String key) {
    return new LabelIndex(table, Index.LABEL, key);
  }

  /** An index of the label {@code key} in {@code labels}, such as those of a node's engine. */
  public static <M extends Message> LabelIndex of(
      Table<M> table, Index<? super M, Label> labels, String key) {
    return new LabelIndex(table, labels.name(), key);
  }

  /** All indexes that a store keeps of {@code table}, if it is given {@code requests}. */
  static <M extends Message> List<Index<M, ?>> kept(Table<M> table, List<LabelIndex> requests) {
    List<Index<M, ?>> kept = new ArrayList<>(table.indexes());
    for (Index<M, Label> labels : table.labels()) {
      List<String> parts =
          requests.stream()
              .filter(index -> index.table == table && index.labels.equals(labels.name()))
              .map(index -> Label.keyPrefix(index.key))
              .toList();
      if (!parts.isEmpty()) {
        kept.add(labels.part(parts));
      }
    }
    return kept;
  }
}
