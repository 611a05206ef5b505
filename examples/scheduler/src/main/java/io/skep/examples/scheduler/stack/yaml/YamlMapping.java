package io.skep.examples.scheduler.stack.yaml;

import io.skep.examples.scheduler.stack.Place;
import java.util.List;

/**
 * A mapping. Its keys are texts and each occurs once.
 *
 * @param place where it starts
 * @param entries own entries in the order of the text, then those merged in
 */
public record YamlMapping(Place place, List<Entry> entries) implements YamlNode {
  /**
   * A key with its value.
   *
   * @param key the key's text
   * @param place where the key stands
   * @param value the value
   */
  public record Entry(String key, Place place, YamlNode value) {}

  public YamlMapping {
    entries = List.copyOf(entries);
  }

  @Override
  public String describe() {
    return entries.isEmpty() ? "an empty mapping" : "a mapping";
  }
}
