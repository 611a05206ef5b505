package io.skep.store.raft.member;

import com.google.protobuf.Message;
import io.skep.store.SnapshotForm;
import io.skep.store.Table;
import io.skep.store.Version;
import io.skep.store.raft.snapshot.SnapshotFiles;
import io.skep.store.replication.Replica;
import io.skep.store.snapshot.Contents;
import io.skep.store.snapshot.SnapshotWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.util.SizeInBytes;

/**
 * A history that begins with objects that are there already, in the place of an empty store: laid
 * out as a member leaves it that has shortened its log, so the engine goes on from it.
 *
 * @param history names the new history
 * @param self the one member that it has to begin with
 * @param objects what is there; its place does not count
 * @param version where the history begins; not zero if there are objects, as an empty store has it
 * @param highest no version up to this is used again
 */
record FirstSnapshot(
    UUID history, RaftPeer self, Contents objects, Version version, Version highest) {
  /** Where the log begins after it: at a place that no engine takes for none. */
  private static final TermIndex PLACE = TermIndex.valueOf(0, 1);

  /** An image names an epoch; the engine's terms begin with this one. */
  private static final long FIRST_EPOCH = 1;

  /** Makes {@code home}, in one step; blocks. */
  void writeTo(Path home) throws IOException {
    Path unfinished = home.resolveSibling("..").normalize().resolve("new");
    removeAll(unfinished); // Of a process that died while it wrote.
    try (RaftStorage storage =
        RaftStorage.newBuilder()
            .setDirectory(unfinished.toFile())
            .setStorageFreeSpaceMin(SizeInBytes.ZERO)
            .setOption(RaftStorage.StartupOption.RECOVER)
            .build()) {
      storage.initialize();
      var files = new SnapshotFiles();
      files.make(storage);
      files.write(new Objects(), PLACE, highest);
      writeMembers(storage.getStorageDir().getCurrentDir().toPath());
    }
    Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
    force(home.getParent());
  }

  /** Before any entry of the log says so. */
  private void writeMembers(Path current) throws IOException {
    LogEntryProto members =
        LogEntryProto.newBuilder()
            .setTerm(PLACE.getTerm())
            .setIndex(PLACE.getIndex())
            .setConfigurationEntry(
                RaftConfigurationProto.newBuilder().addPeers(self.getRaftPeerProto()))
            .build();
    Path file = current.resolve("raft-meta.conf");
    Files.write(file, members.toByteArray());
    force(file);
    force(current);
  }

  private static void force(Path path) throws IOException {
    try (FileChannel opened = FileChannel.open(path)) {
      opened.force(true);
    }
  }

  private static void removeAll(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(folder)) {
      deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : deepestFirst) {
      Files.delete(each);
    }
  }

  /** The objects, at the beginning of the new history. */
  private final class Objects implements Replica.Image, Contents {
    @Override
    public Version version() {
      return version;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      SnapshotWriter.write(this, SnapshotForm.WHOLE, out);
    }

    @Override
    public Position position() {
      return new Position(history.toString(), version, false, version, FIRST_EPOCH);
    }

    @Override
    public List<Table<?>> tables() {
      return objects.tables();
    }

    @Override
    public int count(Table<?> table) {
      return objects.count(table);
    }

    @Override
    public <M extends Message> Iterable<M> objects(Table<M> table) {
      return objects.objects(table);
    }
  }
}
