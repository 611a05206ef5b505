package io.skep.examples.reconciler;

import io.skep.controller.Manager;
import io.skep.controller.owner.OwnerCleanup;
import io.skep.controller.runtime.StoreManager;
import io.skep.store.Store;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VertxLoop;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.PrintStream;

/** Runs the reconciler of replica groups, asks things of it, and prints what becomes of them. */
public final class Main {
  private Main() {}

  /** Prints to standard output, and ends. */
  public static void main(String[] args) {
    Vertx vertx = Vertx.vertx();
    run(vertx, System.out).onComplete(done -> vertx.close());
  }

  /** Completes when everything has been asked and has come about. */
  static Future<Void> run(Vertx vertx, PrintStream out) {
    Loop loop = VertxLoop.on(vertx);
    Store store = new MemoryStore(MemoryStoreOptions.of(Kinds.ALL));
    NameRegistry names =
        name -> {
          out.printf("  the name %s is released%n", name);
          return Future.succeededFuture();
        };
    Manager manager =
        StoreManager.on(loop, store)
            .add("replica-groups", new ReplicaGroups(names))
            .add("owner-cleanup", new OwnerCleanup());
    return manager
        .start()
        .compose(started -> new Story(store, loop, out).tell())
        .eventually(manager::stop)
        .onComplete(stopped -> store.close());
  }
}
