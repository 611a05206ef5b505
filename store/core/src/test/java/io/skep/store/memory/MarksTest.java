package io.skep.store.memory;

import static io.skep.store.memory.Fixtures.named;
import static io.skep.store.memory.Fixtures.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.Annotations;
import io.skep.api.Extension;
import io.skep.api.Resource;
import io.skep.store.By;
import io.skep.store.Change;
import io.skep.store.Commit;
import io.skep.store.Fork;
import io.skep.store.Interest;
import io.skep.store.InvalidObjectException;
import io.skep.store.Marks;
import io.skep.store.Tx;
import io.skep.store.VersionConflictException;
import io.skep.store.Watcher;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Finalizers and the mark of deletion, which the store itself heeds. (rt.F-2, rt.F-3, rt.F-6) */
class MarksTest {
  private final VirtualClock clock = new VirtualClock(1);
  private final MemoryStore store = Fixtures.store(clock);

  @BeforeEach
  void theKindIsDeclared() {
    now(
        store.update(
            tx ->
                tx.create(
                    Kinds.EXTENSION,
                    Extension.newBuilder().setId("e").setAnnotations(named("site")).build())));
  }

  @Test
  void whatHasAFinalizerIsMarkedInsteadOfDeleted() {
    write(tx -> tx.create(Kinds.RESOURCE, site("a", "dns", "disk")));
    Watcher watcher = store.watch(clock.loop("watcher"), Interest.in(List.of(Kinds.RESOURCE)));
    Instant then = clock.instant();

    write(tx -> tx.delete(Kinds.RESOURCE, "a"));

    assertThat(Marks.deletingSince(stored("a").getAnnotations())).contains(then);
    assertThat(Fixtures.commits(watcher))
        .flatExtracting(Commit::changes)
        .singleElement()
        .isInstanceOf(Change.Updated.class);
    assertThat(store.view().find(Kinds.RESOURCE, By.customPrefix(Marks.DELETING, ""))).hasSize(1);
  }

  @Test
  void aSecondDeletionChangesNothing() {
    write(tx -> tx.create(Kinds.RESOURCE, site("a", "dns")));
    write(tx -> tx.delete(Kinds.RESOURCE, "a"));
    Resource marked = stored("a");

    write(tx -> tx.delete(Kinds.RESOURCE, "a"));

    assertThat(stored("a")).isSameAs(marked);
  }

  @Test
  void itGoesWithItsLastFinalizer() {
    write(tx -> tx.create(Kinds.RESOURCE, site("a", "dns", "disk")));
    write(tx -> tx.delete(Kinds.RESOURCE, "a"));
    Watcher watcher = store.watch(clock.loop("watcher"), Interest.in(List.of(Kinds.RESOURCE)));

    write(tx -> tx.update(Kinds.RESOURCE, without(tx, "a", "dns")));
    assertThat(Marks.of(stored("a").getAnnotations(), Marks.FINALIZER)).containsExactly("disk");
    write(tx -> tx.update(Kinds.RESOURCE, without(tx, "a", "disk")));

    assertThat(store.view().get(Kinds.RESOURCE, "a")).isEmpty();
    assertThat(Fixtures.commits(watcher))
        .flatExtracting(Fixtures::shortly)
        .containsExactly("*resource/a", "-resource/a");
  }

  @Test
  void withoutFinalizersItGoesAtOnce() {
    write(tx -> tx.create(Kinds.RESOURCE, site("a")));
    write(tx -> tx.delete(Kinds.RESOURCE, "a"));
    assertThat(store.view().get(Kinds.RESOURCE, "a")).isEmpty();
  }

  @Test
  void losingFinalizersDeletesNothingThatIsNotMarked() {
    write(tx -> tx.create(Kinds.RESOURCE, site("a", "dns")));
    write(tx -> tx.update(Kinds.RESOURCE, without(tx, "a", "dns")));
    assertThat(store.view().get(Kinds.RESOURCE, "a")).isPresent();
  }

  @Test
  void deletionCannotBeTakenBack() {
    write(tx -> tx.create(Kinds.RESOURCE, site("a", "dns")));
    write(tx -> tx.delete(Kinds.RESOURCE, "a"));

    assertRefused(
        tx -> tx.update(Kinds.RESOURCE, remarked(tx, "a", "dns")), "cannot be taken back");
    assertRefused(
        tx -> {
          Resource marked = tx.get(Kinds.RESOURCE, "a").orElseThrow();
          Annotations more = Marks.with(marked.getAnnotations(), Marks.FINALIZER, "late");
          tx.update(Kinds.RESOURCE, marked.toBuilder().setAnnotations(more).build());
        },
        "gets no new finalizer, such as \"late\"");
  }

  @Test
  void aStaleUpdateOfAMarkedObjectIsAConflictFirst() {
    write(tx -> tx.create(Kinds.RESOURCE, site("a", "dns")));
    Resource early = stored("a");
    write(tx -> tx.delete(Kinds.RESOURCE, "a"));

    assertThatThrownBy(() -> write(tx -> tx.update(Kinds.RESOURCE, early)))
        .isInstanceOf(VersionConflictException.class);
  }

  @Test
  void nothingIsMarkedThatWouldNeverGo() {
    Resource born =
        site("a").toBuilder()
            .setAnnotations(Marks.with(named("a"), Marks.DELETING, clock.instant().toString()))
            .build();
    assertRefused(tx -> tx.create(Kinds.RESOURCE, born), "delete it instead");
  }

  @Test
  void aForkPlansTheSame() {
    write(tx -> tx.create(Kinds.RESOURCE, site("a", "dns")));
    Fork plan = store.fork(store.view());
    plan.delete(Kinds.RESOURCE, "a");
    List<Change<?>> changes = plan.diff();

    assertThat(changes).singleElement().isInstanceOf(Change.Updated.class);
    write(tx -> tx.apply(changes));
    assertThat(Marks.has(stored("a").getAnnotations(), Marks.DELETING)).isTrue();

    Fork cleanUp = store.fork(store.view());
    cleanUp.update(Kinds.RESOURCE, without(cleanUp, "a", "dns"));
    write(tx -> tx.apply(cleanUp.diff()));
    assertThat(store.view().get(Kinds.RESOURCE, "a")).isEmpty();
  }

  @Test
  void newIdsAreOfTheStoresOwnChance() {
    String[] ids = new String[2];
    write(tx -> ids[0] = tx.newId());
    MemoryStore same = Fixtures.store(new VirtualClock(1));
    now(same.update(tx -> ids[1] = tx.newId()));
    assertThat(ids[0]).hasSize(25).isEqualTo(ids[1]);
    assertThat(store.fork(store.view()).newId()).hasSize(25).isNotEqualTo(ids[0]);
  }

  private void write(java.util.function.Consumer<Tx> body) {
    now(store.update(body));
  }

  private void assertRefused(java.util.function.Consumer<Tx> body, String why) {
    assertThatThrownBy(() -> write(body))
        .isInstanceOf(InvalidObjectException.class)
        .hasMessageContaining("resource/a")
        .hasMessageContaining(why);
  }

  private Resource stored(String id) {
    return store.view().get(Kinds.RESOURCE, id).orElseThrow();
  }

  private static Resource without(Tx tx, String id, String finalizer) {
    Resource resource = tx.get(Kinds.RESOURCE, id).orElseThrow();
    Annotations.Builder left = resource.getAnnotations().toBuilder().clearIndices();
    resource.getAnnotations().getIndicesList().stream()
        .filter(entry -> !entry.getVal().equals(finalizer))
        .forEach(left::addIndices);
    return resource.toBuilder().setAnnotations(left).build();
  }

  private static Resource remarked(Tx tx, String id, String... finalizers) {
    Resource resource = tx.get(Kinds.RESOURCE, id).orElseThrow();
    return resource.toBuilder().setAnnotations(site(id, finalizers).getAnnotations()).build();
  }

  private static Resource site(String id, String... finalizers) {
    Annotations marks = named(id);
    for (String finalizer : finalizers) {
      marks = Marks.with(marks, Marks.FINALIZER, finalizer);
    }
    return Resource.newBuilder().setId(id).setKind("site").setAnnotations(marks).build();
  }
}
