package io.skep.controller.custom;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Internal;
import com.google.protobuf.Message;
import io.skep.api.Annotations;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Children that are messages: annotations at the top, or in the spec, as in SwarmKit's. */
final class MessageChildren<M extends Message> implements ChildForm<M> {
  private static final List<String> NOT_DECLARED = List.of("id", "meta");

  private final Class<M> type;
  private final FieldDescriptor id;

  /** Null if the annotations are at the top. */
  private final FieldDescriptor spec;

  private final FieldDescriptor annotations;

  MessageChildren(Class<M> type) {
    this.type = type;
    Message prototype = Internal.getDefaultInstance(type);
    id = prototype.getDescriptorForType().findFieldByName("id");
    Optional<FieldDescriptor> atTop = annotationsOf(prototype);
    spec = atTop.isPresent() ? null : prototype.getDescriptorForType().findFieldByName("spec");
    annotations =
        atTop.orElseGet(
            () ->
                Optional.ofNullable(spec)
                    .filter(field -> field.getJavaType() == FieldDescriptor.JavaType.MESSAGE)
                    .map(field -> (Message) prototype.getField(field))
                    .flatMap(MessageChildren::annotationsOf)
                    .orElseThrow(
                        () ->
                            new IllegalArgumentException(
                                "a %s has no annotations, neither at the top nor in its spec, so it cannot belong to another object"
                                    .formatted(prototype.getDescriptorForType().getFullName()))));
  }

  private static Optional<FieldDescriptor> annotationsOf(Message message) {
    return Optional.ofNullable(message.getDescriptorForType().findFieldByName("annotations"))
        .filter(MessageChildren::isAnnotations);
  }

  private static boolean isAnnotations(FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
        && !field.isRepeated()
        && field.getMessageType().equals(Annotations.getDescriptor());
  }

  @Override
  public Annotations annotations(M object) {
    Message holder = spec == null ? object : (Message) object.getField(spec);
    return (Annotations) holder.getField(annotations);
  }

  @Override
  public M withAnnotations(M object, Annotations marks) {
    Message.Builder changed = object.toBuilder();
    if (spec == null) {
      changed.setField(annotations, marks);
    } else {
      Message holder = (Message) object.getField(spec);
      changed.setField(spec, holder.toBuilder().setField(annotations, marks).build());
    }
    return type.cast(changed.build());
  }

  @Override
  public M withId(M object, String newId) {
    return type.cast(object.toBuilder().setField(id, newId).build());
  }

  @Override
  public M merged(M present, M wanted) {
    Message.Builder merged = present.toBuilder();
    for (Map.Entry<FieldDescriptor, Object> field : wanted.getAllFields().entrySet()) {
      if (!NOT_DECLARED.contains(field.getKey().getName())) {
        merge(merged, field.getKey(), field.getValue());
      }
    }
    return type.cast(merged.build());
  }

  private static void merge(Message.Builder into, FieldDescriptor field, Object wanted) {
    if (isAnnotations(field)) {
      into.setField(field, labelled((Annotations) into.getField(field), (Annotations) wanted));
    } else if (field.isRepeated() || field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
      into.setField(field, wanted);
    } else {
      Message.Builder inner = ((Message) into.getField(field)).toBuilder();
      ((Message) wanted).getAllFields().forEach((part, value) -> merge(inner, part, value));
      into.setField(field, inner.build());
    }
  }

  /** Entries and labels of others stay. */
  private static Annotations labelled(Annotations present, Annotations wanted) {
    Annotations.Builder merged = present.toBuilder().putAllLabels(wanted.getLabelsMap());
    if (!wanted.getName().isEmpty()) {
      merged.setName(wanted.getName());
    }
    return merged.build();
  }
}
