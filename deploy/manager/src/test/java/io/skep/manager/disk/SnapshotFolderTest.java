package io.skep.manager.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.Config;
import io.skep.store.kind.Kinds;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotFolderTest {
  @TempDir private Path temporary;
  private SnapshotFolder folder;

  @BeforeEach
  void open() throws IOException {
    folder = SnapshotFolder.open(temporary.resolve("data"));
  }

  @AfterEach
  void close() throws IOException {
    folder.close();
  }

  private static MemoryStore store() {
    return new MemoryStore(MemoryStoreOptions.of(Kinds.ALL));
  }

  private static void add(MemoryStore store, String name) {
    Config.Builder config = Config.newBuilder().setId(name);
    config.getSpecBuilder().getAnnotationsBuilder().setName(name);
    store.update(tx -> tx.create(Kinds.CONFIG, config.build()));
  }

  private static List<String> names(MemoryStore store) {
    return store.view().list(Kinds.CONFIG).stream().map(Config::getId).sorted().toList();
  }

  private void saveTwice() throws IOException {
    MemoryStore store = store();
    add(store, "a");
    folder.save(store);
    add(store, "b");
    folder.save(store);
    store.close();
  }

  private Path previous() {
    return folder.newest().resolveSibling("snapshot.previous");
  }

  @Test
  void anEmptyFolderLoadsNothing() throws IOException {
    assertThat(folder.load(store(), false)).isEmpty();
  }

  @Test
  void theNewestIsLoadedAndTheOneBeforeIsKept() throws IOException {
    saveTwice();

    MemoryStore loaded = store();
    assertThat(folder.load(loaded, false)).contains(folder.newest());
    assertThat(names(loaded)).containsExactly("a", "b");
    MemoryStore before = store();
    before.restore(Files.newInputStream(previous()), io.skep.store.SnapshotLimits.DEFAULT);
    assertThat(names(before)).containsExactly("a");
  }

  @Test
  void anOrderlyStopGoesOnWithTheHistoryOnce() throws Exception {
    MemoryStore store = store();
    add(store, "a");
    String history = store.historyId();
    folder.saveLast(store.stop().result());

    MemoryStore second = store();
    folder.load(second, false);
    assertThat(second.historyId()).isEqualTo(history);

    // The second one dies here, perhaps after commits.
    MemoryStore third = store();
    folder.load(third, false);
    assertThat(third.historyId()).isNotEqualTo(history);
    assertThat(names(third)).containsExactly("a");
  }

  @Test
  void aSnapshotOfARunningStoreBeginsANewHistory() throws IOException {
    MemoryStore store = store();
    add(store, "a");
    folder.save(store);

    MemoryStore loaded = store();
    folder.load(loaded, false);

    assertThat(loaded.historyId()).isNotEqualTo(store.historyId());
  }

  @Test
  void everyDamageOfTheLastSnapshotIsNoticed() throws Exception {
    MemoryStore store = store();
    add(store, "a");
    folder.saveLast(store.stop().result());
    byte[] good = Files.readAllBytes(folder.newest());

    List<Integer> unnoticed = new ArrayList<>();
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 1;
      Files.write(folder.newest(), bad);
      try {
        folder.load(store(), false);
        unnoticed.add(good.length - i);
      } catch (DamagedSnapshotException e) {
        assertThat(e).hasMessageContaining("cannot be loaded");
      }
    }
    // What is left unnoticed is in the tag of the checksum itself: all else is as it was saved.
    assertThat(unnoticed).as("bytes from the end").isSubsetOf(5, 6);
  }

  @Test
  void aDamagedSnapshotIsToldWithFileReasonAndWhatToDo() throws IOException {
    saveTwice();
    Files.write(folder.newest(), new byte[] {1, 2, 3});
    MemoryStore store = store();

    assertThatThrownBy(() -> folder.load(store, false))
        .isInstanceOf(DamagedSnapshotException.class)
        .hasMessageStartingWith(folder.newest() + " cannot be loaded: invalid snapshot: ")
        .hasMessageContaining("Put a backup in its place")
        .hasMessageContaining(
            "start with --use-previous-snapshot to go back to " + previous() + " of 20")
        .hasMessageEndingWith("To begin with an empty cluster, move both files away");
    assertThat(names(store)).isEmpty();
    assertThat(folder.newest()).hasBinaryContent(new byte[] {1, 2, 3});
  }

  @Test
  void thePreviousOneIsTakenIfThatIsAskedForAndNeeded() throws IOException {
    saveTwice();
    MemoryStore notNeeded = store();
    assertThat(folder.load(notNeeded, true)).contains(folder.newest());
    assertThat(names(notNeeded)).containsExactly("a", "b");

    Files.write(folder.newest(), new byte[] {1, 2, 3});
    MemoryStore needed = store();
    assertThat(folder.load(needed, true)).contains(previous());
    assertThat(names(needed)).containsExactly("a");
    assertThat(folder.newest().resolveSibling("snapshot.damaged"))
        .hasBinaryContent(new byte[] {1, 2, 3});

    MemoryStore next = store();
    assertThat(folder.load(next, false)).as("it is the newest now").contains(folder.newest());
    assertThat(names(next)).containsExactly("a");
  }

  @Test
  void aMissingSnapshotIsNoEmptyClusterIfThereWasOne() throws IOException {
    saveTwice();
    Files.delete(folder.newest());

    assertThatThrownBy(() -> folder.load(store(), false))
        .isInstanceOf(DamagedSnapshotException.class)
        .hasMessageContaining("it is missing");
    assertThat(folder.load(store(), true)).contains(previous());
  }

  @Test
  void withTwoDamagedSnapshotsThereIsOnlyABackup() throws IOException {
    saveTwice();
    Files.write(folder.newest(), new byte[] {1});
    Files.write(previous(), new byte[] {2});

    assertThatThrownBy(() -> folder.load(store(), true))
        .isInstanceOf(DamagedSnapshotException.class)
        .hasMessageContaining("put a backup in place of " + folder.newest());
    assertThat(folder.newest()).exists();
  }

  @Test
  void whatADeadProcessHalfWroteIsNoMatter() throws IOException {
    saveTwice();
    Path half = folder.newest().resolveSibling("snapshot.next");
    Files.write(half, new byte[] {9});

    MemoryStore store = store();
    assertThat(folder.load(store, false)).contains(folder.newest());
    folder.save(store);
    assertThat(half).doesNotExist();
  }

  @Test
  void nobodyElseMayRead() throws IOException {
    saveTwice();

    for (Path file : List.of(folder.newest(), previous())) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.newest().getParent())))
        .isEqualTo("rwx------");
  }

  @Test
  void oneAtATime() throws IOException {
    Path same = folder.newest().getParent();
    assertThatThrownBy(() -> SnapshotFolder.open(same))
        .isInstanceOf(IOException.class)
        .hasMessage("another manager uses %s; stop it, or choose another folder".formatted(same));
    folder.close();
    folder = SnapshotFolder.open(same);
    assertThat(folder.load(store(), false)).isEqualTo(Optional.empty());
  }
}
