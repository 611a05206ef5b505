package io.skep.store.raft.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.store.Version;
import io.skep.store.raft.CorruptLogException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.util.SizeInBytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotFilesTest {
  private static final TermIndex OLDER = TermIndex.valueOf(1, 5);
  private static final TermIndex NEWER = TermIndex.valueOf(1, 9);

  @TempDir private Path directory;
  private RaftStorage storage;
  private final SnapshotFiles files = new SnapshotFiles();
  private final InstalledImage replica = new InstalledImage();

  @BeforeEach
  void openStorage() throws IOException {
    storage =
        RaftStorage.newBuilder()
            .setDirectory(directory.resolve("storage").toFile())
            .setStorageFreeSpaceMin(SizeInBytes.ZERO)
            .setOption(RaftStorage.StartupOption.RECOVER)
            .build();
    storage.initialize();
    files.open(storage, -1, replica);
    files.write(new TextImage("older"), OLDER, new Version(5));
    files.write(new TextImage("newer"), NEWER, new Version(9));
  }

  @AfterEach
  void closeStorage() throws IOException {
    storage.close();
  }

  @Test
  void ofWhatAnotherMemberSentTheNewestIsTaken() throws IOException {
    SnapshotFiles.Loaded loaded = files.received(replica);

    assertThat(loaded).isEqualTo(new SnapshotFiles.Loaded(NEWER, new Version(9)));
    assertThat(replica.text()).isEqualTo("newer");
  }

  @Test
  void ofWhatAnotherMemberSentNoOlderOneIsTakenIfTheNewestIsDamaged() throws IOException {
    Path newest = storage.getStorageDir().getStateMachineDir().toPath().resolve("snapshot.1_9");
    byte[] bytes = Files.readAllBytes(newest);
    bytes[12] ^= 0x10;
    Files.write(newest, bytes);

    assertThatThrownBy(() -> files.received(replica))
        .isInstanceOfSatisfying(
            CorruptLogException.class, corrupt -> assertThat(corrupt.file()).isEqualTo(newest));
    assertThat(replica.text()).isNull();
  }
}
