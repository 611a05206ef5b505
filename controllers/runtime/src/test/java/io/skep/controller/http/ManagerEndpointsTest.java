package io.skep.controller.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.skep.api.Annotations;
import io.skep.api.Service;
import io.skep.api.ServiceSpec;
import io.skep.controller.ControllerOptions;
import io.skep.controller.Group;
import io.skep.controller.Reconciler;
import io.skep.controller.Result;
import io.skep.controller.Run;
import io.skep.controller.Sources;
import io.skep.controller.runtime.ManagerOptions;
import io.skep.controller.runtime.StoreManager;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VertxLoop;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** All that a manager tells operators, over HTTP and on real event loops. */
@ExtendWith(VertxExtension.class)
class ManagerEndpointsTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final MemoryStore store =
      new MemoryStore(MemoryStoreOptions.of(Kinds.ALL).withRandom(new Random(1)));

  /** Completes once the bad service has been given up and another one is in a run. */
  private final Promise<Void> stuck = Promise.promise();

  private final Promise<Result> slow = Promise.promise();

  private HttpClient client;
  private StoreManager manager;
  private OperatorEndpoints endpoints;
  private OperatorServer server;

  private record Reply(int status, String body) {
    List<String> lines() {
      return body.lines().toList();
    }
  }

  /** Fails at one service for good, and does not come to an end with the others. */
  private final class Web implements Reconciler<Service> {
    @Override
    public void declare(Sources<Service> on) {
      on.primary(Kinds.SERVICE);
    }

    @Override
    public Future<Result> reconcile(Run<Service> run) {
      if (run.id().equals("a-bad")) {
        return Future.succeededFuture(
            Result.terminal(new IllegalStateException("no\n<b>" + "long ".repeat(1_000))));
      }
      stuck.tryComplete();
      return slow.future();
    }
  }

  @BeforeEach
  void prepare(Vertx vertx) throws Exception {
    client = vertx.createHttpClient();
    await(
        store.update(
            tx -> {
              tx.create(Kinds.SERVICE, service("a-bad"));
              IntStream.range(0, 51)
                  .forEach(i -> tx.create(Kinds.SERVICE, service("s%02d".formatted(i))));
            }));
    manager =
        StoreManager.on(
            List.of(VertxLoop.on(vertx)), store, ManagerOptions.DEFAULT.withMeters(registry));
    manager.add("web", new Web(), ControllerOptions.DEFAULT.withInFlight(1));
    endpoints = OperatorEndpoints.of(vertx, manager, registry);
    server = endpoints.server(0, "127.0.0.1");
    manager.add(Group.ENDPOINTS, "endpoints", server);
  }

  @AfterEach
  void end() throws Exception {
    slow.tryComplete(Result.done());
    await(manager.stop());
    store.close();
  }

  private static Service service(String id) {
    return Service.newBuilder()
        .setId(id)
        .setSpec(ServiceSpec.newBuilder().setAnnotations(Annotations.newBuilder().setName(id)))
        .build();
  }

  /** Fails rather than hang; nothing here depends on how long it takes. */
  private static <R> R await(Future<R> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(2, TimeUnit.MINUTES);
  }

  private Reply get(int port, String path) throws Exception {
    return await(
        client
            .request(HttpMethod.GET, port, "127.0.0.1", path)
            .compose(ManagerEndpointsTest::sent));
  }

  /** Asks for the body where the answer arrives: a moment later, what came of it is dropped. */
  private static Future<Reply> sent(HttpClientRequest request) {
    return request
        .send()
        .compose(
            response ->
                response.body().map(body -> new Reply(response.statusCode(), body.toString())));
  }

  private Reply get(String path) throws Exception {
    return get(server.port(), path);
  }

  private void startUntilStuck() throws Exception {
    await(manager.start());
    await(stuck.future());
  }

  @Test // rt.S-6
  void aManagerIsReadyFromItsStartToItsStop() throws Exception {
    int other = await(endpoints.listen(0, "127.0.0.1")).actualPort();
    Reply before = get(other, "/readyz");
    assertThatThrownBy(server::port).hasMessageContaining("before it has started");
    startUntilStuck();
    Reply meanwhile = get("/readyz");
    Reply alive = get("/livez");
    slow.complete(Result.done());
    await(manager.stop());
    Reply after = get(other, "/readyz");

    assertThat(before.status()).isEqualTo(503);
    assertThat(before.body()).contains("manager", "it has not started");
    assertThat(meanwhile.status()).as(meanwhile.body()).isEqualTo(200);
    assertThat(alive.status()).isEqualTo(200);
    assertThat(alive.body()).contains("loop-0");
    assertThat(after.status()).isEqualTo(503);
    assertThat(after.body()).contains("ended", "it was stopped");
  }

  @Test // rt.S-1, rt.S-2
  void theEndpointsEndWithTheManager() throws Exception {
    startUntilStuck();
    int port = server.port();
    assertThat(get(port, "/livez").status()).isEqualTo(200);

    slow.complete(Result.done());
    await(manager.stop());

    assertThatThrownBy(() -> get(port, "/livez")).as("nobody listens").isNotNull();
  }

  @Test // rt.E-6, rt.C-4
  void theQueueShowsTheKeysGivenUpAndSomeOfTheOthers() throws Exception {
    startUntilStuck();

    Reply all = get("/queue");

    assertThat(all.status()).isEqualTo(200);
    assertThat(all.lines().get(0)).isEqualTo("web: 1 processing, 50 queued, 0 waiting, 1 given up");
    assertThat(all.lines().get(1)).startsWith("  s00: PROCESSING").contains("there at the start");
    assertThat(all.lines().subList(2, 22)).allMatch(line -> line.contains(": QUEUED"));
    assertThat(all.lines()).hasSize(1 + 1 + QueuePage.KEYS + 1);
    assertThat(all.lines().get(22))
        .startsWith("  a-bad: GIVEN_UP")
        .contains("first failure", "no <b>long long")
        .hasSize(2 + QueuePage.LINE);
    assertThat(get("/queue?controller=web").lines()).hasSameSizeAs(all.lines());
  }

  @Test // rt.E-6
  void aKeyIsExplainedByItself() throws Exception {
    startUntilStuck();

    assertThat(get("/queue?controller=web&key=a-bad").lines())
        .singleElement()
        .asString()
        .startsWith("a-bad: GIVEN_UP");
    assertThat(get("/queue?controller=web&key=nobody"))
        .isEqualTo(new Reply(200, "nobody: ABSENT\n"));
    for (String unknown : List.of("/queue?controller=wbe", "/queue?controller=wbe&key=a-bad")) {
      Reply reply = get(unknown);
      assertThat(reply.status()).isEqualTo(404);
      assertThat(reply.body()).contains("\"wbe\"", "[web]");
    }
  }

  @Test // rt.M-6
  void metricsAreThoseOfTheManager() throws Exception {
    startUntilStuck();

    assertThat(get("/metrics").body())
        .contains("skep_queue_depth{class=\"background\",queue=\"web\"} 50.0")
        .contains("skep_queue_depth{class=\"cleanup\",queue=\"web\"} 0.0")
        .contains("skep_controller_given_up{controller=\"web\"} 1.0");
  }
}
