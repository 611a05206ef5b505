package io.skep.manager.disk;

import com.google.protobuf.CodedOutputStream;
import io.skep.api.Snapshot;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/** A snapshot that is a message, as bytes: with its checksum, which only bytes have. */
final class LastSnapshot {
  private LastSnapshot() {}

  static void write(Snapshot snapshot, OutputStream target) throws IOException {
    var checked = new CheckedOutputStream(target, new CRC32C());
    CodedOutputStream out = CodedOutputStream.newInstance(checked);
    out.useDeterministicSerialization();
    snapshot.toBuilder().clearChecksum().build().writeTo(out);
    out.flush(); // The checksum counts what has left the buffer.
    out.writeFixed32(Snapshot.CHECKSUM_FIELD_NUMBER, (int) checked.getChecksum().getValue());
    out.flush();
  }
}
