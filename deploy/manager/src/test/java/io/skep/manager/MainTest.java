package io.skep.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir private Path folder;

  private int run(String... args) {
    return Main.run(print(out), print(err), Map.of("SKEP_LOOPS", "3"), args);
  }

  private static PrintStream print(ByteArrayOutputStream to) {
    return new PrintStream(to, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream from) {
    return from.toString(StandardCharsets.UTF_8);
  }

  @Test
  void anUnknownOptionIsToldWithTheNearest() {
    assertThat(run("--simulate-worker", "3")).isEqualTo(Main.BAD_CONFIGURATION);
    assertThat(text(err))
        .isEqualTo("unknown option --simulate-worker; the nearest known is --simulate-workers\n");
  }

  @Test
  void anOptionWithoutItsValueIsRefused() {
    assertThat(run("--data")).isEqualTo(Main.BAD_CONFIGURATION);
    assertThat(text(err)).contains("--data").contains("DIR");
  }

  @Test
  void aWrongValueIsRefusedBeforeAnythingStarts() {
    assertThat(run("--simulate-workers", "many")).isEqualTo(Main.BAD_CONFIGURATION);
    assertThat(text(err)).startsWith("--simulate-workers: simulate-workers must be a number");
  }

  @Test
  void theConfigurationIsPrintedFromAllSources() throws IOException {
    Path file = Files.writeString(folder.resolve("skep.yml"), "data: /srv/skep\n");

    assertThat(run("--print-config", "--config", file.toString(), "--socket-tls"))
        .isEqualTo(Main.STOPPED);

    assertThat(text(out))
        .contains("data: /srv/skep # " + file + ":1\n")
        .contains("loops: 3 # SKEP_LOOPS\n")
        .contains("socket-tls: true # --socket-tls\n");
  }

  @Test
  void helpExplainsEveryKey() {
    assertThat(run("--help")).isEqualTo(Main.STOPPED);
    for (io.skep.manager.config.Key key : io.skep.manager.config.Key.values()) {
      assertThat(text(out)).contains(key.flag());
    }
  }
}
