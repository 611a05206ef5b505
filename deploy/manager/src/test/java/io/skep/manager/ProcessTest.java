package io.skep.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daemon as operators run it: a process that is started, signalled and killed. */
class ProcessTest {
  private static final String[] ARGUMENTS = {
    "--simulate-workers=3", "--operators=none", "--snapshot-interval=200ms"
  };
  private static final String[] UNSAVED = {"--operators=none", "--snapshot-interval=1h"};

  @TempDir private Path folder;
  private Path socket;

  @BeforeEach
  void prepare() {
    socket = folder.resolve("skep.sock");
  }

  @Test
  void afterAnOrderlyStopItGoesOnWhereItWas() throws Exception {
    String history;
    List<String> ids;
    try (Child child = Child.start(folder, ARGUMENTS).ready();
        Cluster cluster = Cluster.at(socket)) {
      cluster.create(Cluster.spec("web", 3));
      ids = cluster.running(3).stream().map(Task::getId).sorted().toList();
      history = child.history();
      assertThat(child.terminate()).as(child.log()).isZero();
    }
    assertThat(socket).doesNotExist();

    try (Child child = Child.start(folder, ARGUMENTS).ready();
        Cluster cluster = Cluster.at(socket)) {
      assertThat(child.history()).isEqualTo(history);
      assertThat(cluster.services()).hasSize(1);
      assertThat(cluster.nodes()).hasSize(3);
      assertThat(cluster.running(3).stream().map(Task::getId).sorted().toList()).isEqualTo(ids);
      assertThat(child.terminate()).isZero();
    }
  }

  @Test
  void afterAKillItBeginsANewHistoryWithTheLastSnapshot() throws Exception {
    String history;
    try (Child child = Child.start(folder, ARGUMENTS).ready();
        Cluster cluster = Cluster.at(socket)) {
      cluster.create(Cluster.spec("web", 3));
      cluster.running(3);
      history = child.history();
      Path snapshot = folder.resolve("skep-data/snapshot");
      Eventually.seen(() -> read(snapshot), content -> content.contains("web"));
      child.kill();
    }

    try (Child child = Child.start(folder, ARGUMENTS).ready();
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
    try (Child first = Child.start(folder, UNSAVED).ready();
        Child second = Child.start(folder, "--operators=none", "--socket=other.sock")) {
      assertThat(second.exit()).isEqualTo(Main.FAILED);
      assertThat(second.log()).contains("another manager uses ./skep-data; stop it");
      assertThat(first.terminate()).isZero();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
