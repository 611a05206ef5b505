package io.skep.informer.remote.grpc;

import com.google.protobuf.Message;
import io.skep.api.HealthCheckRequest;
import io.skep.api.HealthCheckResponse;
import io.skep.api.ListNodesRequest;
import io.skep.api.ListNodesResponse;
import io.skep.api.ListServicesRequest;
import io.skep.api.ListServicesResponse;
import io.skep.api.Object;
import io.skep.api.StoreAction;
import io.skep.api.WatchActionKind;
import io.skep.api.WatchMessage;
import io.skep.api.WatchRequest;
import io.skep.api.v1.LogEntry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A manager on a port that tells no versions of commits, as SwarmKit's followers do not, and may
 * lose a commit. All of it on one event loop.
 */
final class FakeManager {
  private static final String PACKAGE = "docker.swarmkit.v1.";

  private final Context context;
  private final ModelManager model = new ModelManager(new Random(11));
  private final List<HttpConnection> connections = new ArrayList<>();
  private final List<GrpcServerResponse<WatchRequest, WatchMessage>> watches = new ArrayList<>();
  private final HttpServer http;
  private boolean refusing;

  private FakeManager(Vertx vertx) {
    context = vertx.getOrCreateContext();
    GrpcServer grpc = GrpcServer.server(vertx);
    serve(grpc, "Watch", "Watch", WatchRequest.getDefaultInstance(), this::watch);
    serve(
        grpc,
        "Health",
        "Check",
        HealthCheckRequest.getDefaultInstance(),
        (request, response) -> response.end(HealthCheckResponse.getDefaultInstance()));
    serve(
        grpc,
        "Control",
        "ListServices",
        ListServicesRequest.getDefaultInstance(),
        (request, response) ->
            response.end(
                ListServicesResponse.newBuilder().addAllServices(model.services.values()).build()));
    serve(
        grpc,
        "Control",
        "ListNodes",
        ListNodesRequest.getDefaultInstance(),
        (request, response) ->
            response.end(ListNodesResponse.newBuilder().addAllNodes(model.nodes.values()).build()));
    http = vertx.createHttpServer().requestHandler(grpc).connectionHandler(this::accept);
  }

  static Future<FakeManager> start(Vertx vertx) {
    var manager = new FakeManager(vertx);
    Promise<FakeManager> started = Promise.promise();
    manager.context.runOnContext(
        now -> manager.http.listen(0, "127.0.0.1").<FakeManager>map(manager).onComplete(started));
    return started.future();
  }

  private static <Q extends Message, R extends Message> void serve(
      GrpcServer grpc,
      String service,
      String method,
      Q request,
      BiConsumer<Q, GrpcServerResponse<Q, R>> answer) {
    ServiceMethod<Q, R> served =
        ServiceMethod.server(
            ServiceName.create(PACKAGE + service),
            method,
            GrpcMessageEncoder.<R>encoder(),
            GrpcMessageDecoder.decoder(request));
    grpc.callHandler(
        served, call -> call.handler(message -> answer.accept(message, call.response())));
  }

  private void accept(HttpConnection connection) {
    if (refusing) {
      connection.close();
    } else {
      connections.add(connection);
    }
  }

  private void watch(
      WatchRequest request, GrpcServerResponse<WatchRequest, WatchMessage> response) {
    long from = request.hasResumeFrom() ? request.getResumeFrom().getIndex() : model.index;
    if (from < model.compacted || from > model.index) {
      response
          .status(GrpcStatus.UNKNOWN)
          .statusMessage(
              from > model.index
                  ? "versions are out of order"
                  : "requested index is unavailable due to compaction")
          .end();
      return;
    }
    response.write(WatchMessage.getDefaultInstance());
    model.log.stream()
        .filter(commit -> commit.getVersion() > from)
        .forEach(commit -> response.write(told(commit)));
    watches.add(response);
  }

  private static WatchMessage told(LogEntry commit) {
    WatchMessage.Builder message = WatchMessage.newBuilder();
    commit.getActionsList().forEach(action -> message.addEvents(event(action)));
    return message.build();
  }

  private static WatchMessage.Event event(StoreAction action) {
    Object.Builder object = Object.newBuilder();
    if (action.hasService()) {
      object.setService(action.getService());
    } else {
      object.setNode(action.getNode());
    }
    WatchActionKind done =
        switch (action.getAction()) {
          case STORE_ACTION_CREATE -> WatchActionKind.WATCH_ACTION_CREATE;
          case STORE_ACTION_UPDATE -> WatchActionKind.WATCH_ACTION_UPDATE;
          default -> WatchActionKind.WATCH_ACTION_REMOVE;
        };
    return WatchMessage.Event.newBuilder().setAction(done).setObject(object).build();
  }

  int port() {
    return http.actualPort();
  }

  /** Commits so often, and tells it. */
  Future<Void> commit(int times) {
    return run(
        model -> {
          for (int i = 0; i < times; i++) {
            model.commit();
            WatchMessage message = told(model.log.get(model.log.size() - 1));
            watches.forEach(watch -> watch.write(message));
          }
        });
  }

  /** Commits, and tells nobody. */
  Future<Void> commitInSilence() {
    return run(ModelManager::commit);
  }

  /** Closes all connections, and takes no more until {@link #mend}. */
  Future<Void> cut() {
    return run(
        model -> {
          refusing = true;
          watches.clear();
          List.copyOf(connections).forEach(HttpConnection::close);
          connections.clear();
        });
  }

  /** Ends all watches in good order. */
  Future<Void> finish() {
    return run(
        model -> {
          watches.forEach(GrpcServerResponse::end);
          watches.clear();
        });
  }

  Future<Void> mend() {
    return run(model -> refusing = false);
  }

  /** Runs {@code task} on the loop that answers. */
  Future<Void> run(Consumer<ModelManager> task) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        now -> {
          task.accept(model);
          done.complete();
        });
    return done.future();
  }
}
