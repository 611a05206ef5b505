package io.skep.informer.remote.grpc;

import com.google.protobuf.Message;
import io.skep.api.ControlProto;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A second client of a manager, which a test drives it with and asks what there is. */
public final class ControlClient {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final Calls calls;

  public ControlClient(Vertx vertx, Server server) {
    this.calls = Calls.ofLists(vertx, server);
  }

  /** The answer of Control's {@code method}. */
  public <R extends Message> R call(String method, Message request, R prototype) {
    var descriptor =
        ControlProto.getDescriptor().findServiceByName("Control").findMethodByName(method);
    return await(calls.call(descriptor, request, prototype, LIMIT));
  }

  /** All objects by id, by table. */
  public Map<String, Map<String, Message>> objects() {
    Map<String, Map<String, Message>> all = new LinkedHashMap<>();
    ListedKind.ALL.forEach(kind -> all.put(kind.table().name(), list(kind)));
    return all;
  }

  private <M extends Message> Map<String, Message> list(ListedKind<M, ?> kind) {
    List<M> objects = await(kind.list(calls, LIMIT));
    Map<String, Message> byId = new LinkedHashMap<>();
    objects.forEach(object -> byId.put(kind.table().id(object), object));
    return byId;
  }

  private static <R> R await(Future<R> answer) {
    try {
      return answer
          .toCompletionStage()
          .toCompletableFuture()
          .get(2 * LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }
}
