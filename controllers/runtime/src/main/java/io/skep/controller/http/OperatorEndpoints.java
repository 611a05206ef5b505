package io.skep.controller.http;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.skep.controller.Manager;
import io.skep.controller.health.Liveness;
import io.skep.controller.health.Readiness;
import io.skep.store.loop.VertxLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.healthchecks.CheckResult;
import io.vertx.ext.healthchecks.HealthChecks;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small HTTP server for those who operate a process:
 *
 * <ul>
 *   <li>{@code /livez}: 200 if all that must be alive is, such as every loop, else 503
 *   <li>{@code /readyz}: 200 if all that the process needs is there, else 503
 *   <li>{@code /metrics}: all meters, for Prometheus, if there is a registry
 *   <li>{@code /queue}: what the controllers of a manager have to do, 20 keys of each state; with
 *       {@code ?controller=...&key=...} what is known of one key
 *   <li>pages of text of the program's own
 * </ul>
 *
 * <p>Answers only GET and HEAD, reads no bodies, keeps a connection open for at most ten idle
 * seconds, and changes nothing. It has no users and no passwords: bind it to an address that only
 * operators reach. Any thread; pages and checks are asked on the server's event loop.
 */
public final class OperatorEndpoints {
  private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);
  private static final int IDLE_SECONDS = 10;
  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private static final Logger LOG = LoggerFactory.getLogger(OperatorEndpoints.class);

  private final Vertx vertx;
  private final Map<String, Page> pages;
  private final PrometheusMeterRegistry registry;

  private record Answer(int status, String contentType, String body) {}

  /** Answers requests for a path. */
  private interface Page {
    Future<Answer> answer(HttpServerRequest request);
  }

  private OperatorEndpoints(
      Vertx vertx, Map<String, Page> pages, PrometheusMeterRegistry registry) {
    this.vertx = vertx;
    this.pages = pages;
    this.registry = registry;
  }

  /**
   * All there is to tell of {@code manager}: it is ready when all its parts are and its feeds
   * follow the store, and alive when the loops of its controllers answer; its keys; and {@code
   * metrics}.
   */
  public static OperatorEndpoints of(
      Vertx vertx, Manager manager, PrometheusMeterRegistry metrics) {
    return of(vertx, manager, Readiness.always(), metrics);
  }

  /** The same of a process that needs also what {@code others} tells of, such as informers. */
  public static OperatorEndpoints of(
      Vertx vertx, Manager manager, Readiness others, PrometheusMeterRegistry metrics) {
    var liveness = Liveness.of(VertxLoop.on(vertx), manager.loops());
    Readiness readiness = others.with("manager", manager::standing);
    return of(vertx, VertxChecks.of(vertx, liveness), VertxChecks.of(vertx, readiness))
        .withMetrics(metrics)
        .withQueues(manager);
  }

  /**
   * Endpoints that tell whether the process is alive and ready.
   *
   * @param alive usually {@link VertxChecks#of(Vertx, Liveness)}; what fails here gets the process
   *     restarted
   * @param ready usually {@link VertxChecks#of(Vertx, Readiness)}; what fails here gets it no work
   */
  public static OperatorEndpoints of(Vertx vertx, HealthChecks alive, HealthChecks ready) {
    Objects.requireNonNull(alive, "alive");
    Objects.requireNonNull(ready, "ready");
    return new OperatorEndpoints(
        Objects.requireNonNull(vertx, "vertx"),
        Map.of("/livez", request -> health(alive), "/readyz", request -> health(ready)),
        null);
  }

  /** These, and {@code /metrics} with all meters of {@code metrics}. */
  public OperatorEndpoints withMetrics(PrometheusMeterRegistry metrics) {
    return new OperatorEndpoints(vertx, pages, Objects.requireNonNull(metrics, "metrics"));
  }

  /**
   * These, and {@code /queue} with the keys of {@code manager}.
   *
   * @throws IllegalArgumentException if there is one already
   */
  public OperatorEndpoints withQueues(Manager manager) {
    var queues = new QueuePage(manager);
    return with(
        "/queue",
        request ->
            queues
                .text(request.getParam("controller"), request.getParam("key"))
                .map(OperatorEndpoints::text)
                .recover(OperatorEndpoints::notFound));
  }

  private static Future<Answer> notFound(Throwable failure) {
    return failure instanceof IllegalArgumentException
        ? Future.succeededFuture(new Answer(404, TEXT, failure.getMessage() + "\n"))
        : Future.failedFuture(failure);
  }

  private static Answer text(String body) {
    return new Answer(OK, TEXT, body);
  }

  /**
   * These, and a page of text.
   *
   * @param path begins with a slash, for example {@code /plan}
   * @param text asked for each request; a failure is logged and answered with 500
   * @throws IllegalArgumentException if the path is none or taken
   */
  public OperatorEndpoints withPage(String path, Supplier<Future<String>> text) {
    Objects.requireNonNull(text, "text");
    return with(path, request -> text.get().map(OperatorEndpoints::text));
  }

  private OperatorEndpoints with(String path, Page page) {
    if (!path.startsWith("/") || path.equals("/metrics") || pages.containsKey(path)) {
      throw new IllegalArgumentException(
          "\"%s\" cannot be a page: a path begins with a slash and is used once; taken are /metrics and %s"
              .formatted(path, new TreeMap<>(pages).keySet()));
    }
    var more = new TreeMap<>(pages);
    more.put(path, page);
    return new OperatorEndpoints(vertx, more, registry);
  }

  /** These as a part of a manager, of {@link io.skep.controller.Group#ENDPOINTS}. */
  public OperatorServer server(int port, String host) {
    return new OperatorServer(this, port, host);
  }

  /**
   * Starts to serve.
   *
   * @param port 0 for one that is free
   * @param host an address that only operators reach
   * @return the server, to be closed when everything else has ended; fails if the address cannot be
   *     had
   */
  public Future<HttpServer> listen(int port, String host) {
    return vertx
        .createHttpServer(
            new HttpServerOptions()
                .setIdleTimeout(IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setHandle100ContinueAutomatically(false))
        .requestHandler(this::serve)
        .listen(port, host);
  }

  private void serve(HttpServerRequest request) {
    if (!READING.contains(request.method())) {
      request.response().putHeader("allow", "GET, HEAD");
      send(request, new Answer(405, TEXT, "only GET and HEAD\n"));
      return;
    }
    answer(request)
        .onSuccess(answer -> send(request, answer))
        .onFailure(
            failure -> {
              LOG.warn("{} could not be answered", request.path(), failure);
              send(request, new Answer(500, TEXT, "failed; see the log\n"));
            });
  }

  private Future<Answer> answer(HttpServerRequest request) {
    try {
      if (registry != null && "/metrics".equals(request.path())) {
        return metrics(request.getHeader("accept"));
      }
      Page page = pages.get(request.path());
      return page == null ? Future.succeededFuture(unknown()) : page.answer(request);
    } catch (RuntimeException e) { // A page of the user's own.
      return Future.failedFuture(e);
    }
  }

  private Answer unknown() {
    var known = new TreeMap<>(pages).keySet();
    String metrics = registry == null ? "" : "/metrics\n";
    return new Answer(404, TEXT, metrics + String.join("\n", known) + "\n");
  }

  /** On a worker thread: there may be many meters, and some look at a lot. */
  private Future<Answer> metrics(String accept) {
    String type =
        accept != null && accept.contains("application/openmetrics-text")
            ? OPEN_METRICS
            : PROMETHEUS;
    return vertx.executeBlocking(() -> new Answer(OK, type, registry.scrape(type)), false);
  }

  private static Future<Answer> health(HealthChecks checks) {
    return checks
        .checkStatus()
        .map(
            result ->
                new Answer(
                    CheckResult.isUp(result) ? OK : UNAVAILABLE,
                    "application/json",
                    result.toJson().encodePrettily() + "\n"));
  }

  private static void send(HttpServerRequest request, Answer answer) {
    request
        .response()
        .setStatusCode(answer.status())
        .putHeader("content-type", answer.contentType())
        .putHeader("cache-control", "no-store")
        .end(answer.body());
  }
}
