package io.skep.informer.remote;

import static io.skep.informer.remote.Rig.await;
import static io.skep.informer.remote.Rig.relabel;
import static io.skep.informer.remote.Rig.runnable;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Service;
import io.skep.controller.Reconciler;
import io.skep.controller.Result;
import io.skep.controller.Run;
import io.skep.controller.Sources;
import io.skep.controller.runtime.ManagerOptions;
import io.skep.controller.runtime.StoreManager;
import io.skep.informer.Feed;
import io.skep.informer.feed.StoreFeed;
import io.skep.informer.remote.grpc.SkepWrites;
import io.skep.informer.remote.grpc.SwarmWrites;
import io.skep.store.Store;
import io.skep.store.kind.Kinds;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Controllers of a store behind a server, over sockets. */
class RemoteManagerTest {
  @Test
  void aReconcilerWritesOnceAndSeesWhatItHasWritten() { // rt.T-1
    try (Rig rig = Rig.open()) {
      RemoteFeed feed = rig.feed();
      SkepWrites writes = new SkepWrites(rig.vertx, rig.server());
      marksOnce(rig, feed, new RemoteStore(feed, writes));
      await(writes.close());
    }
  }

  @Test
  void theSameReconcilerRunsInTheDialectOfSwarmKit() { // rt.T-1
    try (Rig rig = Rig.open()) {
      RemoteFeed feed = rig.swarmFeed();
      SwarmWrites writes = new SwarmWrites(rig.vertx, rig.server());
      marksOnce(rig, feed, new RemoteStore(feed, writes));
      await(writes.close());
    }
  }

  @Test
  void theSameReconcilerRunsWhereTheStoreIs() {
    try (Rig rig = Rig.open()) {
      marksOnce(rig, new StoreFeed(rig.store, rig.loop), rig.store);
    }
  }

  private static void marksOnce(Rig rig, Feed feed, Store store) {
    rig.write(tx -> tx.create(Kinds.SERVICE, runnable("a", "new")));
    var marking = new Marking();
    StoreManager manager = StoreManager.over(List.of(feed), store, ManagerOptions.DEFAULT);
    manager.add("marking", marking);

    await(manager.start());
    await(marking.seen.future());

    assertThat(marking.commits).hasValue(1);
    assertThat(Marking.isMarked(rig.store.view().get(Kinds.SERVICE, "a").orElseThrow())).isTrue();
    await(manager.stop());
  }

  /** Gives each service a label, and looks at it again. */
  private static final class Marking implements Reconciler<Service> {
    private static final String MARK = "marked";

    private final AtomicInteger commits = new AtomicInteger();
    private final Promise<Void> seen = Promise.promise();

    @Override
    public void declare(Sources<Service> on) {
      on.primary(Kinds.SERVICE);
    }

    @Override
    public Future<Result> reconcile(Run<Service> run) {
      if (isMarked(run.object().orElseThrow())) {
        seen.tryComplete();
        return run.done();
      }
      commits.incrementAndGet();
      return run.commit(tx -> relabel(tx, run.id(), MARK));
    }

    static boolean isMarked(Service service) {
      return service.getSpec().getAnnotations().getLabelsOrDefault("l", "").equals(MARK);
    }
  }
}
