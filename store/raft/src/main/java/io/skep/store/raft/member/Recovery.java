package io.skep.store.raft.member;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Message;
import io.skep.api.v1.LogEntry;
import io.skep.api.v1.LogRecord;
import io.skep.store.Table;
import io.skep.store.Version;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.skep.store.raft.CorruptLogException;
import io.skep.store.raft.DirectoryUnusableException;
import io.skep.store.raft.RaftOptions;
import io.skep.store.raft.segment.LogCheck;
import io.skep.store.raft.segment.LogReader;
import io.skep.store.raft.snapshot.SnapshotFiles;
import io.skep.store.replication.Proposer;
import io.skep.store.replication.Replica;
import io.skep.store.snapshot.Contents;
import io.skep.store.snapshot.SnapshotMessages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.util.SizeInBytes;

/**
 * Begins new histories with what is there already, in directories of members that are not running.
 * Each gives a directory that {@link RaftMember#open} goes on from, as that of the only member of
 * its group; others join it. Blocks; any thread.
 */
public final class Recovery {
  private Recovery() {}

  /**
   * Begins a history with {@code objects}, such as a backup or a snapshot of SwarmKit's, in a
   * directory that holds none. Its first version is the newest that they know of.
   *
   * @param options how the member will be opened; it is its group's only founder
   * @throws DirectoryUnusableException if the directory holds a history, or cannot be written
   * @throws IllegalArgumentException if there are other founders, or the history of {@code objects}
   *     is to go on: others may have seen more of it than they hold
   */
  public static void restore(RaftOptions options, Contents objects, RandomGenerator random) {
    checkSole(options);
    try (Directory directory = Directory.open(options, random)) {
      if (!directory.isNew()) {
        throw new DirectoryUnusableException(
            options.directory(),
            "it holds the history %s; a backup is restored into an empty one"
                .formatted(directory.history()));
      }
      checkOther(directory.history(), objects.position().historyId());
      Version reached = reached(objects);
      write(
          new FirstSnapshot(directory.history(), Engine.self(options), objects, reached, reached),
          directory);
    }
  }

  /**
   * Begins a history with all that a member of a group has on its disk, when the group has lost its
   * majority for good. What only the others had is lost, and what they were about to agree on takes
   * effect; so the others must never run again with what they have. The member's log is kept
   * beside.
   *
   * @param options how the member will be opened: with a new history, and as its only founder
   * @param store of what tables the store is
   * @return what was found, and where it is kept
   * @throws CorruptLogException if the log is damaged; nothing has changed
   * @throws DirectoryUnusableException if the directory is in use, or holds nothing
   * @throws IllegalArgumentException if there are other founders, or the history is to go on
   */
  public static Salvaged forceNew(RaftOptions options, MemoryStoreOptions store) {
    checkSole(options);
    UUID next =
        options
            .group()
            .map(group -> UUID.fromString(group.historyId()))
            .orElseGet(() -> new UUID(store.random().nextLong(), store.random().nextLong()));
    try (Directory directory = Directory.openAny(options.directory())) {
      checkOther(next, directory.history().toString());
      var salvage = new Salvage(directory, store);
      Contents objects = salvage.read();
      Path kept = options.directory().resolve("raft.before-" + next);
      var first =
          new FirstSnapshot(
              next, Engine.self(options), objects, objects.position().version(), salvage.highest);
      Path home = directory.storage().resolve(next.toString());
      first.writeTo(home);
      Files.createDirectories(kept);
      Files.move(directory.home(), kept.resolve(directory.history().toString()));
      return new Salvaged(directory.history().toString(), objects.position().version(), kept);
    } catch (IOException e) {
      throw new DirectoryUnusableException(options.directory(), e.toString(), e);
    }
  }

  private static void checkSole(RaftOptions options) {
    options
        .group()
        .filter(group -> group.founders().size() != 1)
        .ifPresent(
            group -> {
              throw new IllegalArgumentException(
                  "a history that begins with objects begins with one member; founders must be %s alone but are %s; the others join it"
                      .formatted(group.self(), group.founders()));
            });
  }

  private static void checkOther(UUID history, String former) {
    if (history.toString().equals(former)) {
      throw new IllegalArgumentException(
          "the history %s cannot go on with what is restored, as others may have seen more of it; name a new one, by a new UUID"
              .formatted(former));
    }
  }

  /** How far {@code objects} had come: what SwarmKit saves does not say, but its objects do. */
  private static Version reached(Contents objects) {
    Version highest = objects.position().version();
    for (Table<?> table : objects.tables()) {
      highest = later(highest, reached(table, objects));
    }
    return later(highest, new Version(1)); // What no object has either.
  }

  private static <M extends Message> Version reached(Table<M> table, Contents objects) {
    Version highest = Version.ZERO;
    for (M object : objects.objects(table)) {
      highest = later(highest, new Version(table.meta(object).getVersion().getIndex()));
    }
    return highest;
  }

  private static Version later(Version one, Version other) {
    return one.isAfter(other) ? one : other;
  }

  private static void write(FirstSnapshot first, Directory directory) {
    try {
      first.writeTo(directory.home());
    } catch (IOException e) {
      throw new DirectoryUnusableException(directory.home(), e.toString(), e);
    }
  }

  /**
   * What was found in a directory.
   *
   * @param historyId the history that has ended
   * @param version how far it had come there
   * @param kept where the log is now
   */
  public record Salvaged(String historyId, Version version, Path kept) {}

  /** Reads all that a directory holds; used once. */
  private static final class Salvage implements Proposer {
    private final Directory directory;
    private final MemoryStoreOptions options;
    private Replica replica;
    private Version highest = Version.ZERO;

    Salvage(Directory directory, MemoryStoreOptions options) {
      this.directory = directory;
      this.options = options;
    }

    Contents read() throws IOException {
      LogCheck.Result log = LogCheck.check(directory.log());
      try (var store = new MemoryStore(options.withProposer(this));
          RaftStorage storage =
              RaftStorage.newBuilder()
                  .setDirectory(directory.home().toFile())
                  .setStorageFreeSpaceMin(SizeInBytes.ZERO)
                  .setOption(RaftStorage.StartupOption.RECOVER)
                  .build()) {
        storage.initialize();
        Optional<SnapshotFiles.Loaded> snapshot =
            new SnapshotFiles().open(storage, log.begins(), replica);
        snapshot.ifPresent(loaded -> highest = loaded.highest());
        long after = snapshot.map(loaded -> loaded.at().getIndex()).orElse(-1L);
        LogReader.read(directory.log(), after, this::apply);
        return SnapshotMessages.contents(store.saveWithHistory(store.view()), options.tables());
      }
    }

    private void apply(LogEntryProto entry) {
      if (!entry.hasStateMachineLogEntry()) {
        return;
      }
      try {
        var bytes = entry.getStateMachineLogEntry().getLogData().asReadOnlyByteBuffer();
        LogRecord record = LogRecord.parseFrom(CodedInputStream.newInstance(bytes));
        for (LogEntry each : record.getEntriesList()) {
          var version = new Version(each.getVersion());
          highest = later(version, highest);
          replica.committed(each);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void bind(Replica itsReplica) {
      replica = itsReplica;
    }

    @Override
    public String historyId() {
      return directory.history().toString();
    }

    @Override
    public void propose(LogEntry entry) {
      throw new UnsupportedOperationException("nothing is written here");
    }

    @Override
    public Limits limits() {
      return new Limits(1, 1);
    }

    @Override
    public void close() {
      // There is nobody to call.
    }
  }
}
