package io.skep.examples.scheduler.stack.schema;

import io.skep.examples.scheduler.stack.yaml.YamlNode;
import io.skep.examples.scheduler.stack.yaml.YamlScalar;
import io.skep.examples.scheduler.stack.yaml.YamlSequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Types of several values in a row. */
public final class Lists {
  private Lists() {}

  /** A list; items that are refused are left out. */
  public static <T> Type<List<Value<T>>> of(Type<T> items) {
    return (node, reading) ->
        node instanceof YamlSequence list
            ? Optional.of(read(list.items(), items, reading))
            : reading.refuseType(node, "a list");
  }

  /** A list, or its only item. */
  public static <T> Type<List<Value<T>>> orSingle(Type<T> items) {
    Type<List<Value<T>>> list = of(items);
    return (node, reading) ->
        node instanceof YamlScalar
            ? Optional.of(read(List.of(node), items, reading))
            : list.read(node, reading);
  }

  private static <T> List<Value<T>> read(List<YamlNode> nodes, Type<T> items, Reading reading) {
    List<Value<T>> values = new ArrayList<>();
    for (YamlNode node : nodes) {
      items.read(node, reading).ifPresent(value -> values.add(Value.item(value, node)));
    }
    return values;
  }

  /** The values alone. */
  public static <T> List<T> plain(List<Value<T>> values) {
    return values.stream().map(Value::get).toList();
  }
}
