package io.skep.controller.owner;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Task;
import io.skep.controller.custom.Cascade;
import io.skep.controller.custom.CustomKind;
import io.skep.controller.custom.CustomObject;
import io.skep.controller.custom.ObjectMeta;
import io.skep.controller.custom.ObjectTx;
import io.skep.controller.runtime.StoreManager;
import io.skep.store.Marks;
import io.skep.store.ObjectKey;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** rt.F-8: what becomes of objects whose owner is gone. */
class OwnerCleanupTest {
  record Site(ObjectMeta meta, String spec, Void status) implements CustomObject<String, Void> {}

  private static final CustomKind<Site> SITE = CustomKind.of("site", Site.class);

  private final VirtualClock clock = new VirtualClock(1);
  private final MemoryStore store =
      new MemoryStore(
          MemoryStoreOptions.of(Kinds.ALL).withClock(clock).withRandom(clock.newRandom()));
  private final StoreManager manager = StoreManager.on(clock.loop("loop"), store);

  private void start() {
    manager.add("owner-cleanup", new OwnerCleanup());
    manager.start();
    clock.runUntilIdle();
  }

  private void write(Consumer<ObjectTx> body) {
    assertThat(store.update(tx -> body.accept(ObjectTx.over(tx))).succeeded()).isTrue();
    clock.runUntilIdle();
  }

  private static Site site(String id) {
    return new Site(ObjectMeta.identified(id, id), "spec", null);
  }

  private void owns(ObjectKey owner, Cascade how, int count) {
    List<Task> tasks = new ArrayList<>();
    for (int slot = 1; slot <= count; slot++) {
      tasks.add(Task.newBuilder().setSlot(slot).build());
    }
    write(tx -> tx.children(owner, Kinds.TASK, Task::getSlot).cascading(how).become(tasks));
  }

  private int tasks() {
    return store.view().count(Kinds.TASK);
  }

  @Test
  void whatBelongedToADeletedObjectIsDeleted() {
    start();
    write(tx -> tx.create(SITE, site("a")));
    write(tx -> tx.create(SITE, site("b")));
    owns(new ObjectKey("site", "a"), Cascade.BACKGROUND, 500);
    owns(new ObjectKey("site", "b"), Cascade.BACKGROUND, 1);
    assertThat(tasks()).isEqualTo(501);

    write(tx -> tx.delete(SITE, "a"));
    assertThat(tasks()).isEqualTo(1);
  }

  @Test
  void downTheTree() {
    start();
    write(tx -> tx.create(SITE, site("a")));
    ObjectKey a = new ObjectKey("site", "a");
    write(tx -> tx.children(a, SITE, s -> s.meta().id()).become(List.of(site("b"))));
    owns(new ObjectKey("site", "b"), Cascade.BACKGROUND, 3);

    write(tx -> tx.delete(SITE, "a"));

    assertThat(store.view().list(SITE)).isEmpty();
    assertThat(tasks()).isZero();
  }

  @Test
  void orphansAreSetFree() {
    start();
    write(tx -> tx.create(SITE, site("a")));
    owns(new ObjectKey("site", "a"), Cascade.ORPHAN, 2);
    write(tx -> tx.delete(SITE, "a"));

    assertThat(store.view().list(Kinds.TASK))
        .hasSize(2)
        .allSatisfy(task -> assertThat(Marks.owner(task.getAnnotations())).isEmpty());
  }

  @Test
  void theRestOfWhatWasTooMuchForOneTransaction() {
    start();
    write(tx -> tx.create(SITE, site("a")));
    owns(new ObjectKey("site", "a"), Cascade.TRANSACTION, Cascade.LIMIT + 50);
    write(tx -> tx.delete(SITE, "a"));
    assertThat(tasks()).isZero();
  }

  @Test
  void nothingGoesAsLongAsTheOwnerIsThereThoughMarked() {
    start();
    write(tx -> tx.create(SITE, site("a")));
    owns(new ObjectKey("site", "a"), Cascade.BACKGROUND, 2);
    write(tx -> tx.addFinalizer(SITE, "a", "dns"));
    write(tx -> tx.delete(SITE, "a"));
    assertThat(tasks()).isEqualTo(2);

    write(tx -> tx.removeFinalizer(SITE, "a", "dns"));
    assertThat(tasks()).isZero();
  }

  @Test
  void whatLostItsOwnerWhileNobodyLookedAndWhatGetsOneThatIsGone() {
    write(tx -> tx.create(SITE, site("a")));
    owns(new ObjectKey("site", "a"), Cascade.BACKGROUND, 2);
    write(tx -> tx.delete(SITE, "a"));
    assertThat(tasks()).isEqualTo(2);
    start();
    assertThat(tasks()).isZero();

    owns(new ObjectKey("site", "a"), Cascade.BACKGROUND, 2);
    owns(new ObjectKey("task", "never"), Cascade.BACKGROUND, 2);
    assertThat(tasks()).isZero();
  }

  @Test
  void aRandomForestLosesExactlyWhatHasNoRoot() {
    start();
    Random random = new Random(3);
    List<String> alive = new ArrayList<>();
    for (int round = 0; round < 200; round++) {
      String id = "s" + round;
      if (alive.isEmpty() || random.nextInt(4) > 0) {
        ObjectMeta meta = ObjectMeta.identified(id, id);
        boolean root = alive.isEmpty() || random.nextInt(3) == 0;
        ObjectMeta owned =
            root
                ? meta
                : meta.withOwner(new ObjectKey("site", alive.get(random.nextInt(alive.size()))));
        write(tx -> tx.create(SITE, new Site(owned, "spec", null)));
        alive.add(id);
      } else {
        write(tx -> tx.delete(SITE, alive.get(random.nextInt(alive.size()))));
      }
      alive.removeIf(candidate -> store.view().get(SITE, candidate).isEmpty());
      assertThat(store.view().list(SITE))
          .allSatisfy(
              site ->
                  assertThat(
                          site.meta()
                              .owner()
                              .map(owner -> store.view().get(SITE, owner.id()).isPresent())
                              .orElse(true))
                      .isTrue());
    }
  }
}
