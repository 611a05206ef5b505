package io.skep.examples.reconciler;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MainTest {
  @Test
  void itPrintsTheLifeOfAGroup() throws Exception {
    var printed = new ByteArrayOutputStream();
    Vertx vertx = Vertx.vertx();

    Main.run(vertx, new PrintStream(printed, true, StandardCharsets.UTF_8))
        .eventually(vertx::close)
        .toCompletionStage()
        .toCompletableFuture()
        .get(2, TimeUnit.MINUTES);

    assertThat(printed.toString(StandardCharsets.UTF_8).replace("\r\n", "\n"))
        .isEqualTo(
            """
            a group asks for 3 tasks
              new; no tasks
              no config; no tasks
            its config appears
              rolling; 3 tasks of shop:1
              ready; 3 tasks of shop:1
            the config changes
              rolling; 3 tasks of shop:2
              ready; 3 tasks of shop:2
            the group asks for 2
              rolling; 2 tasks of shop:2
              ready; 2 tasks of shop:2
            a task is lost
              ready; 1 tasks of shop:2
              rolling; 2 tasks of shop:2
              ready; 2 tasks of shop:2
            the group is deleted
              going; 2 tasks of shop:2
              the name web is released
              gone; 2 tasks of shop:2
              gone; no tasks
            """);
  }
}
