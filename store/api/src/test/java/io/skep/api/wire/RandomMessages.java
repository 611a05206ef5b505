package io.skep.api.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Random;

/** Messages with any fields set to anything, and one of each oneof; a seed gives the same ones. */
final class RandomMessages {
  private final Random random;

  RandomMessages(long seed) {
    random = new Random(seed);
  }

  /** A message of the sort of {@code prototype}. */
  @SuppressWarnings("unchecked") // A builder made from a message builds that sort of message.
  <M extends Message> M next(M prototype) {
    return (M) fill(prototype.newBuilderForType()).build();
  }

  private Message.Builder fill(Message.Builder builder) {
    for (FieldDescriptor field : builder.getDescriptorForType().getFields()) {
      if (field.isRepeated()) {
        for (int i = random.nextInt(3); i > 0; i--) {
          builder.addRepeatedField(field, value(builder, field));
        }
      } else if (field.getRealContainingOneof() == null && random.nextBoolean()) {
        builder.setField(field, value(builder, field));
      }
    }
    for (OneofDescriptor oneof : builder.getDescriptorForType().getRealOneofs()) {
      FieldDescriptor field = oneOf(oneof.getFields());
      builder.setField(field, value(builder, field));
    }
    return builder;
  }

  private Object value(Message.Builder builder, FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case INT -> random.nextBoolean() ? random.nextInt(3) : random.nextInt();
      case LONG -> random.nextBoolean() ? random.nextInt(3) : random.nextLong();
      case FLOAT -> random.nextFloat();
      case DOUBLE -> random.nextDouble();
      case BOOLEAN -> random.nextBoolean();
      case STRING -> "x".repeat(length());
      case BYTE_STRING -> ByteString.copyFrom(new byte[length()]);
      case ENUM -> oneOf(field.getEnumType().getValues());
      case MESSAGE -> fill(builder.newBuilderForField(field)).build();
    };
  }

  /** Mostly short, now and then around the lengths at which a length takes a byte more. */
  private int length() {
    return switch (random.nextInt(12)) {
      case 0 -> 0;
      case 1 -> (1 << 7) - random.nextInt(40);
      case 2 -> (1 << 14) - random.nextInt(400);
      default -> random.nextInt(12);
    };
  }

  private <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
