package io.skep.examples.hello;

import io.skep.api.Service;
import io.skep.controller.runtime.StoreManager;
import io.skep.store.Interest;
import io.skep.store.Store;
import io.skep.store.Watcher;
import io.skep.store.Watcher.Next;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VertxLoop;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.PrintStream;

/**
 * Opens a store, starts a reconciler, asks for three tasks, and prints every commit until they are
 * there.
 */
public final class Hello {
  private static final int WANTED = 3;

  private Hello() {}

  /** Prints to standard output, and ends. */
  public static void main(String[] args) {
    Vertx vertx = Vertx.vertx();
    run(vertx, System.out).onComplete(done -> vertx.close());
  }

  /** Completes when all tasks are there. */
  static Future<Void> run(Vertx vertx, PrintStream out) {
    Loop loop = VertxLoop.on(vertx);
    Store store = new MemoryStore(MemoryStoreOptions.of(Kinds.ALL));
    Future<Void> allThere = printCommits(store, loop, out);
    var manager = StoreManager.on(loop, store).add("replicas", new Replicas());
    manager.start().onSuccess(ready -> store.update(tx -> tx.create(Kinds.SERVICE, web())));
    return allThere.compose(there -> manager.stop()).onComplete(stopped -> store.close());
  }

  private static Service web() {
    Service.Builder web = Service.newBuilder().setId("web");
    web.getSpecBuilder().getAnnotationsBuilder().setName("web");
    web.getSpecBuilder().getReplicatedBuilder().setReplicas(WANTED);
    return web.build();
  }

  private static Future<Void> printCommits(Store store, Loop loop, PrintStream out) {
    Promise<Void> allThere = Promise.promise();
    Watcher watcher = store.watch(loop, Interest.all());
    watcher.onReady(
        () -> {
          while (watcher.next() instanceof Next.Delivered delivered) {
            delivered
                .commit()
                .changes()
                .forEach(
                    change ->
                        out.printf("version %s: %s%n", delivered.commit().version(), change.key()));
            if (delivered.at().count(Kinds.TASK) == WANTED) {
              allThere.tryComplete();
            }
          }
        });
    return allThere.future();
  }
}
