package io.skep.controller.custom;

import static io.skep.controller.custom.Site.SITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.Annotations;
import io.skep.api.ContainerSpec;
import io.skep.api.Service;
import io.skep.api.ServiceSpec;
import io.skep.api.Task;
import io.skep.api.TaskSpec;
import io.skep.api.TaskState;
import io.skep.api.TaskStatus;
import io.skep.controller.custom.ChildSet.Changes;
import io.skep.store.By;
import io.skep.store.InvalidObjectException;
import io.skep.store.Marks;
import io.skep.store.NotFoundException;
import io.skep.store.ObjectKey;
import io.skep.store.Version;
import io.skep.store.VersionConflictException;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ObjectTxTest {
  private final VirtualClock clock = new VirtualClock(1);
  private final MemoryStore store =
      new MemoryStore(
          MemoryStoreOptions.of(Kinds.ALL).withClock(clock).withRandom(clock.newRandom()));

  private <T> T write(Function<ObjectTx, T> body) {
    AtomicReference<T> result = new AtomicReference<>();
    var done = store.update(tx -> result.set(body.apply(ObjectTx.over(tx))));
    if (done.failed()) {
      throw (RuntimeException) done.cause();
    }
    return result.get();
  }

  private void change(java.util.function.Consumer<ObjectTx> body) {
    write(
        tx -> {
          body.accept(tx);
          return null;
        });
  }

  private Version version() {
    return store.view().version();
  }

  /** Spec and status are separate conflict domains. */
  @Nested
  class Parts {
    private final Site created = write(tx -> tx.create(SITE, Site.named("shop")));

    @Test
    void aStatusDoesNotCareForEditsOfTheSpec() {
      change(tx -> tx.spec(SITE, created, new Site.Spec("shop", 5)));
      Site reported = write(tx -> tx.status(SITE, created, new Site.Status("Ready")));

      assertThat(reported.spec().replicas()).isEqualTo(5);
      assertThat(reported.status().phase()).isEqualTo("Ready");
    }

    @Test
    void aSpecDoesNotCareForReports() {
      change(tx -> tx.status(SITE, created, new Site.Status("Ready")));
      Site edited = write(tx -> tx.spec(SITE, created, new Site.Spec("shop", 5)));

      assertThat(edited.status().phase()).isEqualTo("Ready");
      assertThat(edited.meta().generation()).isEqualTo(2);
    }

    @Test
    void twoWhoReportConflict() {
      change(tx -> tx.status(SITE, created, new Site.Status("Ready")));
      assertThatThrownBy(() -> change(tx -> tx.status(SITE, created, new Site.Status("Broken"))))
          .isInstanceOf(VersionConflictException.class)
          .hasMessageContaining(created.meta().version().toString());
      change(tx -> tx.spec(SITE, created, new Site.Spec("a", 1)));
      assertThatThrownBy(() -> change(tx -> tx.spec(SITE, created, new Site.Spec("b", 1))))
          .isInstanceOf(VersionConflictException.class);
    }

    @Test
    void whatIsSaidAlreadyIsNotWritten() {
      Site reported = write(tx -> tx.status(SITE, created, new Site.Status("Ready")));
      Version before = version();
      change(tx -> tx.status(SITE, reported, new Site.Status("Ready")));
      change(tx -> tx.spec(SITE, reported, created.spec()));
      assertThat(version()).isEqualTo(before);
    }

    @Test
    void whatIsGoneIsNamed() {
      change(tx -> tx.delete(SITE, created.meta().id()));
      assertThatThrownBy(() -> change(tx -> tx.status(SITE, created, new Site.Status("x"))))
          .isInstanceOf(NotFoundException.class)
          .hasMessageContaining("site/" + created.meta().id());
    }
  }

  /** rt.F-2, rt.F-6 */
  @Nested
  class Finalizers {
    private final Site created = write(tx -> tx.create(SITE, Site.named("shop")));
    private final String id = created.meta().id();

    @Test
    void theyAreASet() {
      change(tx -> tx.addFinalizer(SITE, id, "dns"));
      Version once = version();
      change(tx -> tx.addFinalizer(SITE, id, "dns"));
      assertThat(version()).isEqualTo(once);
      change(tx -> tx.addFinalizer(SITE, id, "disk"));
      change(tx -> tx.removeFinalizer(SITE, id, "dns"));
      assertThat(store.view().get(SITE, id).orElseThrow().meta().finalizers())
          .containsExactly("disk");
      Version removed = version();
      change(tx -> tx.removeFinalizer(SITE, id, "dns"));
      change(tx -> tx.removeFinalizer(SITE, "nobody", "dns"));
      change(tx -> tx.addFinalizer(SITE, "nobody", "dns"));
      assertThat(version()).isEqualTo(removed);
    }

    @Test
    void theLastOneTakenAwayEndsADeletion() {
      change(tx -> tx.addFinalizer(SITE, id, "dns"));
      change(tx -> tx.delete(SITE, id));
      assertThatThrownBy(() -> change(tx -> tx.addFinalizer(SITE, id, "late")))
          .isInstanceOf(InvalidObjectException.class);
      change(tx -> tx.removeFinalizer(SITE, id, "dns"));
      assertThat(store.view().get(SITE, id)).isEmpty();
    }
  }

  /** rt.F-7 */
  @Nested
  class Children {
    private final Site owner = write(tx -> tx.create(SITE, Site.named("shop")));
    private final ObjectKey key = SITE.key(owner);

    private Changes<Task> become(Map<Long, Task> want) {
      return write(tx -> tx.children(key, Kinds.TASK, Task::getSlot).become(want));
    }

    private static Task task(long slot, String image) {
      return Task.newBuilder()
          .setSlot(slot)
          .setSpec(TaskSpec.newBuilder().setContainer(ContainerSpec.newBuilder().setImage(image)))
          .build();
    }

    @Test
    void aSetIsCreatedUpdatedAndDeletedInOneTransaction() {
      Changes<Task> first = become(Map.of(1L, task(1, "a"), 2L, task(2, "a")));
      assertThat(first.created()).extracting(Task::getSlot).containsExactly(1L, 2L);
      assertThat(first.created()).allSatisfy(task -> assertThat(task.getId()).hasSize(25));
      assertThat(store.view().find(Kinds.TASK, By.custom(Marks.OWNER, key.toString()))).hasSize(2);

      Changes<Task> second = become(Map.of(2L, task(2, "b"), 3L, task(3, "a")));
      assertThat(second.created()).extracting(Task::getSlot).containsExactly(3L);
      assertThat(second.updated()).extracting(Task::getSlot).containsExactly(2L);
      assertThat(second.deleted()).extracting(Task::getSlot).containsExactly(1L);
      assertThat(store.view().count(Kinds.TASK)).isEqualTo(2);
      assertThat(second.updated().get(0).getId()).isEqualTo(first.created().get(1).getId());
    }

    @Test
    void equalSetsWriteNothing() {
      become(Map.of(1L, task(1, "a")));
      Version before = version();
      assertThat(become(Map.of(1L, task(1, "a"))).isEmpty()).isTrue();
      assertThat(version()).isEqualTo(before);
    }

    @Test
    void onlyWhatIsDeclaredCounts() {
      Task created = become(Map.of(1L, task(1, "a"))).created().get(0);
      change(
          tx ->
              tx.update(
                  Kinds.TASK,
                  created.toBuilder()
                      .setNodeId("n1")
                      .setStatus(TaskStatus.newBuilder().setState(TaskState.RUNNING))
                      .build()));
      assertThat(become(Map.of(1L, task(1, "a"))).isEmpty()).isTrue();

      Task updated = become(Map.of(1L, task(1, "b"))).updated().get(0);
      assertThat(updated.getNodeId()).isEqualTo("n1");
      assertThat(updated.getStatus().getState()).isEqualTo(TaskState.RUNNING);
      assertThat(updated.getSpec().getContainer().getImage()).isEqualTo("b");
    }

    @Test
    void childrenOfOthersAreLeftAlone() {
      Site other = write(tx -> tx.create(SITE, Site.named("other")));
      change(
          tx ->
              tx.children(SITE.key(other), Kinds.TASK, Task::getSlot)
                  .become(List.of(task(1, "a"))));
      change(
          tx ->
              tx.children(key, Kinds.TASK, Task::getSlot)
                  .named("canary")
                  .become(List.of(task(1, "a"))));
      change(tx -> tx.create(Kinds.TASK, task(1, "a").toBuilder().setId("free").build()));

      become(Map.of(1L, task(1, "a")));
      assertThat(store.view().count(Kinds.TASK)).isEqualTo(4);
      become(Map.of());
      assertThat(store.view().count(Kinds.TASK)).isEqualTo(3);
      List<Task> canaries =
          write(tx -> tx.children(key, Kinds.TASK, Task::getSlot).named("canary").list());
      assertThat(canaries).hasSize(1);
    }

    @Test
    void whatBelongsToAnotherIsNotTaken() { // rt.F-8
      Task theirs =
          task(1, "a").toBuilder()
              .setAnnotations(
                  Marks.withOwner(Annotations.getDefaultInstance(), new ObjectKey("site", "else")))
              .build();
      assertThatThrownBy(() -> become(Map.of(1L, theirs)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("site/else")
          .hasMessageContaining(key.toString());
    }

    @Test
    void aSecondChildOfAKeyIsDeleted() {
      become(Map.of(1L, task(1, "a")));
      Task twin = store.view().list(Kinds.TASK).get(0).toBuilder().setId("zzz").build();
      change(tx -> tx.create(Kinds.TASK, twin));
      assertThat(become(Map.of(1L, task(1, "a"))).deleted()).hasSize(1);
      assertThat(store.view().count(Kinds.TASK)).isEqualTo(1);
    }

    @Test
    void keysTellThemApart() {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  change(
                      tx ->
                          tx.children(key, Kinds.TASK, Task::getSlot)
                              .become(List.of(task(1, "a"), task(1, "b")))))
          .withMessageContaining("have the key 1");
    }

    @Test
    void annotationsMayLieInTheSpec() {
      Service wanted =
          Service.newBuilder()
              .setSpec(
                  ServiceSpec.newBuilder()
                      .setAnnotations(
                          Annotations.newBuilder().setName("web").putLabels("tier", "front")))
              .build();
      Function<Service, String> name = service -> service.getSpec().getAnnotations().getName();
      Service created =
          write(tx -> tx.children(key, Kinds.SERVICE, name).become(List.of(wanted)))
              .created()
              .get(0);
      change(
          tx ->
              tx.update(
                  Kinds.SERVICE,
                  created.toBuilder()
                      .setSpec(
                          created.getSpec().toBuilder()
                              .setAnnotations(
                                  created.getSpec().getAnnotations().toBuilder()
                                      .putLabels("theirs", "kept")))
                      .build()));
      Changes<Service> again =
          write(tx -> tx.children(key, Kinds.SERVICE, name).become(List.of(wanted)));
      assertThat(again.isEmpty()).isTrue();
      assertThat(store.view().list(Kinds.SERVICE).get(0).getSpec().getAnnotations().getLabelsMap())
          .containsOnlyKeys("tier", "theirs");
    }

    @Test
    void recordsAreChildrenBySpec() {
      Function<Site, String> name = site -> site.meta().name();
      Site child =
          write(tx -> tx.children(key, SITE, name).become(List.of(Site.named("a"))))
              .created()
              .get(0);
      change(tx -> tx.status(SITE, child, new Site.Status("Ready")));
      assertThat(
              write(tx -> tx.children(key, SITE, name).become(List.of(Site.named("a")))).isEmpty())
          .isTrue();
      Site changed =
          write(
                  tx ->
                      tx.children(key, SITE, name)
                          .become(
                              List.of(
                                  Site.named("a")
                                      .with(new Site.Spec("new", 9))
                                      .labelled("tier", "back"))))
              .updated()
              .get(0);
      assertThat(changed.spec()).isEqualTo(new Site.Spec("new", 9));
      assertThat(changed.status().phase()).isEqualTo("Ready");
      assertThat(changed.meta().labels()).containsEntry("tier", "back");
      assertThat(changed.meta().owner()).contains(key);
    }

    @Test
    void aChildThatIsLeavingIsWaitedFor() {
      Function<Site, String> name = site -> site.meta().name();
      Site child =
          write(tx -> tx.children(key, SITE, name).become(List.of(Site.named("a"))))
              .created()
              .get(0);
      change(tx -> tx.addFinalizer(SITE, child.meta().id(), "dns"));
      change(tx -> tx.children(key, SITE, name).become(List.of()));

      Changes<Site> changes =
          write(tx -> tx.children(key, SITE, name).become(List.of(Site.named("a"))));
      assertThat(changes.leaving()).hasSize(1);
      assertThat(changes.isEmpty()).isFalse();

      change(tx -> tx.removeFinalizer(SITE, child.meta().id(), "dns"));
      assertThat(
              write(tx -> tx.children(key, SITE, name).become(List.of(Site.named("a")))).created())
          .hasSize(1);
    }

    @Test
    void whateverIsWantedIsThereAfterwards() {
      Random random = new Random(7);
      Map<Long, Task> want = new TreeMap<>();
      for (int round = 0; round < 300; round++) {
        long slot = random.nextInt(6);
        if (random.nextBoolean()) {
          want.put(slot, task(slot, "image" + random.nextInt(3)));
        } else {
          want.remove(slot);
        }
        become(want);
        List<Task> there = write(tx -> tx.children(key, Kinds.TASK, Task::getSlot).list());
        assertThat(there).extracting(Task::getSlot).containsExactlyElementsOf(want.keySet());
        assertThat(there)
            .extracting(task -> task.getSpec().getContainer().getImage())
            .containsExactlyElementsOf(
                want.values().stream().map(t -> t.getSpec().getContainer().getImage()).toList());
        Version before = version();
        assertThat(become(want).isEmpty()).isTrue();
        assertThat(version()).isEqualTo(before);
      }
    }
  }

  /** rt.F-8 */
  @Nested
  class Cascades {
    private final Site owner = write(tx -> tx.create(SITE, Site.named("shop")));
    private final ObjectKey key = SITE.key(owner);

    private void children(Cascade how, int count) {
      change(
          tx -> {
            List<Task> tasks = new ArrayList<>();
            for (int slot = 1; slot <= count; slot++) {
              tasks.add(Task.newBuilder().setSlot(slot).build());
            }
            tx.children(key, Kinds.TASK, Task::getSlot).cascading(how).become(tasks);
          });
    }

    @Test
    void inTheSameTransactionAndDownTheTree() {
      Site child =
          write(
                  tx ->
                      tx.children(key, SITE, site -> site.meta().name())
                          .cascading(Cascade.TRANSACTION)
                          .become(List.of(Site.named("child"))))
              .created()
              .get(0);
      change(
          tx ->
              tx.children(SITE.key(child), Kinds.TASK, Task::getSlot)
                  .cascading(Cascade.TRANSACTION)
                  .become(List.of(Task.newBuilder().setSlot(1).build())));

      change(tx -> tx.delete(SITE, owner.meta().id()));

      assertThat(store.view().list(SITE)).isEmpty();
      assertThat(store.view().count(Kinds.TASK)).isZero();
    }

    @Test
    void butNotTooMany() {
      children(Cascade.TRANSACTION, Cascade.LIMIT + 5);
      change(tx -> tx.delete(SITE, owner.meta().id()));
      assertThat(store.view().count(Kinds.TASK)).isEqualTo(5);
    }

    @Test
    void othersAreLeft() {
      children(Cascade.BACKGROUND, 2);
      change(tx -> tx.delete(SITE, owner.meta().id()));
      assertThat(store.view().count(Kinds.TASK)).isEqualTo(2);
    }

    @Test
    void nothingGoesBeforeTheOwnerDoes() {
      children(Cascade.TRANSACTION, 2);
      change(tx -> tx.addFinalizer(SITE, owner.meta().id(), "dns"));
      change(tx -> tx.delete(SITE, owner.meta().id()));
      assertThat(store.view().count(Kinds.TASK)).isEqualTo(2);
    }
  }
}
