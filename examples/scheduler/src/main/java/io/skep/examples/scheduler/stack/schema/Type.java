package io.skep.examples.scheduler.stack.schema;

import io.skep.examples.scheduler.stack.yaml.YamlNode;
import java.util.Optional;

/**
 * A kind of value and how it is written.
 *
 * @param <T> what a value becomes
 */
@FunctionalInterface
public interface Type<T> {
  /** The value of {@code node}; empty if it is none of this type, which is then reported. */
  Optional<T> read(YamlNode node, Reading reading);
}
