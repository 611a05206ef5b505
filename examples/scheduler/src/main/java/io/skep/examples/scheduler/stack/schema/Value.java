package io.skep.examples.scheduler.stack.schema;

import io.skep.examples.scheduler.stack.Place;
import io.skep.examples.scheduler.stack.yaml.YamlNode;

/**
 * A value and where it comes from, for problems that show only when values meet. Immutable.
 *
 * @param get the value
 * @param node what was written
 * @param named where the value's key stands; in a list, where the value itself does
 */
public record Value<T>(T get, YamlNode node, Place named) {
  /** An item of a list. */
  static <T> Value<T> item(T value, YamlNode node) {
    return new Value<>(value, node, node.place());
  }

  /** Another value of the same origin. */
  public <S> Value<S> with(S other) {
    return new Value<>(other, node, named);
  }
}
