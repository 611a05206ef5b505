package io.skep.api.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The bytes of messages, with maps in the order of their keys. */
public final class StableBytes {
  private StableBytes() {}

  /** The encoding of {@code message}: the same for equal messages, however they were made. */
  public static ByteString of(MessageLite message) {
    byte[] bytes = new byte[message.getSerializedSize()];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.useDeterministicSerialization();
    try {
      message.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException("an array that is long enough was too short", e);
    }
    return ByteString.copyFrom(bytes);
  }
}
