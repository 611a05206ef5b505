package io.skep.api.wire;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.skep.api.StoreAction;
import io.skep.api.StoreSnapshot;
import java.util.List;
import java.util.Map;

/** The length of a snapshot as SwarmKit writes it, from the sizes of actions. */
final class SnapshotSize {
  private SnapshotSize() {}

  /** What all objects take: each has a tag and a length as it has in an action without a kind. */
  static int of(StoreSnapshot snapshot) {
    int sum = 0;
    for (Map.Entry<FieldDescriptor, ?> table : snapshot.getAllFields().entrySet()) {
      for (Object object : (List<?>) table.getValue()) {
        sum += ReferenceSize.of(about((Message) object));
      }
    }
    return sum;
  }

  private static StoreAction about(Message object) {
    return StoreAction.getDescriptor().getFields().stream()
        .filter(field -> field.getJavaType() == FieldDescriptor.JavaType.MESSAGE)
        .filter(field -> field.getMessageType().equals(object.getDescriptorForType()))
        .map(field -> StoreAction.newBuilder().setField(field, object).build())
        .findFirst()
        .orElseThrow();
  }
}
