package io.skep.server.hostile;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Random;

/** Messages of any type that fit it and mean nothing, drawn from a seed. */
final class RandomMessages {
  private static final int DEPTH = 6;
  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "default",
          "x".repeat(5_000),
          "-",
          "a/../b",
          "\u0000",
          "%s%n",
          "ünïcödé \uD83D\uDC1D",
          "node.id==1",
          "10.0.0.0/8",
          "{{.Node.ID}}",
          "{{",
          "nginx:1.27");

  private final Random random;
  private final List<String> ids;

  /** Whose texts are often one of {@code ids}. */
  RandomMessages(Random random, List<String> ids) {
    this.random = random;
    this.ids = List.copyOf(ids);
  }

  Message next(Descriptor type) {
    return message(type, 0);
  }

  private Message message(Descriptor type, int depth) {
    DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
    for (FieldDescriptor field : type.getFields()) {
      boolean deep = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && depth >= DEPTH;
      if (deep || random.nextInt(3) == 0) {
        continue;
      }
      if (field.isRepeated()) {
        for (int i = random.nextInt(3); i > 0; i--) {
          message.addRepeatedField(field, value(field, depth));
        }
      } else {
        message.setField(field, value(field, depth));
      }
    }
    return message.build();
  }

  private Object value(FieldDescriptor field, int depth) {
    return switch (field.getJavaType()) {
      case INT -> (int) number();
      case LONG -> number();
      case FLOAT -> random.nextBoolean() ? Float.NaN : random.nextFloat() * 4 - 2;
      case DOUBLE -> random.nextBoolean() ? Double.NEGATIVE_INFINITY : random.nextDouble();
      case BOOLEAN -> random.nextBoolean();
      case STRING -> text();
      case BYTE_STRING -> bytes();
      case ENUM -> choice(field.getEnumType());
      case MESSAGE -> message(field.getMessageType(), depth + 1);
    };
  }

  private long number() {
    return switch (random.nextInt(6)) {
      case 0 -> 0;
      case 1 -> Long.MIN_VALUE;
      case 2 -> Long.MAX_VALUE;
      case 3 -> -1;
      case 4 -> random.nextInt(10);
      default -> random.nextLong();
    };
  }

  private String text() {
    List<String> from = random.nextInt(3) > 0 ? ids : TEXTS;
    return from.get(random.nextInt(from.size()));
  }

  private ByteString bytes() {
    var bytes = new byte[random.nextInt(64)];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  private Object choice(EnumDescriptor type) {
    return random.nextInt(4) == 0
        ? type.findValueByNumberCreatingIfUnknown(random.nextInt())
        : type.getValues().get(random.nextInt(type.getValues().size()));
  }
}
