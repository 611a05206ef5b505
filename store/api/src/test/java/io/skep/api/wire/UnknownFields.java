package io.skep.api.wire;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Looks for bytes that the classes do not know. */
final class UnknownFields {
  private UnknownFields() {}

  /** The places in {@code message}, at any depth, that hold fields without a name. */
  static List<String> in(Message message) {
    List<String> found = new ArrayList<>();
    collect(message, message.getDescriptorForType().getName(), found);
    return found;
  }

  private static void collect(Message message, String path, List<String> found) {
    message.getUnknownFields().asMap().keySet().forEach(number -> found.add(path + "." + number));
    for (Map.Entry<FieldDescriptor, ?> field : message.getAllFields().entrySet()) {
      String below = path + "." + field.getKey().getName();
      if (field.getKey().getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
        continue;
      }
      if (field.getKey().isRepeated()) {
        for (int i = 0; i < message.getRepeatedFieldCount(field.getKey()); i++) {
          Message element = (Message) message.getRepeatedField(field.getKey(), i);
          collect(element, below + "[" + i + "]", found);
        }
      } else {
        collect((Message) field.getValue(), below, found);
      }
    }
  }
}
