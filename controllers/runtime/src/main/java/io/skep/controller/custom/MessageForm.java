package io.skep.controller.custom;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.skep.api.Annotations;
import io.skep.api.Meta;
import io.skep.api.Resource;
import io.skep.store.InvalidObjectException;
import io.skep.store.ObjectKey;
import java.util.Locale;

/** Protobuf messages, stored as their bytes without what the resource itself holds. */
final class MessageForm<M extends Message> implements Form<M> {
  private final String kind;
  private final Message prototype;
  private final Class<M> type;
  private final FieldDescriptor id;
  private final FieldDescriptor meta;
  private final FieldDescriptor annotations;
  private final FieldDescriptor spec;

  /** Null if the message has none; so the next two. */
  private final FieldDescriptor status;

  private final FieldDescriptor generation;
  private final FieldDescriptor statusGeneration;

  @SuppressWarnings("unchecked") // The class of an M.
  MessageForm(String kind, M prototype) {
    this.kind = kind;
    this.prototype = prototype.getDefaultInstanceForType();
    this.type = (Class<M>) prototype.getClass();
    Descriptor of = prototype.getDescriptorForType();
    id = required(of, "id", JavaType.STRING, null);
    meta = required(of, "meta", JavaType.MESSAGE, Meta.getDescriptor());
    annotations = required(of, "annotations", JavaType.MESSAGE, Annotations.getDescriptor());
    spec = required(of, "spec", JavaType.MESSAGE, null);
    status = of.findFieldByName("status");
    generation = counter(of, "generation");
    statusGeneration = counter(of, "status_generation");
  }

  private static FieldDescriptor required(
      Descriptor of, String name, JavaType type, Descriptor message) {
    FieldDescriptor field = of.findFieldByName(name);
    if (field == null
        || field.isRepeated()
        || field.getJavaType() != type
        || (message != null && !field.getMessageType().equals(message))) {
      throw new IllegalArgumentException(
          "message %s has no field %s of type %s; a custom object has id, meta, annotations and spec"
              .formatted(
                  of.getFullName(),
                  name,
                  message == null ? type.name().toLowerCase(Locale.ROOT) : message.getFullName()));
    }
    return field;
  }

  private static FieldDescriptor counter(Descriptor of, String name) {
    FieldDescriptor field = of.findFieldByName(name);
    return field != null && !field.isRepeated() && field.getJavaType() == JavaType.LONG
        ? field
        : null;
  }

  @Override
  public Class<M> type() {
    return type;
  }

  @Override
  public String id(M object) {
    return (String) object.getField(id);
  }

  @Override
  public Resource shell(M object) {
    return Resource.newBuilder()
        .setId(id(object))
        .setMeta((Meta) object.getField(meta))
        .setAnnotations((Annotations) object.getField(annotations))
        .build();
  }

  @Override
  public ChildForm<M> asChildren() {
    return new MessageChildren<>(type);
  }

  @Override
  public int schema() {
    return 1;
  }

  @Override
  public M withId(M object, String newId) {
    return type.cast(object.toBuilder().setField(id, newId).build());
  }

  @Override
  public M succeed(M before, M after) {
    if (!after.hasField(spec)) {
      throw new InvalidObjectException(
          new ObjectKey(kind, id(after)),
          "it has no spec; an object without a spec asks for nothing");
    }
    Message.Builder counted = after.toBuilder();
    count(counted, generation, spec, before, after);
    if (status != null) {
      count(counted, statusGeneration, status, before, after);
    }
    return type.cast(counted.build());
  }

  private static void count(
      Message.Builder counted,
      FieldDescriptor counter,
      FieldDescriptor part,
      Message before,
      Message after) {
    if (counter == null) {
      return;
    }
    long last = before == null ? 0 : (long) before.getField(counter);
    boolean same =
        before == null
            ? !after.hasField(part)
            : before.hasField(part) == after.hasField(part)
                && before.getField(part).equals(after.getField(part));
    counted.setField(counter, same ? last : last + 1);
  }

  @Override
  public ByteString payload(M object) {
    return object.toBuilder()
        .clearField(id)
        .clearField(meta)
        .clearField(annotations)
        .build()
        .toByteString();
  }

  @Override
  public M read(Resource shell, int schema, ByteString payload) {
    try {
      return type.cast(
          prototype
              .newBuilderForType()
              .mergeFrom(payload)
              .setField(id, shell.getId())
              .setField(meta, shell.getMeta())
              .setField(annotations, shell.getAnnotations())
              .build());
    } catch (InvalidProtocolBufferException e) {
      throw new InvalidObjectException(
          new ObjectKey(kind, shell.getId()),
          "its payload is not a %s: %s"
              .formatted(prototype.getDescriptorForType().getFullName(), e.getMessage()),
          e);
    }
  }
}
