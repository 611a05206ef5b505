package io.skep.examples.scheduler.stack.yaml;

import io.skep.examples.scheduler.stack.Place;

/** A value of a YAML text. Immutable. */
public sealed interface YamlNode permits YamlScalar, YamlSequence, YamlMapping {
  /** Where the value starts; for an aliased value where its anchor stands. */
  Place place();

  /** What the value is, for a message: {@code "a list"}, {@code "the number 5"}. */
  String describe();

  /** Adds to a reason for refusing this value what its author cannot see in the text. */
  default String explain(String reason) {
    return reason;
  }
}
