package io.skep.examples.hello;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The first page of the README is this example and what it prints. */
class HelloTest {
  private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^```\\w*\\n(.*?)^```");
  private static final Path ROOT = Path.of(System.getProperty("skep.root"));

  @Test
  void itPrintsWhatTheReadmeShows() throws Exception {
    var printed = new ByteArrayOutputStream();
    Vertx vertx = Vertx.vertx();

    Hello.run(vertx, new PrintStream(printed, true, StandardCharsets.UTF_8))
        .toCompletionStage()
        .toCompletableFuture()
        .get(2, TimeUnit.MINUTES);
    vertx.close().toCompletionStage().toCompletableFuture().get(2, TimeUnit.MINUTES);

    assertThat(printed.toString(StandardCharsets.UTF_8).replace("\r\n", "\n"))
        .isEqualTo(readmeBlocks().get(1));
  }

  @Test
  void theReadmeShowsItsCode() throws IOException {
    String code =
        Files.readString(
            ROOT.resolve("examples/hello/src/main/java/io/skep/examples/hello/Replicas.java"));

    assertThat(unindented(code)).contains(unindented(readmeBlocks().get(0)));
  }

  private static List<String> readmeBlocks() throws IOException {
    return CODE_BLOCK
        .matcher(Files.readString(ROOT.resolve("README.md")))
        .results()
        .map((MatchResult block) -> block.group(1))
        .toList();
  }

  private static String unindented(String code) {
    return code.replaceAll("(?m)^ +", "").strip();
  }
}
