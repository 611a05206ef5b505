package io.skep.examples.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MainTest {
  @Test
  void itPrintsWhatItAsksAndIsTold() throws Exception {
    var printed = new ByteArrayOutputStream();
    Vertx vertx = Vertx.vertx();

    Main.demonstrate(vertx, new PrintStream(printed, true, StandardCharsets.UTF_8))
        .eventually(vertx::close)
        .toCompletionStage()
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);

    assertThat(printed.toString(StandardCharsets.UTF_8).replace("\r\n", "\n"))
        .isEqualTo(
            """
            GET /tasks?limit=3: 200
              {"tasks":[{"id":"web.1","slot":1,"node":"finch","state":"RUNNING"},{"id":"web.2","slot":2,"node":"wren","state":"RUNNING"},{"id":"web.3","slot":3,"node":"finch","state":"RUNNING"}],"next":"0..d2ViLjMA"}
            GET /tasks?after=0..d2ViLjMA: 200
              {"tasks":[{"id":"web.4","slot":4,"node":"wren","state":"RUNNING"},{"id":"web.5","slot":5,"node":"finch","state":"RUNNING"}]}
            GET /tasks?node=wren: 200
              {"tasks":[{"id":"web.1","slot":1,"node":"wren","state":"RUNNING"},{"id":"web.2","slot":2,"node":"wren","state":"RUNNING"},{"id":"web.4","slot":4,"node":"wren","state":"RUNNING"}]}
            GET /tasks/web.9: 404
              {"problem":"there is no task web.9"}
            GET /health: 200
              {"health":"synced"}
            """);
  }
}
