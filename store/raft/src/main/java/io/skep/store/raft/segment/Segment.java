package io.skep.store.raft.segment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A file of the log; {@code last} is -1 while it grows. Immutable. */
record Segment(Path file, long first, long last) {
  private static final Pattern CLOSED = Pattern.compile("log_(\\d+)-(\\d+)");
  private static final Pattern OPEN = Pattern.compile("log_inprogress_(\\d+)");

  /** Those in {@code current}, in the order of the log; none if there is no such folder. */
  static List<Segment> in(Path current) throws IOException {
    var segments = new ArrayList<Segment>();
    if (!Files.isDirectory(current)) {
      return segments;
    }
    try (Stream<Path> files = Files.list(current)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = file.getFileName().toString();
        Matcher closed = CLOSED.matcher(name);
        Matcher open = OPEN.matcher(name);
        if (closed.matches()) {
          segments.add(
              new Segment(file, Long.parseLong(closed.group(1)), Long.parseLong(closed.group(2))));
        } else if (open.matches()) {
          segments.add(new Segment(file, Long.parseLong(open.group(1)), -1));
        }
      }
    }
    segments.sort((one, other) -> Long.compare(one.first, other.first));
    return segments;
  }

  boolean isOpen() {
    return last < 0;
  }
}
