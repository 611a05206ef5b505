package io.skep.examples.scheduler.stack.schema;

import java.util.Objects;

/**
 * A key of a section and the type of its value. Immutable; two keys are the same only if they are
 * one object.
 *
 * @param <T> what the value becomes
 */
public final class Key<T> {
  private final String name;
  private final Type<T> type;

  private Key(String name, Type<T> type) {
    this.name = Objects.requireNonNull(name, "name");
    this.type = Objects.requireNonNull(type, "type");
  }

  /** The key called {@code name}. */
  public static <T> Key<T> of(String name, Type<T> type) {
    return new Key<>(name, type);
  }

  /** As it is written. */
  public String name() {
    return name;
  }

  Type<T> type() {
    return type;
  }
}
