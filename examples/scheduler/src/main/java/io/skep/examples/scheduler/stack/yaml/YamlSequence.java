package io.skep.examples.scheduler.stack.yaml;

import io.skep.examples.scheduler.stack.Place;
import java.util.List;

/**
 * A list.
 *
 * @param place where it starts
 * @param items in the order of the text
 */
public record YamlSequence(Place place, List<YamlNode> items) implements YamlNode {
  public YamlSequence {
    items = List.copyOf(items);
  }

  @Override
  public String describe() {
    return items.isEmpty() ? "an empty list" : "a list";
  }
}
