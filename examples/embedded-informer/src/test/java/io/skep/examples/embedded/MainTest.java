package io.skep.examples.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Task;
import io.skep.server.listen.Listener;
import io.skep.server.listen.ServerOptions;
import io.skep.server.listen.StoreServer;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
  @Test
  void itPrintsWhatItAsksAndIsTold() {
    var printed = new ByteArrayOutputStream();

    int exitCode = Main.run(Vertx.vertx(), new PrintStream(printed, true, StandardCharsets.UTF_8));

    assertThat(exitCode).isZero();
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

  @Test
  void itAnswersFromTheTasksOfAManagerElsewhere(@TempDir Path folder) throws Exception {
    var printed = new ByteArrayOutputStream();
    Path socket = folder.resolve("skep.sock");
    Vertx vertx = Vertx.vertx();
    var store = new MemoryStore(MemoryStoreOptions.of(Kinds.ALL));
    await(new StoreServer(vertx, store, ServerOptions.at(Listener.unix(socket))).start());
    await(store.update(tx -> tx.create(Kinds.TASK, task("a"))));

    int exitCode =
        Main.run(
            vertx,
            new PrintStream(printed, true, StandardCharsets.UTF_8),
            "--manager",
            socket.toString());
    assertThat(exitCode).isZero();
    Matcher told =
        Pattern.compile("tasks of unix://%s at (http://localhost:\\d+/tasks)\n".formatted(socket))
            .matcher(printed.toString(StandardCharsets.UTF_8));
    assertThat(told.matches()).as(printed.toString(StandardCharsets.UTF_8)).isTrue();
    Version second = await(store.update(tx -> tx.create(Kinds.TASK, task("b"))));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(told.group(1)))
            .header("x-seen-version", second.toString())
            .build();

    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());

    assertThat(answer.body())
        .isEqualTo(
            """
            {"tasks":[{"id":"a","slot":0,"node":"","state":"NEW"},{"id":"b","slot":0,"node":"","state":"NEW"}]}\
            """);
    await(vertx.close());
    store.close();
  }

  private static Task task(String id) {
    return Task.newBuilder().setId(id).build();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(2, TimeUnit.MINUTES);
  }
}
