package io.skep.api.wire;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.function.UnaryOperator;

/** What the mark {@code always_sent} means, in the plainest way: by walking the descriptors. */
final class ReferenceForm {
  private ReferenceForm() {}

  /** {@code message} with every field set that SwarmKit always sends, so that we send it too. */
  static <M extends Message> M complete(M message) {
    Message.Builder builder = withParts(message, ReferenceForm::complete);
    for (FieldDescriptor field : alwaysSent(message)) {
      if (!builder.hasField(field)) {
        builder.setField(field, complete((Message) builder.getField(field)));
      }
    }
    return built(message, builder);
  }

  /** {@code message} without the fields that only SwarmKit sends: those that are empty. */
  static <M extends Message> M bare(M message) {
    Message.Builder builder = withParts(message, ReferenceForm::bare);
    for (FieldDescriptor field : alwaysSent(message)) {
      Message value = (Message) builder.getField(field);
      if (value.equals(value.getDefaultInstanceForType())) {
        builder.clearField(field);
      }
    }
    return built(message, builder);
  }

  private static List<FieldDescriptor> alwaysSent(Message message) {
    return message.getDescriptorForType().getFields().stream()
        .filter(CompiledFormat::alwaysSent)
        .toList();
  }

  /** A copy with {@code change} made to every part; the values of maps have no marked fields. */
  private static Message.Builder withParts(Message message, UnaryOperator<Message> change) {
    Message.Builder builder = message.toBuilder();
    for (FieldDescriptor field : message.getAllFields().keySet()) {
      if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE || field.isMapField()) {
        continue;
      }
      if (field.isRepeated()) {
        for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
          Message part = (Message) message.getRepeatedField(field, i);
          builder.setRepeatedField(field, i, change.apply(part));
        }
      } else {
        builder.setField(field, change.apply((Message) message.getField(field)));
      }
    }
    return builder;
  }

  @SuppressWarnings("unchecked") // The builder comes from the original.
  private static <M extends Message> M built(M original, Message.Builder builder) {
    return (M) original.getClass().cast(builder.build());
  }
}
