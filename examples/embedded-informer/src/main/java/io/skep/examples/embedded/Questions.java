package io.skep.examples.embedded;

import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.store.Store;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;

/**
 * Starts the service over five tasks on two nodes, asks it a few things, and prints the answers.
 */
final class Questions {
  private final Vertx vertx;
  private final PrintStream out;
  private final Store store = new MemoryStore(MemoryStoreOptions.of(Kinds.ALL));

  private Questions(Vertx vertx, PrintStream out) {
    this.vertx = vertx;
    this.out = out;
  }

  /** Completes when everything is printed. */
  static Future<Void> ask(Vertx vertx, PrintStream out) {
    return new Questions(vertx, out).ask();
  }

  private Future<TaskApi> serve() {
    var api = new TaskApi(store, 0);
    return store
        .update(Questions::createTasks)
        .compose(created -> vertx.deployVerticle(api))
        .map(deployed -> api);
  }

  private static void createTasks(Tx tx) {
    for (int slot = 1; slot <= 5; slot++) {
      Task.Builder task = Task.newBuilder().setId("web." + slot).setSlot(slot);
      task.setNodeId(slot % 2 == 0 ? "wren" : "finch")
          .getStatusBuilder()
          .setState(TaskState.RUNNING);
      tx.create(Kinds.TASK, task.build());
    }
  }

  private Future<Void> ask() {
    return serve()
        .compose(api -> questions(vertx.createHttpClient(), api.port()))
        .onComplete(done -> store.close());
  }

  private Future<Void> questions(HttpClient client, int port) {
    return get(client, port, "/tasks?limit=3", Version.ZERO)
        .compose(page -> get(client, port, "/tasks?after=" + page.getString("next"), Version.ZERO))
        .compose(page -> store.update(Questions::moveTask))
        // Whoever was told of the write names it, and cannot be shown a state before it.
        .compose(written -> get(client, port, "/tasks?node=wren", written))
        .compose(page -> get(client, port, "/tasks/web.9", Version.ZERO))
        .compose(task -> get(client, port, "/health", Version.ZERO))
        .mapEmpty();
  }

  private static void moveTask(Tx tx) {
    Task task = tx.get(Kinds.TASK, "web.1").orElseThrow();
    tx.update(Kinds.TASK, task.toBuilder().setNodeId("wren").build());
  }

  private Future<JsonObject> get(HttpClient client, int port, String path, Version seen) {
    return client
        .request(HttpMethod.GET, port, "localhost", path)
        .compose(request -> request.putHeader("x-seen-version", seen.toString()).send())
        .compose(
            response ->
                response
                    .body()
                    .map(
                        body -> {
                          out.printf("GET %s: %d%n  %s%n", path, response.statusCode(), body);
                          return body.toJsonObject();
                        }));
  }
}
