package io.skep.store.raft.segment;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.StateMachineLogEntryProto;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.CodedOutputStream;

/** A file of a log as the engine writes it, and where its entries begin. */
final class SampleLog {
  private final byte[] bytes;
  private final List<Integer> starts;

  private SampleLog(byte[] bytes, List<Integer> starts) {
    this.bytes = bytes;
    this.starts = starts;
  }

  byte[] bytes() {
    return bytes;
  }

  List<Integer> starts() {
    return starts;
  }

  /** {@code count} entries from {@code first} on, of up to {@code size} bytes each. */
  static SampleLog of(long first, int count, int size, Random random) {
    try {
      var out = new ByteArrayOutputStream();
      out.writeBytes(new byte[] {'R', 'a', 'f', 't', 'L', 'o', 'g', '1'});
      var starts = new ArrayList<Integer>();
      for (long index = first; index < first + count; index++) {
        starts.add(out.size());
        out.write(entry(index, 1 + random.nextInt(size), random));
      }
      starts.add(out.size());
      return new SampleLog(out.toByteArray(), starts);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] entry(long index, int size, Random random) throws IOException {
    var data = new byte[size];
    for (int at = 0; at < size; at++) {
      data[at] = (byte) (1 + random.nextInt(255)); // Zeros are what is missing.
    }
    byte[] entry =
        LogEntryProto.newBuilder()
            .setTerm(1)
            .setIndex(index)
            .setStateMachineLogEntry(
                StateMachineLogEntryProto.newBuilder().setLogData(ByteString.copyFrom(data)))
            .build()
            .toByteArray();
    var out = new ByteArrayOutputStream();
    var coded = CodedOutputStream.newInstance(out);
    coded.writeUInt32NoTag(entry.length);
    coded.flush();
    out.writeBytes(entry);
    var checksum = new CRC32C();
    checksum.update(out.toByteArray());
    new DataOutputStream(out).writeInt((int) checksum.getValue());
    return out.toByteArray();
  }

  int end() {
    return starts.get(starts.size() - 1);
  }

  /** Where the last entry begins. */
  int last() {
    return starts.get(starts.size() - 2);
  }

  /** The largest start at or before {@code offset}. */
  int startBefore(int offset) {
    return starts.stream().filter(start -> start <= offset).reduce((one, other) -> other).get();
  }

  /** Followed by room that was laid out in advance. */
  byte[] padded(int room) {
    return Arrays.copyOf(bytes, bytes.length + room);
  }

  static Path write(Path directory, String name, byte[] bytes) {
    try {
      return Files.write(directory.resolve(name), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
