package io.skep.informer;

import io.skep.api.Annotations;
import io.skep.api.Node;
import io.skep.api.NodeSpec;
import io.skep.api.Task;
import io.skep.informer.feed.StoreFeed;
import io.skep.informer.shared.SharedInformers;
import io.skep.store.Kind;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.changelog.LogBounds;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VirtualClock;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.core.Future;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A store, a feed on a loop of its own, and informers, on virtual time. */
public final class Rig {
  public final VirtualClock clock;
  public final MemoryStore store;
  public final Loop feedLoop;
  public final StoreFeed feed;
  public final SharedInformers informers;

  public Rig() {
    this(1, LogBounds.DEFAULT);
  }

  public Rig(long seed, LogBounds log) {
    clock = new VirtualClock(seed);
    store =
        new MemoryStore(
            MemoryStoreOptions.of(Kinds.ALL)
                .withClock(clock)
                .withRandom(new Random(seed))
                .withLog(log));
    feedLoop = clock.loop("feed");
    feed = new StoreFeed(store, feedLoop);
    informers = new SharedInformers(feed);
  }

  /** A rig whose feed runs. */
  public static Rig started() {
    var rig = new Rig();
    rig.start();
    return rig;
  }

  public void start() {
    result(feed.start());
  }

  /** One transaction. */
  public Version commit(Consumer<? super Tx> body) {
    return done(store.update(body));
  }

  public Version create(Node node) {
    return commit(tx -> tx.create(Kinds.NODE, node));
  }

  public Version create(Task task) {
    return commit(tx -> tx.create(Kinds.TASK, task));
  }

  /** Gives the node with {@code id} another label. */
  public Version relabel(String id, String label) {
    return commit(tx -> relabel(tx, id, label));
  }

  public static void relabel(Tx tx, String id, String label) {
    Node old = tx.get(Kinds.NODE, id).orElseThrow();
    tx.update(Kinds.NODE, old.toBuilder().setSpec(spec(label)).build());
  }

  public Version delete(Kind<?> kind, String id) {
    return commit(tx -> tx.delete(kind, id));
  }

  /** Runs what can run without time passing. */
  public void settle() {
    clock.runUntilIdle();
  }

  /** Settles, then gives the result of {@code future}, which must be complete by then. */
  public <R> R result(Future<R> future) {
    settle();
    return done(future);
  }

  /** The result of a future that is complete. */
  public static <R> R done(Future<R> future) {
    if (!future.isComplete()) {
      throw new AssertionError("the future is not complete");
    }
    if (future.failed()) {
      throw new AssertionError("the future failed", future.cause());
    }
    return future.result();
  }

  /** Runs {@code call} as a task of {@code loop}, and gives its future's result. */
  public <R> R on(Loop loop, Supplier<Future<R>> call) {
    var given =
        new Object() {
          Future<R> future;
        };
    loop.execute(() -> given.future = call.get());
    settle();
    return done(given.future);
  }

  /** A handler added from {@code loop}. */
  public <T> Registration addHandler(
      Loop loop, Informer<T> informer, EventHandler<? super T> handler) {
    return on(loop, () -> informer.addHandler(handler));
  }

  public static Node node(String id, String label) {
    return Node.newBuilder().setId(id).setSpec(spec(label)).build();
  }

  private static NodeSpec spec(String label) {
    return NodeSpec.newBuilder()
        .setAnnotations(Annotations.newBuilder().putLabels("label", label))
        .build();
  }

  public static String label(Node node) {
    return node.getSpec().getAnnotations().getLabelsOrDefault("label", "");
  }

  public static Task task(String id, String nodeId) {
    return Task.newBuilder().setId(id).setNodeId(nodeId).build();
  }

  /** An event in short: {@code +id=label}, {@code ~id=old>new}, {@code -id=label}. */
  public static String brief(Event<Node> event) {
    Node node = event.object();
    if (event instanceof Event.Added<Node> added) {
      return "%s%s=%s".formatted(added.initial() ? "*" : "+", node.getId(), label(node));
    }
    if (event instanceof Event.Updated<Node> updated) {
      return "~%s=%s>%s".formatted(node.getId(), label(updated.old()), label(node));
    }
    Event.Deleted<Node> deleted = (Event.Deleted<Node>) event;
    return "-%s=%s%s".formatted(node.getId(), label(node), deleted.finalStateUnknown() ? "?" : "");
  }
}
