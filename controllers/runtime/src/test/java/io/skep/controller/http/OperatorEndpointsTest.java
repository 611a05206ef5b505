package io.skep.controller.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.skep.controller.health.Liveness;
import io.skep.controller.health.Readiness;
import io.skep.controller.health.Standing;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VertxLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The endpoints as an HTTP client sees them, on a real event loop. */
@ExtendWith(VertxExtension.class)
class OperatorEndpointsTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final AtomicReference<Standing> standing =
      new AtomicReference<>(new Standing.Starting("no snapshot"));

  private Vertx vertx;
  private HttpClient client;
  private HealthChecks ready;
  private OperatorEndpoints endpoints;
  private HttpServer server;

  private record Reply(int status, String contentType, String body) {}

  @BeforeEach
  void prepare(Vertx given) {
    vertx = given;
    client = vertx.createHttpClient();
    Loop loop = VertxLoop.on(vertx);
    ready = VertxChecks.of(vertx, Readiness.always().with("services", standing::get));
    endpoints =
        OperatorEndpoints.of(vertx, VertxChecks.of(vertx, Liveness.of(loop, List.of(loop))), ready);
  }

  /** Fails rather than hang; nothing here depends on how long it takes. */
  private static <R> R await(Future<R> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(2, TimeUnit.MINUTES);
  }

  private Reply get(String path) throws Exception {
    return send(HttpMethod.GET, path, "*/*");
  }

  private Reply send(HttpMethod method, String path, String accept) throws Exception {
    if (server == null) {
      server = await(endpoints.listen(0, "127.0.0.1"));
    }
    return await(
        client
            .request(method, server.actualPort(), "127.0.0.1", path)
            .compose(request -> sent(request.putHeader("accept", accept))));
  }

  /** Asks for the body where the answer arrives: a moment later, what came of it is dropped. */
  private static Future<Reply> sent(HttpClientRequest request) {
    return request
        .send()
        .compose(
            response ->
                response
                    .body()
                    .map(
                        body ->
                            new Reply(
                                response.statusCode(),
                                response.getHeader("content-type"),
                                body.toString())));
  }

  @Test // rt.S-6
  void aProcessIsReadyOnceItsPartsAre() throws Exception {
    Reply before = get("/readyz");
    standing.set(Standing.GOOD);
    Reply after = get("/readyz");

    assertThat(before.status()).isEqualTo(503);
    assertThat(before.contentType()).isEqualTo("application/json");
    assertThat(before.body()).contains("DOWN", "\"services\" : \"starting: no snapshot\"");
    assertThat(after.status()).isEqualTo(200);
    assertThat(new JsonObject(after.body()).getString("status")).isEqualTo("UP");
  }

  @Test // rt.S-6
  void aProcessWhoseLoopsAnswerIsAliveEvenIfItIsNotReady() throws Exception {
    Reply reply = get("/livez");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).contains("loop-0", "answered after");
  }

  @Test
  void theProgramsOwnChecksStandNextToThese() throws Exception {
    standing.set(Standing.GOOD);
    ready.register("database", told -> told.complete(Status.KO()));

    Reply reply = get("/readyz");

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.body()).contains("database", "parts");
  }

  @Test // rt.M-6
  void metricsAreInTheFormThatPrometheusReads() throws Exception {
    registry.counter("skep.controller.runs", "controller", "web", "result", "done").increment(3);
    endpoints = endpoints.withMetrics(registry);

    Reply plain = get("/metrics");
    Reply open = send(HttpMethod.GET, "/metrics", "application/openmetrics-text; version=1.0.0");

    assertThat(plain.status()).isEqualTo(200);
    assertThat(plain.contentType()).startsWith("text/plain; version=0.0.4");
    assertThat(plain.body())
        .contains("skep_controller_runs_total{controller=\"web\",result=\"done\"} 3.0");
    assertThat(open.contentType()).startsWith("application/openmetrics-text");
    assertThat(open.body()).endsWith("# EOF\n");
  }

  @Test
  void aPageIsAskedForEachTime() throws Exception {
    var texts = new AtomicReference<>("nothing waits\n");
    endpoints = endpoints.withPage("/queue", () -> Future.succeededFuture(texts.get()));

    assertThat(get("/queue").body()).isEqualTo("nothing waits\n");
    texts.set("web waits\n");
    assertThat(get("/queue").body()).isEqualTo("web waits\n");
  }

  @Test
  void aPageThatFailsHarmsNoOther() throws Exception {
    endpoints =
        endpoints
            .withPage(
                "/throws",
                () -> {
                  throw new IllegalStateException("secret");
                })
            .withPage("/fails", () -> Future.failedFuture("secret"));

    assertThat(get("/throws").status()).isEqualTo(500);
    assertThat(get("/fails"))
        .isEqualTo(new Reply(500, "text/plain; charset=utf-8", "failed; see the log\n"));
    assertThat(get("/livez").status()).isEqualTo(200);
  }

  @Test
  void anUnknownPathIsAnsweredWithTheKnownOnes() throws Exception {
    Reply reply = get("/");

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.body()).isEqualTo("/livez\n/readyz\n");
    assertThat(get("/metrics").status()).as("there is no registry").isEqualTo(404);
  }

  @Test
  void onlyReadingIsAllowed() throws Exception {
    assertThat(send(HttpMethod.POST, "/livez", "*/*").status()).isEqualTo(405);
    assertThat(send(HttpMethod.HEAD, "/livez", "*/*").status()).isEqualTo(200);
  }

  @Test
  void aPathIsUsedOnce() {
    for (String taken : List.of("/livez", "/metrics", "queue")) {
      assertThatThrownBy(() -> endpoints.withPage(taken, () -> Future.succeededFuture("")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(taken);
    }
  }
}
