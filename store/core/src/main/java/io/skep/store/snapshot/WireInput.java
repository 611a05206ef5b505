package io.skep.store.snapshot;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The pieces of encoded messages, from a stream: tags, numbers, and bytes of a length. Knows how
 * many bytes it has handed out and their checksum, which {@code CodedInputStream}, which reads
 * ahead, does not. One thread.
 */
final class WireInput {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int MOST_VARINT_BITS = 64;

  private final InputStream in;
  private final byte[] buffer;
  private final CRC32C checksum = new CRC32C();
  private int position;
  private int limit;

  /** The offset of the buffer's first byte. */
  private long base;

  /** Up to where the buffer is in the checksum. */
  private int summed;

  WireInput(InputStream in) {
    this(in, BUFFER_BYTES);
  }

  WireInput(InputStream in, int bufferBytes) {
    this.in = in;
    this.buffer = new byte[bufferBytes];
  }

  /** How many bytes were read. */
  long offset() {
    return base + position;
  }

  /** The CRC-32C of what was read. */
  int checksum() {
    sum();
    return (int) checksum.getValue();
  }

  boolean atEnd() throws IOException {
    return position == limit && !fill();
  }

  /** Up to {@code most} of the next bytes, which stay unread; fewer only at the end. */
  byte[] peek(int most) throws IOException {
    sum();
    System.arraycopy(buffer, position, buffer, 0, limit - position);
    base += position;
    limit -= position;
    position = 0;
    summed = 0;
    int read = 1;
    while (limit < most && read > 0) {
      read = in.read(buffer, limit, buffer.length - limit);
      limit += Math.max(read, 0);
    }
    return Arrays.copyOf(buffer, Math.min(most, limit));
  }

  /** The next tag, or a length. */
  int varint32() throws IOException, BrokenException {
    long value = varint();
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new BrokenException("it has a number that is no tag and no length, " + value);
    }
    return (int) value;
  }

  long varint() throws IOException, BrokenException {
    long value = 0;
    for (int shift = 0; shift < MOST_VARINT_BITS; shift += 7) {
      int next = next();
      value |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new BrokenException("it has a number of more than ten bytes");
  }

  int fixed32() throws IOException, BrokenException {
    return next() | next() << 8 | next() << 16 | next() << 24;
  }

  byte[] bytes(int length) throws IOException, BrokenException {
    byte[] bytes = new byte[length];
    int done = 0;
    while (done < length) {
      require();
      int part = Math.min(length - done, limit - position);
      System.arraycopy(buffer, position, bytes, done, part);
      position += part;
      done += part;
    }
    return bytes;
  }

  void skip(long length) throws IOException, BrokenException {
    for (long left = length; left > 0; ) {
      require();
      int part = (int) Math.min(left, limit - position);
      position += part;
      left -= part;
    }
  }

  private int next() throws IOException, BrokenException {
    require();
    return Byte.toUnsignedInt(buffer[position++]);
  }

  private void require() throws IOException, BrokenException {
    if (atEnd()) {
      throw new BrokenException("it ends at byte %d, in the middle of it".formatted(offset()));
    }
  }

  private boolean fill() throws IOException {
    sum();
    base += position;
    position = 0;
    summed = 0;
    limit = 0;
    limit = Math.max(in.read(buffer, 0, buffer.length), 0);
    return limit > 0;
  }

  private void sum() {
    checksum.update(buffer, summed, position - summed);
    summed = position;
  }

  /** The bytes are not those of a message; the message says why. */
  static final class BrokenException extends Exception {
    private static final long serialVersionUID = 1L;

    BrokenException(String why) {
      this(why, null);
    }

    BrokenException(String why, Throwable cause) {
      super(why, cause, false, false);
    }
  }
}
