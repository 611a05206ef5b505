package io.skep.store.kind;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Internal;
import com.google.protobuf.Message;
import io.skep.api.Annotations;
import io.skep.api.IndexEntry;
import io.skep.store.Table;
import java.util.Map;

/** Objects of any table, made by field name and not through the table. */
final class Samples {
  private Samples() {}

  static <M extends Message> M named(Table<M> table, String id, String name) {
    return annotated(table, id, Annotations.newBuilder().setName(name).build());
  }

  static <M extends Message> M indexed(Table<M> table, String id, String... keysAndValues) {
    var annotations = Annotations.newBuilder();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      annotations.addIndices(
          IndexEntry.newBuilder().setKey(keysAndValues[i]).setVal(keysAndValues[i + 1]));
    }
    return annotated(table, id, annotations.build());
  }

  static <M extends Message> M labelled(Table<M> table, String id, Map<String, String> labels) {
    return annotated(table, id, Annotations.newBuilder().putAllLabels(labels).build());
  }

  private static <M extends Message> M annotated(Table<M> table, String id, Annotations value) {
    Message.Builder object = builder(table);
    object.setField(field(object, "id"), id);
    FieldDescriptor direct = object.getDescriptorForType().findFieldByName("annotations");
    if (direct != null) {
      object.setField(direct, value);
    } else {
      Message.Builder spec = object.getFieldBuilder(field(object, "spec"));
      spec.setField(field(spec, "annotations"), value);
    }
    return table.type().cast(object.build());
  }

  private static Message.Builder builder(Table<?> table) {
    return Internal.getDefaultInstance(table.type()).newBuilderForType();
  }

  private static FieldDescriptor field(Message.Builder builder, String name) {
    return builder.getDescriptorForType().findFieldByName(name);
  }
}
