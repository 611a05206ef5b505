package io.skep.store.raft.snapshot;

import io.skep.store.InvalidSnapshotException;
import io.skep.store.Version;
import io.skep.store.replication.Replica;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A snapshot as bytes: eight that say what it is, the highest version that any entry up to there
 * carries, the checksum of that, and the image of the replica, which has its own.
 */
final class SnapshotFile {
  private static final long MAGIC = 0x736b65706c6f6731L; // "skeplog1"

  private SnapshotFile() {}

  /** Writes to {@code out}, which stays open. */
  static void write(Replica.Image image, Version highest, OutputStream out) throws IOException {
    var buffered = new BufferedOutputStream(out, 1 << 16);
    var header = new DataOutputStream(buffered);
    header.writeLong(MAGIC);
    header.writeLong(highest.index());
    header.writeInt(checksum(highest.index()));
    image.writeTo(buffered);
    buffered.flush();
  }

  /**
   * Puts what {@code in} holds into {@code replica}.
   *
   * @return the highest version that any entry up to there carries
   * @throws InvalidSnapshotException if it is none; the replica is as it was
   */
  static Version read(InputStream in, Replica replica) throws IOException {
    var buffered = new BufferedInputStream(in, 1 << 16);
    var header = new DataInputStream(buffered);
    long highest;
    try {
      if (header.readLong() != MAGIC) {
        throw new InvalidSnapshotException("it does not begin as a snapshot of a log does");
      }
      highest = header.readLong();
      if (header.readInt() != checksum(highest)) {
        throw new InvalidSnapshotException("the checksum at byte 16 does not match");
      }
    } catch (EOFException e) {
      throw new InvalidSnapshotException("it ends inside its first 20 bytes", e);
    }
    replica.install(buffered);
    return new Version(highest);
  }

  private static int checksum(long highest) {
    var checksum = new CRC32C();
    checksum.update(ByteBuffer.allocate(2 * Long.BYTES).putLong(MAGIC).putLong(highest).flip());
    return (int) checksum.getValue();
  }
}
