package io.skep.informer.remote.grpc;

import com.google.protobuf.Message;
import io.skep.store.ObjectKey;
import io.skep.store.Table;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;

/** A second client of a manager, which a test asks what there is. Blocks. */
public final class ControlClient {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final Calls calls;

  public ControlClient(Vertx vertx, Server server) {
    this.calls = Calls.ofLists(vertx, server);
  }

  /** All objects of all kinds that can be followed. */
  public Map<ObjectKey, Message> objects() {
    Map<ObjectKey, Message> all = new TreeMap<>();
    ListedKind.ALL.forEach(kind -> addTo(all, kind));
    return all;
  }

  private <M extends Message> void addTo(Map<ObjectKey, Message> all, ListedKind<M, ?> kind) {
    await(kind.list(calls, LIMIT))
        .forEach(object -> all.put(ObjectKey.of(kind.table(), kind.table().id(object)), object));
  }

  /** All objects of {@code table}. */
  public <M extends Message> List<M> list(Table<M> table) {
    return ListedKind.of(List.of(table)).stream()
        .flatMap(kind -> await(kind.list(calls, LIMIT)).stream())
        .map(table.type()::cast)
        .toList();
  }

  private static <R> R await(Future<R> answer) {
    try {
      return answer.toCompletionStage().toCompletableFuture().join();
    } catch (CompletionException e) {
      throw new IllegalStateException("cannot list", e.getCause());
    }
  }
}
