package io.skep.store;

import io.skep.store.index.IndexKey;
import java.util.Map;
import java.util.Objects;

/**
 * One label of an object. Both parts compare exactly. Immutable.
 *
 * @param key the word before the {@code =}
 * @param value the word after it; may be empty
 */
public record Label(String key, String value) {
  /** Refuses nulls. */
  public Label {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(value, "value");
  }

  static Label of(Map.Entry<String, String> entry) {
    return new Label(entry.getKey(), entry.getValue());
  }

  /** What the index keys of all labels with {@code key} start with, and no others. */
  public static String keyPrefix(String key) {
    return IndexKey.part(IndexKey.ofText(key));
  }

  String indexKey() {
    return keyPrefix(key) + IndexKey.ofText(value);
  }

  @Override
  public String toString() {
    return key + "=" + value;
  }
}
