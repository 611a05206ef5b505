package io.skep.store.memory;

import static io.skep.store.memory.Fixtures.commits;
import static io.skep.store.memory.Fixtures.named;
import static io.skep.store.memory.Fixtures.node;
import static io.skep.store.memory.Fixtures.now;
import static io.skep.store.memory.Fixtures.service;
import static io.skep.store.memory.Fixtures.shortly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.Extension;
import io.skep.api.Node;
import io.skep.api.NodeRole;
import io.skep.api.Resource;
import io.skep.api.Service;
import io.skep.store.AlreadyExistsException;
import io.skep.store.By;
import io.skep.store.Change;
import io.skep.store.Fork;
import io.skep.store.Interest;
import io.skep.store.NameConflictException;
import io.skep.store.NotFoundException;
import io.skep.store.ReadTx;
import io.skep.store.Version;
import io.skep.store.VersionConflictException;
import io.skep.store.Watcher;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Plans on private copies, and what becomes of them in the store. */
class ForkTest {
  private final VirtualClock clock = new VirtualClock(1);
  private final MemoryStore store = Fixtures.store(clock);

  @BeforeEach
  void aNodeAndTwoServices() {
    now(store.update(tx -> tx.create(Kinds.NODE, node("n", "host"))));
    now(
        store.update(
            tx -> {
              tx.create(Kinds.SERVICE, service("s1", "web"));
              tx.create(Kinds.SERVICE, service("s2", "db"));
            }));
  }

  @Test
  void aForkAndItsStoreDoNotSeeEachOther() { // S-126
    ReadTx before = store.view();
    Fork plan = store.fork();
    plan.create(Kinds.NODE, node("planned", "host2"));
    plan.delete(Kinds.SERVICE, "s1");
    now(store.update(tx -> tx.create(Kinds.NODE, node("real", "host3"))));
    now(store.update(tx -> tx.delete(Kinds.SERVICE, "s2")));

    assertThat(plan.list(Kinds.NODE)).extracting(Node::getId).containsExactly("n", "planned");
    assertThat(plan.find(Kinds.SERVICE, By.name("web"))).isEmpty();
    assertThat(plan.find(Kinds.SERVICE, By.name("db"))).hasSize(1);
    assertThat(store.view().list(Kinds.NODE)).extracting(Node::getId).containsExactly("n", "real");
    assertThat(store.view().find(Kinds.SERVICE, By.name("web"))).hasSize(1);
    assertThat(plan.base()).isSameAs(before);
    assertThat(plan.version()).isEqualTo(before.version());
    assertThat(plan.historyId()).isEqualTo(before.historyId());
  }

  @Test
  void twoForksOfOneSnapshotDoNotSeeEachOther() { // S-126
    ReadTx view = store.view();
    Fork one = store.fork(view);
    Fork other = store.fork(view);
    one.delete(Kinds.NODE, "n");

    assertThat(one.count(Kinds.NODE)).isZero();
    assertThat(other.count(Kinds.NODE)).isEqualTo(1);
    assertThat(other.diff()).isEmpty();
  }

  @Test
  void theRulesOfATransactionHoldInAFork() { // S-26, S-27, S-33, S-47, S-126
    Fork plan = store.fork();
    Service web = plan.get(Kinds.SERVICE, "s1").orElseThrow();
    Service once = plan.update(Kinds.SERVICE, web);

    assertThatThrownBy(() -> plan.update(Kinds.SERVICE, web))
        .isInstanceOf(VersionConflictException.class);
    assertThatThrownBy(() -> plan.create(Kinds.SERVICE, service("s3", "DB")))
        .isInstanceOf(NameConflictException.class);
    assertThatThrownBy(() -> plan.create(Kinds.NODE, node("n")))
        .isInstanceOf(AlreadyExistsException.class);
    assertThatThrownBy(() -> plan.delete(Kinds.NODE, "gone")).isInstanceOf(NotFoundException.class);
    assertThat(plan.update(Kinds.SERVICE, once)).isNotSameAs(once);
    assertThat(plan.diff()).extracting(Fixtures::shortly).containsExactly("*service/s1");
  }

  @Test
  void whatAForkWroteCannotPassForStored() { // S-9, S-28, S-126
    Fork plan = store.fork();
    Service planned = plan.update(Kinds.SERVICE, plan.get(Kinds.SERVICE, "s1").orElseThrow());
    now(store.update(tx -> tx.update(Kinds.SERVICE, tx.get(Kinds.SERVICE, "s1").orElseThrow())));

    assertThatThrownBy(() -> now(store.update(tx -> tx.update(Kinds.SERVICE, planned))))
        .isInstanceOf(VersionConflictException.class);
  }

  @Test
  void theDifferenceHoldsTheLastStateOfEachObject() { // S-127
    Fork plan = store.fork();
    Node old = plan.get(Kinds.NODE, "n").orElseThrow();
    plan.update(
        Kinds.NODE, plan.update(Kinds.NODE, old).toBuilder().setRole(NodeRole.MANAGER).build());
    plan.create(Kinds.SERVICE, service("s9", "passing"));
    plan.delete(Kinds.SERVICE, "s9");
    plan.delete(Kinds.SERVICE, "s2");
    plan.update(Kinds.SERVICE, plan.create(Kinds.SERVICE, service("s0", "new")));

    List<Change<?>> diff = plan.diff();

    assertThat(diff)
        .extracting(Fixtures::shortly)
        .containsExactly("*node/n", "+service/s0", "-service/s2");
    assertThat(diff.get(0).before()).isPresent().get().isSameAs(old);
    assertThat(plan.diff()).isEqualTo(diff);
    plan.update(Kinds.NODE, plan.get(Kinds.NODE, "n").orElseThrow());
    assertThat(plan.diff()).as("a fork goes on after it was compared").hasSize(3);
  }

  @Test
  void aPlanIsCommittedAsOneTransaction() { // S-127
    Fork plan = store.fork();
    plan.update(
        Kinds.NODE,
        plan.get(Kinds.NODE, "n").orElseThrow().toBuilder().setRole(NodeRole.MANAGER).build());
    plan.update(Kinds.SERVICE, plan.create(Kinds.SERVICE, service("s0", "new")));
    plan.delete(Kinds.SERVICE, "s2");
    now(store.update(tx -> tx.create(Kinds.NODE, node("elsewhere"))));
    Watcher watcher = store.watch(clock.loop("watcher"), Interest.all());
    clock.advance(Duration.ofSeconds(1));

    Version version = now(store.update(tx -> tx.apply(plan.diff())));

    assertThat(commits(watcher))
        .singleElement()
        .satisfies(
            commit ->
                assertThat(shortly(commit))
                    .containsExactly("*node/n", "+service/s0", "-service/s2"));
    Node node = store.view().get(Kinds.NODE, "n").orElseThrow();
    assertThat(node.getRole()).isEqualTo(NodeRole.MANAGER);
    assertThat(node.getMeta().getVersion().getIndex()).isEqualTo(version.index());
    assertThat(node.getMeta().getUpdatedAt().getSeconds())
        .isEqualTo(node.getMeta().getCreatedAt().getSeconds() + 1);
    assertThat(
            store.view().get(Kinds.SERVICE, "s0").orElseThrow().getMeta().getVersion().getIndex())
        .isEqualTo(version.index());
  }

  @Test
  void aPlanOnWhatHasChangedConflictsAndChangesNothing() { // S-127
    Fork plan = store.fork();
    plan.create(Kinds.NODE, node("a"));
    plan.update(Kinds.NODE, plan.get(Kinds.NODE, "n").orElseThrow());
    now(store.update(tx -> tx.update(Kinds.NODE, tx.get(Kinds.NODE, "n").orElseThrow())));
    ReadTx before = store.view();

    now(
        store.update(
            tx -> {
              assertThatThrownBy(() -> tx.apply(plan.diff()))
                  .isInstanceOf(VersionConflictException.class)
                  .hasMessageContaining("node/n was read at version 1 and is now at 3");
              assertThat(tx.list(Kinds.NODE)).isEqualTo(before.list(Kinds.NODE));
            }));
    assertThat(store.view().version()).isEqualTo(before.version());
  }

  @Test
  void aDeletionIsPlannedOnAVersionToo() { // S-127
    Fork plan = store.fork();
    plan.delete(Kinds.NODE, "n");
    now(store.update(tx -> tx.update(Kinds.NODE, tx.get(Kinds.NODE, "n").orElseThrow())));

    assertThatThrownBy(() -> now(store.update(tx -> tx.apply(plan.diff()))))
        .isInstanceOf(VersionConflictException.class);
    now(store.update(tx -> tx.delete(Kinds.NODE, "n")));
    assertThatThrownBy(() -> now(store.update(tx -> tx.apply(plan.diff()))))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void idsAndNamesThatWereTakenMeanwhileConflict() { // S-32, S-127
    Fork plan = store.fork();
    plan.create(Kinds.SERVICE, service("s3", "cache"));
    List<Change<?>> diff = plan.diff();
    now(store.update(tx -> tx.create(Kinds.SERVICE, service("s4", "CACHE"))));

    assertThatThrownBy(() -> now(store.update(tx -> tx.apply(diff))))
        .isInstanceOf(NameConflictException.class);
    now(store.update(tx -> tx.delete(Kinds.SERVICE, "s4")));
    now(store.update(tx -> tx.create(Kinds.SERVICE, service("s3", "other"))));
    assertThatThrownBy(() -> now(store.update(tx -> tx.apply(diff))))
        .isInstanceOf(AlreadyExistsException.class);
  }

  @Test
  void namesPassFromOneObjectToAnother() { // S-53, S-127
    Fork plan = store.fork();
    rename(plan, "s1", "passing");
    rename(plan, "s2", "web");
    rename(plan, "s1", "db");
    List<Change<?>> swap = plan.diff();
    plan.delete(Kinds.SERVICE, "s2");
    plan.create(Kinds.SERVICE, service("s0", "web"));
    List<Change<?>> takeOver = plan.diff();

    Fork copy = store.fork();
    copy.apply(takeOver);
    assertThat(copy.find(Kinds.SERVICE, By.name("web")))
        .extracting(Service::getId)
        .containsExactly("s0");
    now(store.update(tx -> tx.apply(swap)));

    assertThat(store.view().find(Kinds.SERVICE, By.name("web")))
        .extracting(Service::getId)
        .containsExactly("s2");
    assertThat(store.view().find(Kinds.SERVICE, By.name("db")))
        .extracting(Service::getId)
        .containsExactly("s1");
  }

  @Test
  void twoObjectsOfOnePlanCannotEndWithOneName() { // S-127
    ReadTx view = store.view();
    Service web = view.get(Kinds.SERVICE, "s1").orElseThrow();
    Service db = view.get(Kinds.SERVICE, "s2").orElseThrow();
    Service both = db.toBuilder().setSpec(web.getSpec()).build();

    assertThatThrownBy(
            () ->
                store
                    .fork()
                    .apply(
                        List.of(
                            new Change.Updated<>(Kinds.SERVICE, db, both),
                            new Change.Updated<>(Kinds.SERVICE, web, web))))
        .isInstanceOf(NameConflictException.class);
  }

  @Test
  void whatIsNeededComesFirstAndGoesLast() { // S-38, S-41, S-127
    now(store.update(tx -> tx.create(Kinds.EXTENSION, extension("e1", "old"))));
    now(store.update(tx -> tx.create(Kinds.RESOURCE, resource("r1", "old"))));
    now(store.update(tx -> tx.create(Kinds.RESOURCE, resource("r2", "old"))));
    Fork plan = store.fork();
    plan.create(Kinds.EXTENSION, extension("e2", "new"));
    plan.update(
        Kinds.RESOURCE,
        plan.get(Kinds.RESOURCE, "r1").orElseThrow().toBuilder().setKind("new").build());
    plan.delete(Kinds.RESOURCE, "r2");
    plan.delete(Kinds.EXTENSION, "e1");

    now(store.update(tx -> tx.apply(plan.diff())));

    assertThat(store.view().list(Kinds.EXTENSION))
        .extracting(Extension::getId)
        .containsExactly("e2");
    assertThat(store.view().list(Kinds.RESOURCE))
        .extracting(Resource::getKind)
        .containsExactly("new");
  }

  @Test
  void aLongPlanIsComparedWithItsBaseToo() { // S-127
    Fork plan = store.fork();
    for (int i = 0; i < 3_000; i++) {
      plan.create(Kinds.NODE, node("x" + i % 10));
      plan.delete(Kinds.NODE, "x" + i % 10);
      plan.update(Kinds.NODE, plan.get(Kinds.NODE, "n").orElseThrow());
    }

    assertThat(plan.diff()).extracting(Fixtures::shortly).containsExactly("*node/n");
    now(store.update(tx -> tx.apply(plan.diff())));
    assertThat(store.view().count(Kinds.NODE)).isEqualTo(1);
  }

  @Test
  void aForkMayMoveToAnotherThread() { // S-126
    Fork plan = store.fork();
    plan.create(Kinds.NODE, node("a"));

    CompletableFuture.runAsync(() -> plan.create(Kinds.NODE, node("b"))).join();

    assertThat(plan.list(Kinds.NODE)).hasSize(3);
  }

  @Test
  void aForkOutlivesItsStoreButIsMadeOfItsSnapshotsOnly() { // S-126
    ReadTx others = Fixtures.store(clock).view();
    assertThatThrownBy(() -> store.fork(others))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a snapshot of this store");
    Fork plan = store.fork();

    store.close();

    plan.create(Kinds.NODE, node("a"));
    assertThat(plan.diff()).hasSize(1);
  }

  private static void rename(Fork plan, String id, String name) {
    Service service = plan.get(Kinds.SERVICE, id).orElseThrow();
    plan.update(
        Kinds.SERVICE,
        service.toBuilder()
            .setSpec(service.getSpec().toBuilder().setAnnotations(named(name)))
            .build());
  }

  private static Extension extension(String id, String name) {
    return Extension.newBuilder().setId(id).setAnnotations(named(name)).build();
  }

  private static Resource resource(String id, String kind) {
    return Resource.newBuilder().setId(id).setKind(kind).setAnnotations(named(id)).build();
  }
}
