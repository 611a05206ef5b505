package io.skep.examples.embedded;

import io.skep.api.Task;
import io.skep.informer.Informer;
import io.skep.informer.InformerOptions;
import io.skep.informer.Reader;
import io.skep.informer.shared.SharedInformers;
import io.skep.store.By;
import io.skep.store.Index;
import io.skep.store.Page;
import io.skep.store.PageCursor;
import io.skep.store.Store;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VertxLoop;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.function.Function;

/**
 * Tells over HTTP which tasks there are, from a live copy in this process: no request asks the
 * store.
 *
 * <ul>
 *   <li>{@code GET /tasks} gives a page of tasks: of one node if {@code node} is given, at most
 *       {@code limit}, from where {@code after} says: the {@code next} of the page before.
 *   <li>{@code GET /tasks/<id>} gives one task.
 *   <li>{@code GET /health} says whether the copy follows the store.
 * </ul>
 *
 * <p>An answer says in {@code x-version} as of which version of the store it is true. A client that
 * was told a version elsewhere, such as by the service that wrote for it, sends it as {@code
 * x-seen-version} and gets an answer that is at least as new, or none.
 */
final class TaskApi extends VerticleBase {
  private static final String VERSION = "x-version";
  private static final String SEEN_VERSION = "x-seen-version";
  private static final Index<Task, String> BY_NODE = Index.of("node", Task::getNodeId);
  private static final int LARGEST_PAGE = 1000;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Function<? super Loop, TaskSource> sources;
  private final int port;
  private TaskSource source;
  private Informer<Task> tasks;
  private HttpServer server;

  /** Answers on {@code port} from the store in this process; 0 for any free port. */
  TaskApi(Store store, int port) {
    this(loop -> TaskSource.of(store, loop), port);
  }

  /** Answers on {@code port} from what comes from where {@code sources} say, on a given loop. */
  TaskApi(Function<? super Loop, TaskSource> sources, int port) {
    this.sources = sources;
    this.port = port;
  }

  /** Where it listens, once it is deployed. */
  int port() {
    return server.actualPort();
  }

  @Override
  public Future<?> start() {
    source = sources.apply(VertxLoop.of(context));
    tasks =
        new SharedInformers(source.feed())
            .of(InformerOptions.of(Kinds.TASK).only("slot", "node_id", "status.state"));
    server = vertx.createHttpServer().requestHandler(this::answer);
    Future<Void> indexed = tasks.addIndex(BY_NODE);
    return source
        .start()
        .get()
        .compose(started -> tasks.synced())
        .compose(synced -> indexed)
        .compose(ready -> server.listen(port));
  }

  @Override
  public Future<?> stop() {
    return tasks.close().compose(closed -> source.stop().get());
  }

  private void answer(HttpServerRequest request) {
    String path = request.path();
    if (path.equals("/health")) {
      send(request, Reply.of(tasks.health()));
    } else if (path.equals("/tasks") || path.startsWith("/tasks/")) {
      read(request);
    } else {
      send(request, Reply.refused(404, "there is nothing at " + path));
    }
  }

  /** Answers from one snapshot, which shows what the client has seen. */
  private void read(HttpServerRequest request) {
    try {
      String seen = request.getHeader(SEEN_VERSION);
      Version least = seen == null ? Version.ZERO : new Version(Long.parseUnsignedLong(seen));
      tasks
          .atLeast(least, PATIENCE)
          .onSuccess(reader -> send(request, reader))
          .onFailure(late -> send(request, Reply.refused(503, late.getMessage())));
    } catch (NumberFormatException e) {
      send(request, Reply.refused(400, SEEN_VERSION + " is not the " + VERSION + " of an answer"));
    }
  }

  private static void send(HttpServerRequest request, Reader<Task> reader) {
    request.response().putHeader(VERSION, reader.version().toString());
    try {
      String path = request.path();
      send(
          request,
          path.equals("/tasks")
              ? Reply.ok(page(request, reader))
              : task(path.substring("/tasks/".length()), reader));
    } catch (IllegalArgumentException e) {
      send(request, Reply.refused(400, e.getMessage()));
    }
  }

  private static JsonObject page(HttpServerRequest request, Reader<Task> reader) {
    String node = request.getParam("node");
    String after = request.getParam("after");
    Page<Task> page =
        reader.page(
            node == null ? By.all() : By.equal(BY_NODE, node),
            after == null ? PageCursor.START : PageCursor.parse(after),
            limit(request.getParam("limit", "100")));
    JsonArray found = new JsonArray();
    page.objects().forEach(task -> found.add(json(task)));
    JsonObject body = new JsonObject().put("tasks", found);
    return page.hasMore() ? body.put("next", page.end().toString()) : body;
  }

  private static int limit(String text) {
    int limit = Integer.parseInt(text);
    if (limit < 1 || limit > LARGEST_PAGE) {
      throw new IllegalArgumentException(
          "limit must be 1 to %d but is %d".formatted(LARGEST_PAGE, limit));
    }
    return limit;
  }

  private static Reply task(String id, Reader<Task> reader) {
    return reader
        .get(id)
        .map(task -> Reply.ok(json(task)))
        .orElseGet(() -> Reply.refused(404, "there is no task " + id));
  }

  private static JsonObject json(Task task) {
    return new JsonObject()
        .put("id", task.getId())
        .put("slot", task.getSlot())
        .put("node", task.getNodeId())
        .put("state", task.getStatus().getState().name());
  }

  private static void send(HttpServerRequest request, Reply reply) {
    request
        .response()
        .setStatusCode(reply.status())
        .putHeader("content-type", "application/json")
        .end(reply.body().encode());
  }
}
