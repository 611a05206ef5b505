package io.skep.examples.scheduler.stack.schema;

import io.skep.examples.scheduler.stack.yaml.YamlNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A text that must be one of a few words; an empty one, such as a variable without value, counts as
 * absent. Immutable.
 *
 * @param <T> what the words mean
 */
public final class Words<T> implements Type<T> {
  private final Map<String, T> meanings;

  private Words(Map<String, T> meanings) {
    this.meanings = meanings;
  }

  /** A type with one word; {@link #or} adds the others. */
  public static <T> Words<T> of(String word, T meaning) {
    return new Words<T>(Map.of()).or(word, meaning);
  }

  /** This type with one more word. */
  public Words<T> or(String word, T meaning) {
    Map<String, T> more = new LinkedHashMap<>(meanings);
    more.put(word, meaning);
    return new Words<>(more);
  }

  @Override
  public Optional<T> read(YamlNode node, Reading reading) {
    Optional<String> text = Scalars.TEXT.read(node, reading);
    if (text.isEmpty() || text.get().isEmpty()) {
      return Optional.empty();
    }
    T meaning = meanings.get(text.get());
    return meaning != null
        ? Optional.of(meaning)
        : reading.refuseType(node, "one of " + String.join(", ", meanings.keySet()));
  }
}
