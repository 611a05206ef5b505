package io.skep.examples.cron;

import io.skep.controller.Manager;
import io.skep.controller.custom.ObjectMeta;
import io.skep.controller.custom.ObjectTx;
import io.skep.controller.owner.OwnerCleanup;
import io.skep.controller.runtime.ManagerOptions;
import io.skep.controller.runtime.StoreManager;
import io.skep.examples.cron.CronJob.Spec;
import io.skep.informer.remote.client.ClientOptions;
import io.skep.informer.remote.client.StoreClient;
import io.skep.informer.remote.grpc.Server;
import io.skep.store.ProposalRefusedException;
import io.skep.store.Store;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The same controllers, on a store in another process. Any thread. */
final class RemoteCron {
  private static final long AGAIN_MILLIS = 100;

  private final Vertx vertx;
  private final StoreClient client;
  private final Store store;
  private final Manager manager;

  /**
   * On the store behind {@code servers}, each of which is one of its members; nothing happens
   * before {@link #start}.
   */
  RemoteCron(Vertx vertx, List<Server> servers) {
    this.vertx = vertx;
    client = StoreClient.skep(vertx, servers, ClientOptions.DEFAULT);
    store = client.store();
    manager =
        StoreManager.over(List.of(client.feed()), store, ManagerOptions.DEFAULT)
            .add("cron-jobs", new CronJobs())
            .add("owner-cleanup", new OwnerCleanup());
  }

  /** Starts the controllers, as soon as a server can be reached. */
  Future<Void> start() {
    return client.start().compose(connected -> manager.start());
  }

  /** Done when the controllers have ended: after {@link #stop}, or with why they cannot go on. */
  Future<Void> stopped() {
    return manager.stopped();
  }

  /** Ends the controllers, then all connections. */
  Future<Void> stop() {
    return manager.stop().eventually(client::close);
  }

  /** Lets the cron job {@code name} be as {@code spec} says, once this has started. */
  Future<Version> put(String name, Spec spec) {
    return store
        .update(tx -> put(tx, name, spec))
        .recover(
            failure ->
                // Somebody was faster than the copy here, such as the reconciler with the status.
                failure instanceof ProposalRefusedException
                    ? vertx
                        .timer(AGAIN_MILLIS, TimeUnit.MILLISECONDS)
                        .compose(fired -> put(name, spec))
                    : Future.failedFuture(failure));
  }

  private static void put(Tx tx, String name, Spec spec) {
    tx.get(CronJob.KIND, name)
        .ifPresentOrElse(
            job -> ObjectTx.over(tx).spec(CronJob.KIND, job, spec),
            () ->
                tx.create(
                    CronJob.KIND, new CronJob(ObjectMeta.identified(name, name), spec, null)));
  }
}
