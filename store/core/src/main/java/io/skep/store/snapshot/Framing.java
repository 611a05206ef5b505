package io.skep.store.snapshot;

import static com.google.protobuf.WireFormat.WIRETYPE_LENGTH_DELIMITED;
import static com.google.protobuf.WireFormat.WIRETYPE_VARINT;

import com.google.protobuf.WireFormat;
import io.skep.api.Snapshot;

/**
 * Tells bytes that begin with SwarmKit's {@code Snapshot} from those of a bare {@code
 * StoreSnapshot}, which nothing in them says.
 */
final class Framing {
  // How it works. Of the frame's fields, two and three (members, objects) may come first and are
  // services and networks in a bare snapshot; one is, but with another wire type; the others are
  // not there. So the next bytes decide. A service and a network begin with their id, a text, whose
  // first character is printable. Members are empty or begin with a member, which begins with its
  // number, tag 08, or with tag 10. Objects are empty or begin with a node, which begins with
  // its id, tag 0a, or with the tag of a later table. So only a bare snapshot whose first object is
  // a service or a network with an empty id could be taken for a frame.

  /** As many bytes as can be needed: two tags, two lengths and a byte. */
  static final int BYTES = 2 * 3 + 2 * 5 + 1;

  private static final int FIRST_PART = 0x0a;
  private static final int MEMBER_NUMBER = 0x08;
  private static final int REMOVED = 0x10;
  private static final int FIRST_PRINTABLE = 0x20;
  private static final int NOTHING = -1;

  private final byte[] start;
  private int at;

  private Framing(byte[] start) {
    this.start = start;
  }

  /** Whether a snapshot that begins with {@code start} has a frame. */
  static boolean in(byte[] start) {
    return new Framing(start).isThere();
  }

  private boolean isThere() {
    int tag = varint();
    boolean part = WireFormat.getTagWireType(tag) == WIRETYPE_LENGTH_DELIMITED;
    return switch (WireFormat.getTagFieldNumber(tag)) {
      case Snapshot.VERSION_FIELD_NUMBER -> WireFormat.getTagWireType(tag) == WIRETYPE_VARINT;
      case Snapshot.MEMBERSHIP_FIELD_NUMBER -> part && beginsMembers();
      case Snapshot.STORE_FIELD_NUMBER -> part && beginsObjects();
      case Snapshot.HISTORY_ID_FIELD_NUMBER -> part && varint() > 0 && next() != FIRST_PART;
      case Snapshot.CLEAN_STOP_FIELD_NUMBER,
          Snapshot.STORE_VERSION_FIELD_NUMBER,
          Snapshot.NEWEST_COMMIT_FIELD_NUMBER,
          Snapshot.LOG_EPOCH_FIELD_NUMBER,
          Snapshot.CHECKSUM_FIELD_NUMBER ->
          true;
      default -> false;
    };
  }

  private boolean beginsMembers() {
    if (varint() == 0) {
      return true;
    }
    int first = next();
    return first == REMOVED || (first == FIRST_PART && inPart() == MEMBER_NUMBER);
  }

  private boolean beginsObjects() {
    return varint() == 0 || next() != FIRST_PART || inPart() < FIRST_PRINTABLE;
  }

  /** The first byte of the part whose tag was read. */
  private int inPart() {
    return varint() == 0 ? NOTHING : next();
  }

  private int varint() {
    int value = 0;
    for (int shift = 0; shift < 32; shift += 7) {
      int next = next();
      value |= (next & 0x7f) << shift;
      if (next < 0x80) {
        break;
      }
    }
    return value;
  }

  private int next() {
    return at < start.length ? Byte.toUnsignedInt(start[at++]) : NOTHING;
  }
}
