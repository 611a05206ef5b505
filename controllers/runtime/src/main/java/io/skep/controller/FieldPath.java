package io.skep.controller;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;

/** A way to a value inside a message, by field names. Immutable. */
record FieldPath(List<String> names) {
  static FieldPath of(String path) {
    List<String> names = List.of(path.split("\\.", -1));
    if (names.stream().anyMatch(String::isEmpty)) {
      throw new IllegalArgumentException(
          "field path \"%s\" has an empty name; write it like spec.annotations.labels"
              .formatted(path));
    }
    return new FieldPath(names);
  }

  /**
   * The value in {@code message}; that of its absence, if something on the way is absent.
   *
   * @throws IllegalArgumentException if the message's type has no such field
   */
  Object in(Message message) {
    Object value = message;
    for (String name : names) {
      value = step(value, name);
    }
    return value;
  }

  private Object step(Object value, String name) {
    if (!(value instanceof Message message)) {
      throw new IllegalArgumentException(
          "field path %s goes on after a value that has no fields; end it before %s"
              .formatted(this, name));
    }
    FieldDescriptor field = message.getDescriptorForType().findFieldByName(name);
    if (field == null) {
      throw new IllegalArgumentException(
          "field path %s: a %s has no field %s"
              .formatted(this, message.getDescriptorForType().getFullName(), name));
    }
    return message.getField(field);
  }

  @Override
  public String toString() {
    return String.join(".", names);
  }
}
