package io.skep.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.server.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The daemon as operators run it: a process that is started, signalled and killed. */
class ProcessTest {
  private static final String[] DURABLE = {"--simulate-workers=3", "--operators=none"};
  private static final String[] SAVED = {
    "--store=memory", "--simulate-workers=3", "--operators=none", "--snapshot-interval=200ms"
  };
  private static final String[] UNSAVED = {
    "--store=memory", "--operators=none", "--snapshot-interval=1h"
  };

  /** For more: {@code -Dskep.manager.kills=100}. */
  private static final int KILLS = Integer.getInteger("skep.manager.kills", 3);

  @TempDir private Path folder;
  private Path socket;

  @BeforeEach
  void prepare() {
    socket = folder.resolve("skep.sock");
  }

  @ParameterizedTest
  @ValueSource(strings = {"durable", "memory"})
  void afterAnOrderlyStopItGoesOnWhereItWas(String store) throws Exception {
    String[] arguments = store.equals("durable") ? DURABLE : SAVED;
    String history;
    List<String> ids;
    try (Child child = Child.start(folder, arguments).ready();
        Cluster cluster = Cluster.at(socket)) {
      cluster.create(Cluster.spec("web", 3));
      ids = cluster.running(3).stream().map(Task::getId).sorted().toList();
      history = child.history();
      assertThat(child.terminate()).as(child.log()).isZero();
    }
    assertThat(socket).doesNotExist();

    try (Child child = Child.start(folder, arguments).ready();
        Cluster cluster = Cluster.at(socket)) {
      assertThat(child.history()).isEqualTo(history);
      assertThat(cluster.services()).hasSize(1);
      assertThat(cluster.nodes()).hasSize(3);
      assertThat(cluster.running(3).stream().map(Task::getId).sorted().toList()).isEqualTo(ids);
      assertThat(child.terminate()).isZero();
    }
  }

  @Test
  void aKillLosesNothingThatWasAcknowledged() throws Exception { // S-19
    List<String> acknowledged = new ArrayList<>();
    String history = null;
    for (int round = 0; round < KILLS; round++) {
      try (Child child = Child.start(folder, DURABLE).ready();
          Cluster cluster = Cluster.at(socket)) {
        assertThat(names(cluster)).containsAll(acknowledged);
        assertThat(child.history()).isEqualTo(history == null ? child.history() : history);
        history = child.history();
        for (int each = 0; each < 50; each++) {
          acknowledged.add(cluster.create(Cluster.spec("s" + round + "-" + each, 1)).getId());
        }
        child.kill();
      }
    }
    try (Child child = Child.start(folder, DURABLE).ready();
        Cluster cluster = Cluster.at(socket)) {
      assertThat(names(cluster)).containsExactlyInAnyOrderElementsOf(acknowledged);
      assertThat(child.history()).isEqualTo(history);
      cluster.running(acknowledged.size()); // The controllers go on as well.
    }
  }

  private static List<String> names(Cluster cluster) {
    return cluster.services().stream().map(Service::getId).toList();
  }

  @Test
  void theSnapshotOfAStoreInMemoryIsCarriedOver() throws Exception {
    String service;
    try (Child child = Child.start(folder, UNSAVED).ready();
        Cluster cluster = Cluster.at(socket)) {
      service = cluster.create(Cluster.spec("web", 1)).getId();
      assertThat(child.terminate()).isZero();
    }
    String history;
    try (Child child = Child.start(folder, DURABLE).ready();
        Cluster cluster = Cluster.at(socket)) {
      assertThat(names(cluster)).containsExactly(service);
      assertThat(child.log()).contains("was carried over to the log in ./skep-data/raft");
      history = child.history();
      child.kill();
    }
    assertThat(folder.resolve("skep-data/snapshot.carried-over")).exists();
    assertThat(folder.resolve("skep-data/snapshot")).doesNotExist();
    try (Child child = Child.start(folder, DURABLE).ready();
        Cluster cluster = Cluster.at(socket)) {
      assertThat(names(cluster)).containsExactly(service);
      assertThat(child.history()).isEqualTo(history);
    }
    try (Child child = Child.start(folder, UNSAVED)) {
      assertThat(child.exit()).isEqualTo(Main.FAILED);
      assertThat(child.log()).contains("holds a durable store");
    }
  }

  @Test
  void aDamagedLogStopsTheStart() throws Exception {
    try (Child child = Child.start(folder, DURABLE).ready();
        Cluster cluster = Cluster.at(socket)) {
      cluster.create(Cluster.spec("web", 1));
      cluster.running(1);
      child.kill();
    }
    Path log;
    try (Stream<Path> files = Files.walk(folder.resolve("skep-data/raft"))) {
      log = files.filter(each -> each.toString().contains("log_")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(log);
    bytes[200] ^= 0x10;
    Files.write(log, bytes);

    try (Child child = Child.start(folder, DURABLE)) {
      assertThat(child.exit()).isEqualTo(Main.DAMAGED_DATA);
      assertThat(child.log()).contains("is damaged at byte");
    }
  }

  @Test
  void afterAKillItBeginsANewHistoryWithTheLastSnapshot() throws Exception {
    String history;
    try (Child child = Child.start(folder, SAVED).ready();
        Cluster cluster = Cluster.at(socket)) {
      cluster.create(Cluster.spec("web", 3));
      cluster.running(3);
      history = child.history();
      Path snapshot = folder.resolve("skep-data/snapshot");
      Eventually.seen(() -> read(snapshot), content -> content.contains("web"));
      child.kill();
    }

    try (Child child = Child.start(folder, SAVED).ready();
        Cluster cluster = Cluster.at(socket)) {
      assertThat(child.history()).isNotEqualTo(history);
      assertThat(cluster.services()).hasSize(1);
      cluster.running(3);
    }
  }

  @Test
  void aKillSoonAfterAnOrderlyStopIsNoticedToo() throws Exception {
    String first;
    try (Child child = Child.start(folder, UNSAVED).ready()) {
      first = child.history();
      assertThat(child.terminate()).isZero();
    }
    try (Child child = Child.start(folder, UNSAVED).ready();
        Cluster cluster = Cluster.at(socket)) {
      assertThat(child.history()).isEqualTo(first);
      cluster.create(Cluster.spec("lost", 1));
      child.kill();
    }
    try (Child child = Child.start(folder, UNSAVED).ready();
        Cluster cluster = Cluster.at(socket)) {
      assertThat(child.history()).as("versions after the stop were seen").isNotEqualTo(first);
      assertThat(cluster.services()).isEmpty();
    }
  }

  @Test
  void aSecondOneInTheSameFolderIsRefused() throws Exception {
    try (Child first = Child.start(folder, DURABLE).ready();
        Child second = Child.start(folder, "--operators=none", "--socket=other.sock")) {
      assertThat(second.exit()).isEqualTo(Main.FAILED);
      assertThat(second.log()).contains("another manager uses ./skep-data; stop it");
      assertThat(first.terminate()).isZero();
    }
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
