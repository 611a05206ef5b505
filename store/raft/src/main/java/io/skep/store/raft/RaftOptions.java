package io.skep.store.raft;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * How a durable store is opened. Immutable.
 *
 * @param directory where log and snapshots are kept; made if it is not there
 * @param group who belongs together; empty for a store that is alone
 * @param election how long a follower waits for its leader before it stands for election: between
 *     this and twice this
 * @param snapshotBytes after how many bytes of log a snapshot is written, and the log before the
 *     last but one shortened
 * @param segmentBytes how long a file of the log grows; only whole files are removed
 * @param entriesUnderWay how many transactions may be under way at once
 * @param bytesUnderWay how many bytes of them
 */
public record RaftOptions(
    Path directory,
    Optional<Group> group,
    Duration election,
    long snapshotBytes,
    long segmentBytes,
    int entriesUnderWay,
    long bytesUnderWay) {
  /** Nobody else can lead, so there is nobody to wait for. */
  private static final Duration ALONE = Duration.ofMillis(20);

  /** Bears pauses of a loaded machine; a lost leader is missed for at least as long. */
  private static final Duration TOGETHER = Duration.ofMillis(600);

  /** Bounds what a start replays. */
  private static final long SNAPSHOT_BYTES = 64 << 20;

  private static final long SEGMENT_BYTES = 16 << 20;
  private static final int ENTRIES_UNDER_WAY = 4_096;
  private static final long BYTES_UNDER_WAY = 16 << 20;

  /** Refuses bounds that let nothing through. */
  public RaftOptions {
    Objects.requireNonNull(directory, "directory");
    Objects.requireNonNull(group, "group");
    if (election.isNegative() || election.isZero()) {
      throw new IllegalArgumentException("election must be positive but is " + election);
    }
    if (snapshotBytes < 1 || segmentBytes < 1 || entriesUnderWay < 1 || bytesUnderWay < 1) {
      throw new IllegalArgumentException(
          ("snapshotBytes, segmentBytes, entriesUnderWay and bytesUnderWay must be at least 1 but"
                  + " are %d, %d, %d and %d")
              .formatted(snapshotBytes, segmentBytes, entriesUnderWay, bytesUnderWay));
    }
  }

  /** A store in {@code directory} that is alone. It opens no port. */
  public static RaftOptions alone(Path directory) {
    return new RaftOptions(
        directory,
        Optional.empty(),
        ALONE,
        SNAPSHOT_BYTES,
        SEGMENT_BYTES,
        ENTRIES_UNDER_WAY,
        BYTES_UNDER_WAY);
  }

  /** A store in {@code directory} that is one of {@code group}. */
  public static RaftOptions in(Path directory, Group group) {
    return new RaftOptions(
        directory,
        Optional.of(group),
        TOGETHER,
        SNAPSHOT_BYTES,
        SEGMENT_BYTES,
        ENTRIES_UNDER_WAY,
        BYTES_UNDER_WAY);
  }

  /** These options with {@code newElection}. */
  public RaftOptions withElection(Duration newElection) {
    return new RaftOptions(
        directory, group, newElection, snapshotBytes, segmentBytes, entriesUnderWay, bytesUnderWay);
  }

  /**
   * These options with a snapshot after {@code newSnapshotBytes}, and files of the log as given.
   */
  public RaftOptions withSnapshots(long newSnapshotBytes, long newSegmentBytes) {
    return new RaftOptions(
        directory,
        group,
        election,
        newSnapshotBytes,
        newSegmentBytes,
        entriesUnderWay,
        bytesUnderWay);
  }

  /** These options with other bounds of what is under way. */
  public RaftOptions withUnderWay(int newEntries, long newBytes) {
    return new RaftOptions(
        directory, group, election, snapshotBytes, segmentBytes, newEntries, newBytes);
  }

  /**
   * Who belongs together.
   *
   * @param historyId names the group and its log: a UUID, the same for every member
   * @param self the id of the member that is opened
   * @param address where it listens
   * @param founders the members with which the group begins, this one among them; empty to join one
   *     that exists, by an {@code add} there. They count only for an empty directory; later the log
   *     says who belongs to it
   * @param transport how they talk to each other; the same for all
   */
  public record Group(
      String historyId, String self, String address, List<Member> founders, Transport transport) {
    /** Copies the list; refuses what cannot be a group. */
    public Group {
      Objects.requireNonNull(transport, "transport");
      founders = List.copyOf(founders);
      new Member(self, address);
      try {
        historyId = UUID.fromString(historyId).toString();
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "historyId must be a UUID, the same for all members, but is " + historyId, e);
      }
      if (founders.stream().map(Member::id).distinct().count() != founders.size()) {
        throw new IllegalArgumentException("two founders have the same id: " + founders);
      }
      String me = self;
      if (!founders.isEmpty() && founders.stream().noneMatch(each -> each.id().equals(me))) {
        throw new IllegalArgumentException(
            "%s is not among the founders %s; to join a group that exists, name none"
                .formatted(self, founders));
      }
    }

    /** One of those that found a group; over loopback only, until told otherwise. */
    public static Group founding(String historyId, Member self, List<Member> founders) {
      return new Group(historyId, self.id(), self.address(), founders, new Transport.Loopback());
    }

    /** A member that waits to be added to a group; over loopback only, until told otherwise. */
    public static Group joining(String historyId, Member self) {
      return new Group(historyId, self.id(), self.address(), List.of(), new Transport.Loopback());
    }

    /** This group over {@code newTransport}. */
    public Group over(Transport newTransport) {
      return new Group(historyId, self, address, founders, newTransport);
    }
  }
}
