package io.skep.examples.scheduler.revision;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.skep.api.ServiceSpec;
import io.skep.examples.scheduler.stack.StackLabels;
import java.util.LinkedHashSet;
import java.util.Set;

/** Which parts of a service's spec differ, as the names of the innermost fields. */
final class SpecDifference {
  private SpecDifference() {}

  /** {@code "image, env"}; empty if the specs are equal. */
  static String between(ServiceSpec before, ServiceSpec after) {
    var names = new LinkedHashSet<String>();
    compare(withoutImageLabel(before), withoutImageLabel(after), names);
    return String.join(", ", names);
  }

  /** The label repeats the image. */
  private static ServiceSpec withoutImageLabel(ServiceSpec spec) {
    ServiceSpec.Builder without = spec.toBuilder();
    without.getAnnotationsBuilder().removeLabels(StackLabels.IMAGE);
    return without.build();
  }

  private static void compare(Message before, Message after, Set<String> names) {
    for (FieldDescriptor field : before.getDescriptorForType().getFields()) {
      if (before.getField(field).equals(after.getField(field))
          && (!field.hasPresence() || before.hasField(field) == after.hasField(field))) {
        continue;
      }
      boolean nested =
          field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
              && !field.isRepeated()
              && before.hasField(field)
              && after.hasField(field);
      if (nested) {
        compare((Message) before.getField(field), (Message) after.getField(field), names);
      } else {
        names.add(field.getName());
      }
    }
  }
}
