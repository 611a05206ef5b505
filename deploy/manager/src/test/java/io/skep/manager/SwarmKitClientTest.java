package io.skep.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * SwarmKit's own client, in Go, calls the daemon and finds what it finds at SwarmKit's manager: see
 * {@code src/swarmkit}. Needs Go, and its modules: {@code -Dskep.swarmkit=true}.
 */
@EnabledIfSystemProperty(named = "skep.swarmkit", matches = "true")
class SwarmKitClientTest {
  private static final Path SOURCE = Path.of("src", "swarmkit");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyAnswerIsAsSwarmKitsCommandLineExpectsIt(boolean overTls) throws Exception {
    // api.A-8, api.A-9, api.W-8, api.C-3, api.C-31, api.C-33, api.C-42, api.C-46, api.C-58
    Path program = folder.resolve("client");
    run(SOURCE, List.of("go", "build", "-o", program.toString(), "."));
    var options = new ArrayList<>(List.of("--store=memory", "--operators=none"));
    options.add("--simulate-workers=3");
    var call = new ArrayList<>(List.of(program.toString()));
    if (overTls) {
      options.add("--socket-tls");
      call.add("-tls");
    }
    call.add(folder.resolve("skep.sock").toString());

    try (Child daemon = Child.start(folder, options.toArray(String[]::new)).ready()) {
      assertThat(run(folder, call)).contains(" checks, 0 failed");
      assertThat(daemon.terminate()).isZero();
    }
  }

  /** What {@code command} prints; it must end well. */
  private String run(Path in, List<String> command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "run", ".log");
    Process process =
        new ProcessBuilder(command)
            .directory(in.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(10, TimeUnit.MINUTES);
    process.destroyForcibly();
    String printed = Files.readString(output);
    assertThat(ended && process.exitValue() == 0).as("%s: %s", command, printed).isTrue();
    return printed;
  }
}
