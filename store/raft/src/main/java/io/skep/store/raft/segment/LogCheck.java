package io.skep.store.raft.segment;

import io.skep.store.raft.CorruptLogException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * Looks at the log of a member that is not running. What a crash has left half written at its end
 * was never acknowledged, and is cut off; anything else that is not as it was written stops the
 * start. One thread at a time.
 */
public final class LogCheck {
  // How it works. The engine itself takes every entry that reaches beyond the end of its file for
  // one that was cut short, also when a length in the middle was damaged and whole entries follow,
  // and stops at every wrong checksum, also at one that a crash left in a file that was laid out in
  // advance. So it is decided here, as etcd does: an entry at the end was cut short if part of it
  // never got to the disk, that is, the file ends inside it or what it has of a sector is zero. And
  // no whole entry may follow, or the damage is in the middle. Where it cannot be told, it stops.

  /** What a disk writes whole or not at all. */
  private static final int SECTOR_BYTES = 512;

  /** So many zeros are hardly ever what an entry holds just there. */
  private static final int CHANCE_BYTES = 8;

  private LogCheck() {}

  /**
   * Checks the files in {@code current}, which is the engine's directory of that name.
   *
   * @return what is there
   * @throws CorruptLogException if there is other damage; then nothing was changed
   */
  public static Result check(Path current) throws IOException {
    List<Segment> segments = Segment.in(current);
    for (int each = 1; each < segments.size(); each++) {
      Segment before = segments.get(each - 1);
      Segment segment = segments.get(each);
      if (before.last() < 0 || segment.first() != before.last() + 1) {
        throw new CorruptLogException(
            segment.file(),
            0,
            "it begins with entry %d, and %s ends with %s"
                .formatted(
                    segment.first(),
                    before.file().getFileName(),
                    before.last() < 0 ? "no entry that it names" : "entry " + before.last()));
      }
    }
    Optional<Cut> cut = Optional.empty();
    for (Segment segment : segments) {
      cut = check(segment);
    }
    return new Result(segments.isEmpty() ? -1 : segments.get(0).first(), cut);
  }

  private static Optional<Cut> check(Segment segment) throws IOException {
    var entries = new Entries(Files.readAllBytes(segment.file()));
    if (!entries.hasHeader()) {
      if (segment.isOpen() && entries.isZero(0, entries.length())) {
        return Optional.empty(); // Made, and not yet written: the engine removes it.
      }
      throw new CorruptLogException(segment.file(), 0, "it does not begin as a log does");
    }
    int at = Entries.HEADER_BYTES;
    for (long index = segment.first(); at < entries.length(); index++) {
      if (!segment.isOpen() && index > segment.last()) {
        return Optional.empty(); // What follows is not looked at by anybody.
      }
      if (entries.isZero(at, entries.length())) {
        break;
      }
      Entries.Found found = entries.at(at);
      if (!(found instanceof Entries.Found.Whole whole)) {
        return Optional.of(cut(segment, entries, at, (Entries.Found.Broken) found));
      }
      if (whole.index() != index) {
        throw new CorruptLogException(
            segment.file(), at, "entry %d where entry %d belongs".formatted(whole.index(), index));
      }
      if (index == segment.last()) {
        return Optional.empty();
      }
      at = whole.end();
    }
    if (!segment.isOpen()) {
      throw new CorruptLogException(
          segment.file(),
          at,
          "it ends before entry %d, which its name promises".formatted(segment.last()));
    }
    return Optional.empty();
  }

  private static Cut cut(Segment segment, Entries entries, int at, Entries.Found.Broken broken)
      throws IOException {
    int follows = entries.nextWhole(at);
    if (!segment.isOpen() || follows >= 0 || !isCutShort(entries, at, broken)) {
      throw new CorruptLogException(
          segment.file(),
          at,
          follows >= 0
              ? "%s, and a whole entry follows at byte %d".formatted(broken.why(), follows)
              : broken.why());
    }
    try (FileChannel file = FileChannel.open(segment.file(), StandardOpenOption.WRITE)) {
      file.truncate(at);
      file.force(true);
    }
    return new Cut(segment.file(), at, entries.length() - at, broken.why());
  }

  /** Whether part of what is at {@code at} never got to the disk. */
  private static boolean isCutShort(Entries entries, int at, Entries.Found.Broken broken) {
    int length = entries.length();
    if (broken.end() > length && beginsThere(entries, at, length)) {
      return true; // The file ends with it, and was to be longer.
    }
    int end = Math.min(broken.end(), length);
    for (int sector = at - at % SECTOR_BYTES; sector < end; sector += SECTOR_BYTES) {
      int from = Math.max(at, sector);
      if (entries.isZero(from, Math.min(end, sector + SECTOR_BYTES))
          && beginsThere(entries, at, from)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether zeros from {@code from} on are not those after an entry's end, which its length, being
   * damaged, takes for its own: these begin anywhere, and what is missing begins with a sector.
   */
  private static boolean beginsThere(Entries entries, int at, int from) {
    return from == at || !entries.isZero(Math.max(at, from - CHANCE_BYTES), from);
  }

  /**
   * The log, whole.
   *
   * @param begins its first entry; -1 if there is none
   * @param cut what was cut off, if anything
   */
  public record Result(long begins, Optional<Cut> cut) {}

  /**
   * What was cut off.
   *
   * @param offset the length of the file now
   * @param bytes how many there were after it
   */
  public record Cut(Path file, long offset, long bytes, String why) {
    @Override
    public String toString() {
      return "%s was cut at byte %d, where there was %s: a crash had left %d bytes that were never acknowledged"
          .formatted(file, offset, why, bytes);
    }
  }
}
