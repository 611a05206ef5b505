package io.skep.examples.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Task;
import io.skep.store.Store;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Over real connections, on a port that the system picks. */
@Timeout(300)
class TaskApiTest {
  private final Vertx vertx = Vertx.vertx();
  private final Store store = new MemoryStore(MemoryStoreOptions.of(Kinds.ALL));
  private final TaskApi api = new TaskApi(store, 0);
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void deploy() throws Exception {
    await(vertx.deployVerticle(api));
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
    store.close();
  }

  @Test
  void pagesFitTogetherWhateverIsWrittenBetweenThem() throws Exception {
    List<String> there = List.of("b", "d", "f", "h", "j");
    for (String id : there) {
      create(id, "wren");
    }
    List<String> seen = new ArrayList<>();

    JsonObject page = get("/tasks?limit=2");
    seen.addAll(ids(page));
    create("a", "wren"); // Before the place of the walk: not seen, and moves nothing.
    create("e", "wren");
    delete("b");
    while (page.containsKey("next")) {
      page = get("/tasks?limit=2&after=" + page.getString("next"));
      seen.addAll(ids(page));
    }

    assertThat(seen).containsExactly("b", "d", "e", "f", "h", "j");
  }

  @Test
  void theTasksOfANodeAreFoundByTheServicesOwnIndex() throws Exception {
    create("a", "wren");
    create("b", "finch");
    create("c", "wren");

    JsonObject first = get("/tasks?node=wren&limit=1");
    assertThat(ids(first)).containsExactly("a");
    assertThat(ids(get("/tasks?node=wren&limit=1&after=" + first.getString("next"))))
        .containsExactly("c");
    assertThat(ids(get("/tasks?node=nobody"))).isEmpty();
  }

  @Test
  void whoHasSeenAVersionIsNotAnsweredBeforeItIsThere() throws Exception {
    Version first = create("a", "wren");
    String next = String.valueOf(first.index() + 1);

    CompletableFuture<HttpResponse<String>> early = ask("/tasks", "x-seen-version", next);
    // The service answers what comes later, on another connection, and leaves the other waiting.
    assertThat(ids(get("/tasks"))).containsExactly("a");
    assertThat(early).isNotDone();
    Version second = create("b", "wren");

    HttpResponse<String> answer = early.get();
    assertThat(second).hasToString(next);
    assertThat(ids(new JsonObject(answer.body()))).containsExactly("a", "b");
    assertThat(answer.headers().firstValue("x-version")).contains(next);
  }

  @Test
  void aVersionThatDoesNotComeIsRefusedAfterAWhile() throws Exception {
    HttpResponse<String> answer = ask("/tasks", "x-seen-version", "1000").get();

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("not yet at 1000").contains("try again later");
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit=0", "limit=1001", "limit=many", "after=here"})
  void aPageThatCannotBeIsRefused(String query) throws Exception {
    assertThat(ask("/tasks?" + query).get().statusCode()).isEqualTo(400);
  }

  @Test
  void aVersionThatIsNoneIsRefused() throws Exception {
    assertThat(ask("/tasks", "x-seen-version", "yesterday").get().statusCode()).isEqualTo(400);
  }

  @Test
  void whatIsNotThereIsNotFound() throws Exception {
    assertThat(ask("/tasks/a").get().statusCode()).isEqualTo(404);
    assertThat(ask("/nodes").get().statusCode()).isEqualTo(404);
  }

  @Test
  void anAnswerSaysWhatIsKnownOfATask() throws Exception {
    create("a", "wren");

    assertThat(get("/tasks/a"))
        .isEqualTo(new JsonObject("{\"id\":\"a\",\"slot\":0,\"node\":\"wren\",\"state\":\"NEW\"}"));
  }

  @Test
  void itIsHealthyAsLongAsTheCopyFollowsTheStore() throws Exception {
    assertThat(ask("/health").get().statusCode()).isEqualTo(200); // Even if it lags a little.

    store.close();
    HttpResponse<String> answer = ask("/health").get();
    while (!new JsonObject(answer.body()).getString("health").equals("stopped")) {
      answer = ask("/health").get(); // The end comes to the informer over the service's loop.
    }

    assertThat(answer.statusCode()).isEqualTo(503);
  }

  private Version create(String id, String node) throws Exception {
    return await(
        store.update(
            tx -> tx.create(Kinds.TASK, Task.newBuilder().setId(id).setNodeId(node).build())));
  }

  private void delete(String id) throws Exception {
    await(store.update(tx -> tx.delete(Kinds.TASK, id)));
  }

  /** What there is now, with all that was written before. */
  private JsonObject get(String path) throws Exception {
    String written = store.view().version().toString();
    HttpResponse<String> answer = ask(path, "x-seen-version", written).get();
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new JsonObject(answer.body());
  }

  private CompletableFuture<HttpResponse<String>> ask(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + api.port() + path));
    return client.sendAsync(
        (headers.length == 0 ? request : request.headers(headers)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static List<String> ids(JsonObject page) {
    JsonArray tasks = page.getJsonArray("tasks");
    return tasks.stream().map(task -> ((JsonObject) task).getString("id")).toList();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(2, TimeUnit.MINUTES);
  }
}
