package io.skep.informer.remote.grpc;

import com.google.protobuf.Message;
import io.skep.store.ObjectKey;
import io.skep.store.Table;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;

/** A second client of a manager, which a test asks what there is. Blocks. */
public final class ControlClient {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration AGAIN = Duration.ofMillis(200);

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
    listed(kind)
        .forEach(object -> all.put(ObjectKey.of(kind.table(), kind.table().id(object)), object));
  }

  /** All objects of {@code table}. */
  public <M extends Message> List<M> list(Table<M> table) {
    return ListedKind.of(List.of(table)).stream()
        .flatMap(kind -> listed(kind).stream())
        .map(table.type()::cast)
        .toList();
  }

  /** Asks again while there is no leader. */
  private <M extends Message> List<M> listed(ListedKind<M, ?> kind) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return kind.list(calls, LIMIT).toCompletionStage().toCompletableFuture().join();
      } catch (CompletionException e) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("cannot list", e.getCause());
        }
        LockSupport.parkNanos(AGAIN.toNanos());
      }
    }
  }
}
