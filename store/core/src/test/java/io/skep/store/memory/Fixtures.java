package io.skep.store.memory;

import io.skep.api.Annotations;
import io.skep.api.Node;
import io.skep.api.NodeDescription;
import io.skep.api.NodeSpec;
import io.skep.api.Service;
import io.skep.api.ServiceSpec;
import io.skep.api.Task;
import io.skep.store.Change;
import io.skep.store.Commit;
import io.skep.store.Watcher;
import io.skep.store.Watcher.Next;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Small objects, stores and readers for tests. */
final class Fixtures {
  private Fixtures() {}

  /** A stand-alone store of the built-in kinds on virtual time. */
  static MemoryStore store(VirtualClock clock) {
    return new MemoryStore(options(clock));
  }

  static MemoryStoreOptions options(VirtualClock clock) {
    return MemoryStoreOptions.of(Kinds.ALL).withClock(clock).withRandom(new Random(7));
  }

  /** A node without description, named only in its spec. */
  static Node node(String id) {
    return Node.newBuilder()
        .setId(id)
        .setSpec(NodeSpec.newBuilder().setAnnotations(named("node " + id)))
        .build();
  }

  static Node node(String id, String hostname) {
    return Node.newBuilder()
        .setId(id)
        .setDescription(NodeDescription.newBuilder().setHostname(hostname))
        .build();
  }

  static Service service(String id, String name) {
    return Service.newBuilder()
        .setId(id)
        .setSpec(ServiceSpec.newBuilder().setAnnotations(named(name)))
        .build();
  }

  static Task task(String id, String serviceId, String nodeId) {
    return Task.newBuilder().setId(id).setServiceId(serviceId).setNodeId(nodeId).build();
  }

  static Annotations named(String name) {
    return Annotations.newBuilder().setName(name).build();
  }

  /** The result of a future that is complete. */
  static <T> T now(Future<T> future) {
    if (!future.isComplete()) {
      throw new AssertionError("the future is not complete");
    }
    if (future.failed()) {
      if (future.cause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(future.cause());
    }
    return future.result();
  }

  /** Everything that {@code watcher} has to say until it is not {@link Next.Delivered}. */
  static List<Next> drain(Watcher watcher) {
    var all = new ArrayList<Next>();
    Next next;
    do {
      next = watcher.next();
      all.add(next);
    } while (next instanceof Next.Delivered);
    return all;
  }

  /** The commits that {@code watcher} has to deliver now. */
  static List<Commit> commits(Watcher watcher) {
    return drain(watcher).stream()
        .filter(Next.Delivered.class::isInstance)
        .map(next -> ((Next.Delivered) next).commit())
        .toList();
  }

  /** A change in short: {@code +node/a}, {@code *node/a} or {@code -node/a}. */
  static String shortly(Change<?> change) {
    String sign =
        change instanceof Change.Created<?> ? "+" : change instanceof Change.Deleted<?> ? "-" : "*";
    return sign + change.key();
  }

  static List<String> shortly(Commit commit) {
    return commit.changes().stream().map(Fixtures::shortly).toList();
  }
}
