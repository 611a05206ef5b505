package io.skep.examples.reconciler;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.skep.api.Config;
import io.skep.api.Task;
import io.skep.controller.custom.ObjectMeta;
import io.skep.controller.owner.OwnerCleanup;
import io.skep.controller.runtime.StoreManager;
import io.skep.examples.reconciler.ReplicaGroup.Spec;
import io.skep.examples.reconciler.ReplicaGroup.Status;
import io.skep.store.Store;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VirtualClock;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** In virtual time: nothing waits, and nothing else happens meanwhile. */
class ReplicaGroupsTest {
  private static final String WEB = "web";

  private final VirtualClock clock = new VirtualClock(1);
  private final Store store =
      new MemoryStore(
          MemoryStoreOptions.of(Kinds.ALL).withClock(clock).withRandom(clock.newRandom()));
  private Future<Void> released = Future.succeededFuture();
  private int releases;

  @BeforeEach
  void start() {
    Loop loop = clock.loop("controllers");
    StoreManager.on(loop, store)
        .add("replica-groups", new ReplicaGroups(this::release))
        .add("owner-cleanup", new OwnerCleanup())
        .start();
    store.update(
        tx ->
            tx.create(
                ReplicaGroup.KIND,
                new ReplicaGroup(ObjectMeta.identified(WEB, WEB), new Spec(3, "shop"), null)));
    clock.runUntilIdle();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aGroupWithoutItsConfigSaysSo() {
    assertThat(group().status()).isEqualTo(new Status("no config", 0));
    assertThat(store.view().count(Kinds.TASK)).isZero();
  }

  @Test
  void aGroupHasATaskForEachSlotOnceItsConfigIsThere() {
    createConfig();

    assertThat(store.view().list(Kinds.TASK))
        .extracting(Task::getSlot)
        .containsExactlyInAnyOrder(1L, 2L, 3L);
    assertThat(group().status()).isEqualTo(new Status("ready", 3));
  }

  @Test
  void aGroupStaysUntilItsNameIsReleased() {
    Promise<Void> release = Promise.promise();
    released = release.future();
    createConfig();

    store.update(tx -> tx.delete(ReplicaGroup.KIND, WEB));
    clock.advance(Duration.ofMinutes(1));
    assertThat(releases).isEqualTo(1);
    assertThat(store.view().get(ReplicaGroup.KIND, WEB)).isPresent();

    release.complete();
    clock.runUntilIdle();
    assertThat(store.view().count(ReplicaGroup.KIND)).isZero();
    assertThat(store.view().count(Kinds.TASK)).isZero();
  }

  @Test
  void aReleaseThatFailsIsTriedAgain() {
    released = Future.failedFuture("the registry is down");
    store.update(tx -> tx.delete(ReplicaGroup.KIND, WEB));
    clock.advance(Duration.ofMinutes(5));
    assertThat(releases).isGreaterThan(3);
    assertThat(store.view().get(ReplicaGroup.KIND, WEB)).isPresent();

    released = Future.succeededFuture();
    clock.advance(Duration.ofMinutes(2));
    assertThat(store.view().get(ReplicaGroup.KIND, WEB)).isEmpty();
  }

  private Future<Void> release(String name) {
    assertThat(name).isEqualTo(WEB);
    releases++;
    return released;
  }

  private ReplicaGroup group() {
    return store.view().get(ReplicaGroup.KIND, WEB).orElseThrow();
  }

  private void createConfig() {
    Config.Builder shop = Config.newBuilder().setId("shop");
    shop.getSpecBuilder()
        .setData(ByteString.copyFromUtf8("shop:1"))
        .getAnnotationsBuilder()
        .setName("shop");
    store.update(tx -> tx.create(Kinds.CONFIG, shop.build()));
    clock.runUntilIdle();
  }
}
