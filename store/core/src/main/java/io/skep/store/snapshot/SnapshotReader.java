package io.skep.store.snapshot;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.WireFormat;
import io.skep.api.ClusterSnapshot;
import io.skep.api.Snapshot;
import io.skep.api.StoreSnapshot;
import io.skep.api.TableSnapshot;
import io.skep.store.InvalidSnapshotException;
import io.skep.store.SnapshotLimits;
import io.skep.store.Table;
import io.skep.store.Version;
import io.skep.store.snapshot.WireInput.BrokenException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * Reads a snapshot from bytes, object by object, in any of the forms of {@link
 * io.skep.store.SnapshotForm}. What it holds at a time besides the objects is one object's bytes.
 *
 * <p>Fields of the frame that it does not know are skipped, and the members in it are looked at but
 * not kept. Fields among the objects that it does not know are refused: they may be objects.
 */
public final class SnapshotReader {
  private final WireInput in;
  private final SnapshotLimits limits;
  private final Layout layout;
  private final Collector collector;

  /** Where the piece that is read began. */
  private long start;

  /** Whose object is read; null for none. */
  private Table<?> table;

  private boolean hasObjects;
  private String historyId = "";
  private boolean cleanStop;
  private long version;
  private long newestCommit;
  private long logEpoch;

  private SnapshotReader(InputStream in, List<? extends Table<?>> tables, SnapshotLimits limits) {
    this.in = new WireInput(in);
    this.limits = limits;
    this.layout = Layout.of(tables);
    this.collector = new Collector(tables);
  }

  /**
   * Reads {@code in} to its end, which it does not close. Blocks as {@code in} does.
   *
   * @param tables the tables of the store that is to hold the objects
   * @throws InvalidSnapshotException if such a store cannot take it; says what is wrong and where
   * @throws IOException what {@code in} throws
   */
  public static Contents read(
      InputStream in, List<? extends Table<?>> tables, SnapshotLimits limits) throws IOException {
    return new SnapshotReader(in, tables, limits).read();
  }

  private Contents read() throws IOException {
    try {
      readAll();
    } catch (BrokenException e) {
      throw Faults.at(where(null), e.getMessage(), e.getCause());
    }
    return collector.contents(
        new Contents.Position(
            historyId, new Version(version), cleanStop, new Version(newestCommit), logEpoch));
  }

  private String where(String id) {
    return (table == null ? "a field" : Faults.object(table, collector.count(table), id))
        + " at byte "
        + start;
  }

  private void readAll() throws IOException, BrokenException {
    if (in.atEnd()) {
      throw new BrokenException(
          "there are no bytes, which is all that is left of a file that was cut; to empty a store, restore an empty message");
    }
    if (!Framing.in(in.peek(Framing.BYTES))) {
      readObjects(Long.MAX_VALUE);
      return;
    }
    while (!in.atEnd()) {
      readFrameField();
    }
    if (!hasObjects) {
      throw new BrokenException("it has no field with objects, so it was cut before them");
    }
  }

  private void readFrameField() throws IOException, BrokenException {
    start = in.offset();
    table = null;
    int sum = in.checksum();
    int tag = in.varint32();
    int wireType = WireFormat.getTagWireType(tag);
    switch (WireFormat.getTagFieldNumber(tag)) {
      case Snapshot.VERSION_FIELD_NUMBER -> {
        expect(wireType, WireFormat.WIRETYPE_VARINT);
        checkFormat(in.varint());
      }
      case Snapshot.MEMBERSHIP_FIELD_NUMBER -> {
        expect(wireType, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        checkMembers(bytes(Long.MAX_VALUE));
      }
      case Snapshot.STORE_FIELD_NUMBER -> {
        expect(wireType, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        hasObjects = true;
        readObjects(end(Long.MAX_VALUE));
      }
      case Snapshot.HISTORY_ID_FIELD_NUMBER -> {
        expect(wireType, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        historyId = text(Long.MAX_VALUE);
      }
      case Snapshot.CLEAN_STOP_FIELD_NUMBER -> {
        expect(wireType, WireFormat.WIRETYPE_VARINT);
        cleanStop = in.varint() != 0;
      }
      case Snapshot.STORE_VERSION_FIELD_NUMBER -> {
        expect(wireType, WireFormat.WIRETYPE_VARINT);
        version = checkVersion(in.varint());
      }
      case Snapshot.NEWEST_COMMIT_FIELD_NUMBER -> {
        expect(wireType, WireFormat.WIRETYPE_VARINT);
        newestCommit = in.varint();
      }
      case Snapshot.LOG_EPOCH_FIELD_NUMBER -> {
        expect(wireType, WireFormat.WIRETYPE_VARINT);
        logEpoch = in.varint();
      }
      case Snapshot.CHECKSUM_FIELD_NUMBER -> {
        expect(wireType, WireFormat.WIRETYPE_FIXED32);
        checkSum(sum, in.fixed32());
      }
      default -> skip(wireType);
    }
  }

  private static void checkFormat(long format) throws BrokenException {
    if (format != Snapshot.Version.V0_VALUE) {
      throw new BrokenException("its format is V%d, and only V0 is known".formatted(format));
    }
  }

  private static void checkMembers(byte[] bytes) throws BrokenException {
    try {
      ClusterSnapshot.parser().parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new BrokenException("the members cannot be read: " + e.getMessage(), e);
    }
  }

  private static long checkVersion(long version) throws BrokenException {
    if (version == -1) {
      throw new BrokenException("it is of the last version that there is");
    }
    return version;
  }

  private static void checkSum(int sum, int expected) throws BrokenException {
    if (sum != expected) {
      throw new BrokenException(
          "the bytes before have checksum %08x and were saved with %08x, so some were changed; if you changed them, remove the checksum"
              .formatted(sum, expected));
    }
  }

  private void skip(int wireType) throws IOException, BrokenException {
    switch (wireType) {
      case WireFormat.WIRETYPE_VARINT -> in.varint();
      case WireFormat.WIRETYPE_FIXED64 -> in.skip(Long.BYTES);
      case WireFormat.WIRETYPE_FIXED32 -> in.skip(Integer.BYTES);
      case WireFormat.WIRETYPE_LENGTH_DELIMITED -> in.skip(length(Long.MAX_VALUE));
      default -> throw new BrokenException("it is of wire type " + wireType);
    }
  }

  /** Reads the objects of all tables up to {@code end}, or to the end of all. */
  private void readObjects(long end) throws IOException, BrokenException {
    while (goesOn(end)) {
      start = in.offset();
      table = null;
      int tag = in.varint32();
      int number = WireFormat.getTagFieldNumber(tag);
      Table<?> next = layout.fields().get(number);
      if (next != null) {
        expect(WireFormat.getTagWireType(tag), WireFormat.WIRETYPE_LENGTH_DELIMITED);
        readObject(next, end);
      } else if (number == StoreSnapshot.TABLES_FIELD_NUMBER) {
        expect(WireFormat.getTagWireType(tag), WireFormat.WIRETYPE_LENGTH_DELIMITED);
        readOwn(end(end));
      } else {
        throw new BrokenException(unknown(number));
      }
    }
    checkEnd(end);
  }

  private void checkEnd(long end) throws BrokenException {
    if (end != Long.MAX_VALUE && in.offset() > end) {
      throw new BrokenException(
          "it goes on up to byte %d, but what it is a part of ends at %d"
              .formatted(in.offset(), end));
    }
  }

  private String unknown(int number) {
    var field = StoreSnapshot.getDescriptor().findFieldByNumber(number);
    return field == null
        ? Faults.unknownField(number)
        : Faults.unknownTable(field.getName(), layout);
  }

  private boolean goesOn(long end) throws IOException {
    return end == Long.MAX_VALUE ? !in.atEnd() : in.offset() < end;
  }

  /** Reads the objects of one table that SwarmKit does not know. */
  private void readOwn(long end) throws IOException, BrokenException {
    Table<?> own = null;
    while (goesOn(end)) {
      int tag = in.varint32();
      expect(WireFormat.getTagWireType(tag), WireFormat.WIRETYPE_LENGTH_DELIMITED);
      if (own == null) {
        checkField(tag, TableSnapshot.TABLE_FIELD_NUMBER);
        own = own(text(end));
      } else {
        checkField(tag, TableSnapshot.OBJECTS_FIELD_NUMBER);
        readObject(own, end);
        table = null;
      }
      start = in.offset();
    }
    checkEnd(end);
  }

  private Table<?> own(String name) throws BrokenException {
    Table<?> own = layout.own().get(name);
    if (own == null) {
      throw new BrokenException(Faults.unknownTable(name, layout));
    }
    return own;
  }

  private static void checkField(int tag, int expected) throws BrokenException {
    if (WireFormat.getTagFieldNumber(tag) != expected) {
      throw new BrokenException(
          "it is field %d of a table, and field %d must come here"
              .formatted(WireFormat.getTagFieldNumber(tag), expected));
    }
  }

  private <M extends Message> void readObject(Table<M> its, long end)
      throws IOException, BrokenException {
    table = its;
    if (collector.total() == limits.objects()) {
      throw new BrokenException(
          "it is one more than the %d objects that are let in; see SnapshotLimits"
              .formatted(limits.objects()));
    }
    M object = parsed(its, bytes(end));
    Optional<String> fault = collector.add(its, object);
    if (fault.isPresent()) {
      throw Faults.at(where(its.id(object)), fault.get(), null);
    }
  }

  private <M extends Message> M parsed(Table<M> its, byte[] bytes) {
    try {
      return its.parser().parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw Faults.at(where(Faults.idOf(its, e)), Faults.unread(its, e), e);
    }
  }

  private static void expect(int wireType, int expected) throws BrokenException {
    if (wireType != expected) {
      throw new BrokenException("its wire type is %d and must be %d".formatted(wireType, expected));
    }
  }

  private String text(long end) throws IOException, BrokenException {
    ByteString bytes = ByteString.copyFrom(bytes(end));
    if (!bytes.isValidUtf8()) {
      throw new BrokenException("it has a text that is not UTF-8");
    }
    return bytes.toStringUtf8();
  }

  private byte[] bytes(long end) throws IOException, BrokenException {
    int length = length(end);
    if (length > limits.objectBytes()) {
      throw new BrokenException(
          "it has %d bytes, more than the %d that are let in; see SnapshotLimits"
              .formatted(length, limits.objectBytes()));
    }
    return in.bytes(length);
  }

  /** Where the part ends whose length comes next. */
  private long end(long outer) throws IOException, BrokenException {
    int length = length(outer);
    return in.offset() + length;
  }

  /** The next length, of a part of what ends at {@code end}. */
  private int length(long end) throws IOException, BrokenException {
    int length = in.varint32();
    if (length > end - in.offset()) {
      throw new BrokenException(
          "it has %d bytes, but what it is a part of ends after %d"
              .formatted(length, end - in.offset()));
    }
    if (in.offset() + length > limits.totalBytes()) {
      throw new BrokenException(
          "it goes on up to byte %d, and %d are let in; see SnapshotLimits"
              .formatted(in.offset() + length, limits.totalBytes()));
    }
    return length;
  }
}
