package io.skep.store.raft.segment;

import java.util.zip.CRC32C;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.thirdparty.com.google.protobuf.InvalidProtocolBufferException;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;

/**
 * The bytes of one file of the log. After a header there is entry after entry: its length as a
 * varint, as many bytes, and the CRC-32C of both. What follows the last one is zeros. Immutable.
 */
final class Entries {
  /** What a file begins with: {@code RaftLog1}. */
  static final int HEADER_BYTES = 8;

  private static final byte[] HEADER = {'R', 'a', 'f', 't', 'L', 'o', 'g', '1'};
  private static final int CHECKSUM_BYTES = 4;
  private static final int VARINT_BYTES = 5;

  /** What every entry begins with: the tag of its term. */
  private static final byte FIRST_TAG = 0x08;

  private final byte[] bytes;

  /** Takes over {@code bytes}, which must not change any more. */
  Entries(byte[] bytes) {
    this.bytes = bytes;
  }

  int length() {
    return bytes.length;
  }

  /** Whether the first bytes, as many as there are, are those of the header. */
  boolean hasHeader() {
    for (int at = 0; at < HEADER_BYTES; at++) {
      if (at >= bytes.length || bytes[at] != HEADER[at]) {
        return false;
      }
    }
    return true;
  }

  /** Whether there are only zeros from {@code from} up to {@code to}. */
  boolean isZero(int from, int to) {
    for (int at = from; at < to; at++) {
      if (bytes[at] != 0) {
        return false;
      }
    }
    return true;
  }

  /** What is at {@code offset}. */
  Found at(int offset) {
    int length = 0;
    int at = offset;
    for (int shift = 0; ; shift += 7) {
      if (at - offset == VARINT_BYTES) {
        return new Found.Broken(
            "a length of more than %d bytes".formatted(VARINT_BYTES), offset + 1);
      }
      if (at == bytes.length) {
        return new Found.Broken("the file ends inside a length", at + 1);
      }
      byte next = bytes[at++];
      length |= (next & 0x7f) << shift;
      if (next >= 0) {
        break;
      }
    }
    if (length <= 0) {
      return new Found.Broken("an entry of %d bytes".formatted(length), offset + 1);
    }
    long end = (long) at + length + CHECKSUM_BYTES;
    if (end > bytes.length) {
      return new Found.Broken(
          "an entry of %d bytes, and the file ends after %d".formatted(length, bytes.length - at),
          (int) Math.min(end, Integer.MAX_VALUE));
    }
    return checked(offset, at, length);
  }

  private Found checked(int offset, int start, int length) {
    var checksum = new CRC32C();
    checksum.update(bytes, offset, start + length - offset);
    int stored = 0;
    for (int at = start + length; at < start + length + CHECKSUM_BYTES; at++) {
      stored = (stored << 8) | (bytes[at] & 0xff);
    }
    int end = start + length + CHECKSUM_BYTES;
    if (stored != (int) checksum.getValue()) {
      return new Found.Broken(
          "an entry with checksum %08x, which says %08x"
              .formatted((int) checksum.getValue(), stored),
          end);
    }
    try {
      return new Found.Whole(
          LogEntryProto.parseFrom(UnsafeByteOperations.unsafeWrap(bytes, start, length)), end);
    } catch (InvalidProtocolBufferException e) {
      return new Found.Broken("an entry that cannot be read: " + e.getMessage(), end);
    }
  }

  /**
   * Where the first whole entry after {@code offset} begins, whatever is before it; -1 for none.
   */
  int nextWhole(int offset) {
    for (int at = offset + 1; at < bytes.length; at++) {
      if (bytes[at] != 0 && mayBegin(at) && at(at) instanceof Found.Whole) {
        return at;
      }
    }
    return -1;
  }

  /** Spares most checksums. */
  private boolean mayBegin(int at) {
    int first = at;
    while (first < bytes.length && bytes[first] < 0 && first - at < VARINT_BYTES) {
      first++;
    }
    return first + 1 < bytes.length && bytes[first + 1] == FIRST_TAG;
  }

  /** What is at one place. */
  sealed interface Found {
    /**
     * An entry.
     *
     * @param end the first byte after it
     */
    record Whole(LogEntryProto entry, int end) implements Found {
      long index() {
        return entry.getIndex();
      }
    }

    /**
     * None.
     *
     * @param end where it would end, perhaps after the file; after its first byte if its length
     *     cannot be
     */
    record Broken(String why, int end) implements Found {}
  }
}
