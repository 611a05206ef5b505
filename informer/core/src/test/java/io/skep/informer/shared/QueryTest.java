package io.skep.informer.shared;

import static io.skep.informer.Rig.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.IndexEntry;
import io.skep.api.Node;
import io.skep.api.Task;
import io.skep.informer.Informer;
import io.skep.informer.InformerOptions;
import io.skep.informer.PetKind;
import io.skep.informer.PetKind.Pet;
import io.skep.informer.Reader;
import io.skep.informer.Rig;
import io.skep.store.By;
import io.skep.store.Index;
import io.skep.store.InvalidSelectorException;
import io.skep.store.Marks;
import io.skep.store.ObjectKey;
import io.skep.store.Page;
import io.skep.store.PageCursor;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.TaskKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {
  private static final Index<Task, Long> SLOT = Index.ofNumber("slotnumber", Task::getSlot);
  private static final Index<Task, String> LETTERS =
      Index.each("letters", t -> List.of(t.getServiceId().split("")));

  private final Rig rig = Rig.started();

  private static Task slotted(String id, long slot, String service) {
    return task(id, "n1").toBuilder().setSlot(slot).setServiceId(service).build();
  }

  private static IndexEntry owner(String key) {
    return IndexEntry.newBuilder().setKey(Marks.OWNER).setVal(key).build();
  }

  private static List<String> ids(List<Task> tasks) {
    return tasks.stream().map(Task::getId).toList();
  }

  @Test
  @DisplayName("rt.X-1: numbers are ordered as numbers, and found from a value to before another")
  void aRangeOfNumbers() {
    Informer<Task> tasks = rig.informers.of(Kinds.TASK);
    tasks.addIndex(SLOT);
    for (long slot : new long[] {300, 5, 20, 1_000_000, 20}) {
      rig.create(slotted("t" + slot + "-" + rig.store.view().version(), slot, ""));
    }
    rig.settle();
    Reader<Task> at = tasks.reader();

    assertThat(at.byRange(SLOT, 5L, 300L)).extracting(Task::getSlot).containsExactly(5L, 20L, 20L);
    assertThat(at.byRange(SLOT, 21L, null))
        .extracting(Task::getSlot)
        .containsExactly(300L, 1_000_000L);
    assertThat(at.byRange(SLOT, null, 20L)).extracting(Task::getSlot).containsExactly(5L);
    assertThat(at.byRange(SLOT, null, null)).hasSize(5);
    assertThat(at.byRange(SLOT, 300L, 5L)).isEmpty();
    assertThat(at.byRange(TaskKind.STATE, 0L, 1L)).as("an index of the kind").hasSize(5);
  }

  @Test
  @DisplayName("rt.X-5: within a range, an object is at its first value, and there once")
  void inARangeAnObjectIsThereOnce() {
    Informer<Task> tasks = rig.informers.of(Kinds.TASK);
    tasks.addIndex(LETTERS);
    rig.create(slotted("t1", 0, "dcb"));
    rig.create(slotted("t2", 0, "ac"));
    rig.settle();

    assertThat(ids(tasks.reader().byRange(LETTERS, "b", "e"))).containsExactly("t1", "t2");
    assertThat(ids(tasks.reader().find(By.range(LETTERS, "a", "d")))).containsExactly("t2", "t1");
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 20_260_101})
  @DisplayName(
      "rt.X-1, rt.X-5, rt.X-6: pages of values, prefixes and ranges are those of a plain list")
  void pagesAreThoseOfAPlainList(long seed) {
    var random = new Random(seed);
    List<Informer<Task>> informers = new ArrayList<>();
    informers.add(rig.informers.of(Kinds.TASK));
    informers.add(rig.informers.of(Kinds.TASK, t -> t.getSlot() % 3 != 0));
    informers.add(rig.informers.of(InformerOptions.of(Kinds.TASK).only("slot", "service_id")));
    informers.forEach(informer -> informer.addIndex(SLOT));
    informers.forEach(informer -> informer.addIndex(LETTERS));
    for (int i = 0; i < 60; i++) {
      rig.create(slotted("t%02d".formatted(i), random.nextInt(9), word(random)));
    }
    rig.settle();

    for (int i = 0; i < 200; i++) {
      Reader<Task> at = informers.get(random.nextInt(3)).reader();
      long low = random.nextInt(9);
      long high = low + random.nextInt(4);
      String from = word(random).substring(0, 1);
      String to = random.nextInt(4) == 0 ? null : word(random).substring(0, 1);
      int limit = 1 + random.nextInt(9);
      String what = "seed %d, %d to %d, %s to %s".formatted(seed, low, high, from, to);
      assertThat(paged(at, By.range(SLOT, low, high), limit))
          .as(what)
          .isEqualTo(
              at.list().stream()
                  .filter(t -> low <= t.getSlot() && t.getSlot() < high)
                  .sorted(Comparator.comparingLong(Task::getSlot))
                  .toList())
          .isEqualTo(at.byRange(SLOT, low, high));
      assertThat(paged(at, By.range(LETTERS, from, to), limit))
          .as(what)
          .isEqualTo(within(at.list(), from, to))
          .isEqualTo(at.byRange(LETTERS, from, to));
      assertThat(paged(at, By.equal(LETTERS, from), limit)).isEqualTo(at.by(LETTERS, from));
      assertThat(paged(at, By.prefix(LETTERS, ""), limit)).isEqualTo(at.byPrefix(LETTERS, ""));
      assertThat(paged(at, TaskKind.byNodeId("n1"), limit)).isEqualTo(at.list());
    }
  }

  private static String word(Random random) {
    return Stream.generate(() -> "abcdef".charAt(random.nextInt(6)))
        .limit(1 + random.nextInt(3))
        .map(String::valueOf)
        .reduce("", String::concat);
  }

  /** By the least letter that is wanted, then by id, as the list is. */
  private static List<Task> within(List<Task> all, String from, String to) {
    List<Task> found = new ArrayList<>();
    for (char letter = 'a'; letter <= 'f'; letter++) {
      String wanted = String.valueOf(letter);
      if (wanted.compareTo(from) >= 0 && (to == null || wanted.compareTo(to) < 0)) {
        all.stream()
            .filter(t -> t.getServiceId().contains(wanted) && !found.contains(t))
            .forEach(found::add);
      }
    }
    return found;
  }

  private static List<Task> paged(Reader<Task> at, By<Task> by, int limit) {
    List<Task> all = new ArrayList<>();
    PageCursor from = PageCursor.START;
    Page<Task> page;
    do {
      page = at.page(by, from, limit);
      assertThat(page.objects().size()).isLessThanOrEqualTo(limit);
      all.addAll(page.objects());
      from = PageCursor.parse(page.end().toString());
    } while (page.hasMore());
    return all;
  }

  @Test
  @DisplayName("rt.X-8: an unknown index, a union of pages and a limit of nothing are refused")
  void whatCannotBeAnsweredIsRefused() {
    Reader<Task> at =
        rig.result(
            rig.informers
                .of(Kinds.TASK)
                .atLeast(rig.create(task("t1", "n1")), Duration.ofSeconds(1)));

    assertThatThrownBy(() -> at.byRange(SLOT, 1L, 2L))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("index slotnumber");
    assertThatThrownBy(() -> at.page(By.equal(SLOT, 1L), PageCursor.START, 9))
        .isInstanceOf(InvalidSelectorException.class);
    assertThatThrownBy(() -> at.page(By.all(), PageCursor.START, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("rt.X-9: who refers to an object is found by field and by owner, without user code")
  void whoRefersToAnObject() {
    Informer<Task> tasks = rig.informers.of(Kinds.TASK);
    Informer<Task> some = rig.informers.of(Kinds.TASK, t -> !t.getId().equals("t1"));
    Task.Builder owned = task("t3", "n2").toBuilder();
    owned.getAnnotationsBuilder().addIndices(owner("node/n1"));
    Task.Builder both = task("t2", "n1").toBuilder();
    both.getAnnotationsBuilder().addIndices(owner("node/n1"));
    rig.create(owned.build());
    rig.create(both.build());
    rig.create(task("t1", "n1"));
    rig.create(slotted("t4", 1, "n1"));
    rig.commit(tx -> tx.delete(Kinds.TASK, "t4"));
    rig.settle();

    assertThat(ids(tasks.reader().referrers(Kinds.NODE, "n1"))).containsExactly("t1", "t2", "t3");
    assertThat(ids(some.reader().referrers(Kinds.NODE, "n1"))).containsExactly("t2", "t3");
    assertThat(tasks.reader().referrers(Kinds.SERVICE, "n1")).isEmpty();
    assertThat(tasks.reader().references("t3"))
        .containsExactly(new ObjectKey("node", "n2"), new ObjectKey("node", "n1"));
    assertThat(some.reader().references("t1")).as("not shown").isEmpty();

    rig.commit(
        tx -> {
          Task t3 = tx.get(Kinds.TASK, "t3").orElseThrow();
          tx.update(Kinds.TASK, t3.toBuilder().clearAnnotations().build());
        });
    rig.settle();
    assertThat(ids(tasks.reader().referrers(Kinds.NODE, "n1"))).containsExactly("t1", "t2");
  }

  @Test
  @DisplayName("rt.X-9: kinds of the user's have owners too")
  void kindsOfTheUsersHaveOwners() {
    Informer<Pet> pets = rig.informers.of(PetKind.PET);
    Informer<Node> nodes = rig.informers.of(Kinds.NODE);
    rig.commit(PetKind::declare);
    rig.commit(
        tx -> {
          tx.create(PetKind.PET, new Pet("rex", "ann"));
          tx.create(PetKind.PET, new Pet("tom", "ann"));
        });
    rig.commit(
        tx -> {
          var rex = tx.get(Kinds.RESOURCE, "rex").orElseThrow().toBuilder();
          rex.getAnnotationsBuilder().addIndices(owner("pet/tom"));
          tx.update(Kinds.RESOURCE, rex.build());
        });
    rig.settle();

    assertThat(pets.reader().referrers(PetKind.PET, "tom"))
        .extracting(Pet::id)
        .containsExactly("rex");
    assertThat(pets.reader().references("rex")).containsExactly(new ObjectKey("pet", "tom"));
    assertThat(nodes.reader().referrers(PetKind.PET, "tom")).isEmpty();
  }
}
