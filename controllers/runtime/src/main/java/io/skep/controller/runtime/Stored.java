package io.skep.controller.runtime;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.skep.api.Annotations;
import io.skep.store.Table;
import java.util.Optional;

/**
 * What the runtime reads from a stored message, whatever kind it is seen as. Immutable.
 *
 * @param table the table that holds it
 * @param message the message
 */
record Stored<M extends Message>(Table<M> table, M message) {
  static <M extends Message> Stored<M> of(Table<M> table, Message message) {
    return new Stored<>(table, table.type().cast(message));
  }

  /** Name, labels and indices. */
  Annotations annotations() {
    return table.annotations(message);
  }

  /**
   * What the object asks for: its field {@code spec}. Empty if it has none, so that nobody can tell
   * whether it asks for something else than before.
   */
  Optional<Object> spec() {
    FieldDescriptor field = message.getDescriptorForType().findFieldByName("spec");
    return Optional.ofNullable(field).map(message::getField);
  }
}
