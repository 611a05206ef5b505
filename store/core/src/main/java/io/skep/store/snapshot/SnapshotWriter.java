package io.skep.store.snapshot;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import com.google.protobuf.WireFormat;
import io.skep.api.ClusterSnapshot;
import io.skep.api.Snapshot;
import io.skep.api.StoreSnapshot;
import io.skep.api.TableSnapshot;
import io.skep.store.Places;
import io.skep.store.SnapshotForm;
import io.skep.store.SnapshotRefusedException;
import io.skep.store.Table;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/**
 * Writes a snapshot as bytes, object by object: those that the message of {@link SnapshotMessages}
 * would be written as with its maps sorted, and the checksum. The same contents give the same
 * bytes. It holds no more than a buffer.
 */
public final class SnapshotWriter {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Contents contents;
  private final Layout layout;
  private final CheckedOutputStream checked;
  private final CodedOutputStream out;

  private SnapshotWriter(Contents contents, OutputStream target) {
    this.contents = contents;
    this.layout = Layout.of(contents.tables());
    this.checked = new CheckedOutputStream(target, new CRC32C());
    this.out = CodedOutputStream.newInstance(checked, BUFFER_BYTES);
    out.useDeterministicSerialization();
  }

  /**
   * Writes {@code contents} to {@code target}, which it flushes and does not close. Blocks as
   * {@code target} does.
   *
   * @throws SnapshotRefusedException if {@code form} cannot hold them; nothing was written
   * @throws IOException what {@code target} throws; what was written until then is no snapshot
   */
  public static void write(Contents contents, SnapshotForm form, OutputStream target)
      throws IOException {
    if (form != SnapshotForm.WHOLE) {
      checkSwarmKit(contents);
    }
    var writer = new SnapshotWriter(contents, target);
    int size = checked(writer.objectsSize());
    if (form == SnapshotForm.SWARMKIT_OBJECTS) {
      writer.writeObjects();
    } else {
      writer.writeFrame(form, size);
    }
    writer.out.flush();
  }

  private static void checkSwarmKit(Contents contents) {
    List<Table<?>> own = Layout.ownWithObjects(contents);
    if (!own.isEmpty()) {
      throw new SnapshotRefusedException(
          "SwarmKit would lose %s, which it does not know; delete these objects first, or save the form WHOLE"
              .formatted(
                  own.stream()
                      .map(
                          table ->
                              "%d objects of table \"%s\""
                                  .formatted(contents.count(table), table.name()))
                      .collect(Collectors.joining(", "))));
    }
  }

  private static int checked(long size) {
    if (size > Integer.MAX_VALUE) {
      throw new SnapshotRefusedException(
          "the objects take %d bytes, and the format holds %d".formatted(size, Integer.MAX_VALUE));
    }
    return (int) size;
  }

  private void writeFrame(SnapshotForm form, int size) throws IOException {
    out.writeMessage(Snapshot.MEMBERSHIP_FIELD_NUMBER, ClusterSnapshot.getDefaultInstance());
    writePart(Snapshot.STORE_FIELD_NUMBER, size);
    writeObjects();
    if (form == SnapshotForm.WHOLE) {
      writePosition(contents.position());
      writeChecksum();
    }
  }

  private void writePosition(Contents.Position position) throws IOException {
    if (!position.historyId().isEmpty()) {
      out.writeString(Snapshot.HISTORY_ID_FIELD_NUMBER, position.historyId());
    }
    if (position.cleanStop()) {
      out.writeBool(Snapshot.CLEAN_STOP_FIELD_NUMBER, true);
    }
    writeNumber(Snapshot.STORE_VERSION_FIELD_NUMBER, position.version().index());
    writeNumber(Snapshot.NEWEST_COMMIT_FIELD_NUMBER, position.newestCommit().index());
    writeNumber(Snapshot.LOG_EPOCH_FIELD_NUMBER, position.logEpoch());
  }

  private void writeNumber(int field, long number) throws IOException {
    if (number != 0) {
      out.writeUInt64(field, number);
    }
  }

  private void writeChecksum() throws IOException {
    out.flush(); // The checksum counts what has left the buffer.
    out.writeFixed32(Snapshot.CHECKSUM_FIELD_NUMBER, (int) checked.getChecksum().getValue());
  }

  private void writeObjects() throws IOException {
    for (var field : layout.fields().entrySet()) {
      writeObjects(field.getKey(), field.getValue());
    }
    for (Table<?> own : Layout.ownWithObjects(contents)) {
      writePart(StoreSnapshot.TABLES_FIELD_NUMBER, (int) ownSize(own));
      out.writeString(TableSnapshot.TABLE_FIELD_NUMBER, own.name());
      writeObjects(TableSnapshot.OBJECTS_FIELD_NUMBER, own);
    }
  }

  private <M extends Message> void writeObjects(int field, Table<M> table) throws IOException {
    for (M object : contents.objects(table)) {
      out.writeMessage(field, object);
    }
  }

  private void writePart(int field, int size) throws IOException {
    out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeUInt32NoTag(size);
  }

  private long objectsSize() {
    long size = 0;
    for (Table<?> table : contents.tables()) {
      int count = contents.count(table);
      if (count > 0) {
        size +=
            table
                .places()
                .map(Places::field)
                .map(field -> size(field, table))
                .orElseGet(() -> partSize(StoreSnapshot.TABLES_FIELD_NUMBER, ownSize(table)));
      }
    }
    return size;
  }

  private long ownSize(Table<?> own) {
    return CodedOutputStream.computeStringSize(TableSnapshot.TABLE_FIELD_NUMBER, own.name())
        + size(TableSnapshot.OBJECTS_FIELD_NUMBER, own);
  }

  /** Messages keep their size, so that writing them does not compute it again. */
  private <M extends Message> long size(int field, Table<M> table) {
    long size = 0;
    for (M object : contents.objects(table)) {
      size += partSize(field, object.getSerializedSize());
    }
    return size;
  }

  private static long partSize(int field, long size) {
    return CodedOutputStream.computeTagSize(field)
        + CodedOutputStream.computeUInt64SizeNoTag(size)
        + size;
  }
}
