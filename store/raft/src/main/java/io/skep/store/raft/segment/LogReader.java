package io.skep.store.raft.segment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;

/** Reads the log of a member that is not running. One thread at a time. */
public final class LogReader {
  private LogReader() {}

  /**
   * Hands every entry after {@code after} to {@code reader}, in order, whether it was committed or
   * not. The files in {@code current} have been {@linkplain LogCheck#check checked}.
   */
  public static void read(Path current, long after, Consumer<LogEntryProto> reader)
      throws IOException {
    List<Segment> segments = Segment.in(current);
    for (Segment segment : segments) {
      if (segment.isOpen() || segment.last() > after) {
        read(new Entries(Files.readAllBytes(segment.file())), segment, after, reader);
      }
    }
  }

  private static void read(
      Entries entries, Segment segment, long after, Consumer<LogEntryProto> reader) {
    long index = segment.first();
    for (int at = Entries.HEADER_BYTES; at < entries.length(); index++) {
      if (!(segment.isOpen() || index <= segment.last())
          || !(entries.at(at) instanceof Entries.Found.Whole whole)) {
        return; // Nothing, or what the check has seen that nobody looks at.
      }
      if (index > after) {
        reader.accept(whole.entry());
      }
      at = whole.end();
    }
  }
}
