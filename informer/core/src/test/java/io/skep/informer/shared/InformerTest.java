package io.skep.informer.shared;

import static io.skep.informer.Rig.label;
import static io.skep.informer.Rig.node;
import static io.skep.informer.Rig.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.Node;
import io.skep.api.Task;
import io.skep.informer.Health;
import io.skep.informer.Informer;
import io.skep.informer.PetKind;
import io.skep.informer.PetKind.Pet;
import io.skep.informer.Reader;
import io.skep.informer.Rig;
import io.skep.store.By;
import io.skep.store.StoreClosedException;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.NodeKind;
import io.skep.store.kind.TaskKind;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class InformerTest {
  private final Rig rig = new Rig();

  private static List<String> ids(List<Node> nodes) {
    return nodes.stream().map(Node::getId).toList();
  }

  @Test
  void beforeTheFeedStartsThereIsNothingToRead() {
    Informer<Node> nodes = rig.informers.of(Kinds.NODE);
    rig.settle();

    assertThat(nodes.synced().isComplete()).isFalse();
    assertThat(nodes.health()).isEqualTo(new Health.Starting());
    assertThat(nodes.version()).isEqualTo(Version.ZERO);
    assertThatThrownBy(nodes::reader)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("kind node has no snapshot yet");
  }

  @Test
  void itIsSyncedWhenTheFirstSnapshotCanBeReadAlsoAnEmptyOne() {
    // rt.I-4
    Informer<Node> nodes = rig.informers.of(Kinds.NODE);
    rig.start();

    assertThat(Rig.done(nodes.synced())).isEqualTo(Version.ZERO);
    assertThat(nodes.reader().list()).isEmpty();
    assertThat(nodes.health()).isEqualTo(new Health.Synced());
  }

  @Test
  void itsVersionRisesWithEveryCommitAlsoOfOtherKinds() {
    // rt.I-2
    Informer<Node> nodes = rig.informers.of(Kinds.NODE);
    rig.start();

    rig.create(node("n1", "a"));
    rig.create(task("t1", "n1"));
    rig.settle();

    assertThat(nodes.version()).isEqualTo(new Version(2));
    assertThat(nodes.reader().version()).isEqualTo(new Version(2));
  }

  @Test
  void aReaderStaysAsItIsWhileTheInformerMovesOn() {
    // rt.X-6
    Informer<Node> nodes = rig.informers.of(Kinds.NODE);
    rig.create(node("n1", "a"));
    rig.start();

    Reader<Node> before = nodes.reader();
    rig.relabel("n1", "b");
    rig.create(node("n2", "c"));
    rig.settle();

    assertThat(before.list()).extracting(Rig::label).containsExactly("a");
    assertThat(before.count()).isEqualTo(1);
    assertThat(nodes.reader().list()).extracting(Rig::label).containsExactly("b", "c");
  }

  @Test
  void listsAndPagesAreInTheOrderOfIds() {
    // rt.X-6
    Informer<Node> nodes = rig.informers.of(Kinds.NODE);
    for (String id : List.of("b", "é", "a", "ab", "c")) {
      rig.create(node(id, id));
    }
    rig.start();

    Reader<Node> reader = nodes.reader();

    assertThat(ids(reader.list())).containsExactly("a", "ab", "b", "c", "é");
    assertThat(ids(reader.page("", 2))).containsExactly("a", "ab");
    assertThat(ids(reader.page("ab", 2))).containsExactly("b", "c");
    assertThat(ids(reader.page("c", 2))).containsExactly("é");
    assertThat(ids(reader.page("é", 2))).isEmpty();
    assertThatThrownBy(() -> reader.page("", 0)).hasMessage("limit must be at least 1 but is 0");
  }

  @Test
  void readingGivesTheStoredInstances() {
    // rt.X-7
    Informer<Node> nodes = rig.informers.of(Kinds.NODE);
    rig.create(node("n1", "a"));
    rig.start();

    Node stored = rig.store.view().get(Kinds.NODE, "n1").orElseThrow();

    assertThat(nodes.reader().get("n1")).containsSame(stored);
    assertThat(nodes.reader().get("n2")).isEmpty();
    assertThatThrownBy(() -> nodes.reader().list().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void theKindsOwnIndexesAnswerToo() {
    // rt.X-1
    Informer<Task> tasks = rig.informers.of(Kinds.TASK);
    rig.create(task("t1", "n1"));
    rig.create(task("t2", "n2"));
    rig.start();

    assertThat(tasks.reader().find(By.idPrefix("t"))).hasSize(2);
    assertThat(tasks.reader().by(TaskKind.NODE_ID, "n2"))
        .extracting(Task::getId)
        .containsExactly("t2");
  }

  @Test
  void aFilteredInformerShowsOnlyWhatItsFilterAccepts() {
    Informer<Node> red = rig.informers.of(Kinds.NODE, node -> label(node).startsWith("red"));
    rig.create(node("n1", "red"));
    rig.create(node("n2", "blue"));
    rig.create(node("n3", "red too"));
    rig.start();
    assertThat(ids(red.reader().list())).containsExactly("n1", "n3");

    rig.relabel("n1", "blue");
    rig.relabel("n2", "red");
    rig.delete(Kinds.NODE, "n3");
    rig.settle();

    assertThat(ids(red.reader().list())).containsExactly("n2");
    assertThat(red.reader().count()).isEqualTo(1);
    assertThat(red.reader().get("n1")).isEmpty();
    assertThat(ids(red.reader().find(By.all()))).containsExactly("n2");
    assertThat(ids(red.reader().page("", 5))).containsExactly("n2");
  }

  @Test
  void aKindThatIsAViewOfATableIsReadAndFollowedLikeATable() {
    Informer<Pet> pets = rig.informers.of(PetKind.PET);
    Informer<Pet> anns = rig.informers.of(PetKind.PET, pet -> pet.owner().equals("ann"));
    rig.commit(PetKind::declare);
    rig.commit(
        tx -> {
          tx.create(PetKind.PET, new Pet("rex", "ann"));
          tx.create(Kinds.RESOURCE, PetKind.plant("fern"));
        });
    rig.start();

    rig.commit(tx -> tx.create(PetKind.PET, new Pet("tom", "bob")));
    rig.commit(
        tx -> {
          Pet tom = tx.get(PetKind.PET, "tom").orElseThrow();
          tx.update(PetKind.PET, new Pet("tom", "ann", tom.stored()));
        });
    rig.settle();

    assertThat(pets.reader().list()).extracting(Pet::id).containsExactly("rex", "tom");
    assertThat(anns.reader().list()).extracting(Pet::id).containsExactly("rex", "tom");
    assertThat(pets.reader().page("rex", 9)).extracting(Pet::id).containsExactly("tom");
    assertThat(anns.reader().get("tom").orElseThrow())
        .as("decoded once for all")
        .isSameAs(pets.reader().get("tom").orElseThrow());
  }

  @Test
  void anObjectThatCannotBeReadIsMissingAndTheRestIsNot() {
    Informer<Pet> pets = rig.informers.of(PetKind.PET, pet -> true);
    rig.commit(PetKind::declare);
    rig.commit(tx -> tx.create(Kinds.RESOURCE, PetKind.mutant("blob")));
    rig.start();
    rig.commit(tx -> tx.create(PetKind.PET, new Pet("rex", "ann")));
    rig.settle();

    assertThat(pets.reader().list()).extracting(Pet::id).containsExactly("rex");
    assertThat(pets.health())
        .isInstanceOfSatisfying(
            Health.Degraded.class,
            degraded ->
                assertThat(degraded.problems())
                    .singleElement()
                    .asString()
                    .startsWith("the informer misses 1, the first being blob:")
                    .contains("not a pet"));

    rig.delete(Kinds.RESOURCE, "blob");
    rig.settle();

    assertThat(pets.health()).isEqualTo(new Health.Synced());
  }

  @Test
  void usersOfTheSameViewShareOneInformerUntilTheLastLetsGo() {
    // rt.I-18
    Informer<Node> one = rig.informers.of(Kinds.NODE);
    Informer<Node> two = rig.informers.of(Kinds.NODE);
    rig.start();
    assertThat(two.reader()).isSameAs(one.reader());

    Future<Void> first = one.close();
    rig.create(node("n1", "a"));
    rig.settle();
    assertThat(first.succeeded()).isTrue();
    assertThat(two.reader().count()).isEqualTo(1);

    rig.result(two.close());
    rig.create(node("n2", "a"));
    rig.settle();
    assertThat(two.version()).as("it has stopped").isEqualTo(new Version(1));
    assertThat(two.health()).isInstanceOf(Health.Stopped.class);

    Informer<Node> three = rig.informers.of(Kinds.NODE);
    rig.settle();
    assertThat(three.reader().count()).as("another one").isEqualTo(2);
  }

  @Test
  void informersAreSharedByKindAndFilter() {
    // rt.I-18
    Predicate<Node> red = node -> label(node).equals("red");
    List<Informer<Node>> informers = new ArrayList<>();
    informers.add(rig.informers.of(Kinds.NODE));
    informers.add(rig.informers.of(Kinds.NODE, red));
    informers.add(rig.informers.of(Kinds.NODE, red));
    informers.add(rig.informers.of(Kinds.NODE, node -> true));
    rig.start();

    assertThat(informers.get(1).reader()).isSameAs(informers.get(2).reader());
    assertThat(informers.get(1).reader()).isNotSameAs(informers.get(0).reader());
    assertThat(informers.get(1).reader()).isNotSameAs(informers.get(3).reader());
  }

  @Test
  void aHoldIsGivenBackOnce() {
    // rt.I-18
    Informer<Node> one = rig.informers.of(Kinds.NODE);
    Informer<Node> two = rig.informers.of(Kinds.NODE);
    rig.start();

    rig.result(one.close());
    rig.result(one.close());
    rig.create(node("n1", "a"));
    rig.settle();

    assertThat(two.reader().count()).isEqualTo(1);
    assertThat(one.addHandler(event -> {}).cause()).hasMessageContaining("this hold");
    assertThat(one.addIndex(NodeKind.ROLE).cause()).hasMessageContaining("this hold");
  }

  @Test
  void afterTheFeedHasStoppedNothingCanBeAdded() {
    // rt.I-13
    Informer<Node> nodes = rig.informers.of(Kinds.NODE);
    rig.start();
    rig.result(rig.feed.stop());

    Future<Void> index = nodes.addIndex(NodeKind.ROLE);
    Future<?> handler = nodes.addHandler(event -> {});
    rig.settle();

    assertThat(handler.cause())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("kind node has stopped, so it takes a handler no more");
    assertThat(index.cause())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("takes an index no more");
    assertThat(nodes.health()).isInstanceOf(Health.Stopped.class);
  }

  @Test
  void anInformerThatStopsBeforeItIsSyncedFailsThoseWhoWait() {
    Informer<Node> nodes = rig.informers.of(Kinds.NODE);
    rig.store.close();
    rig.feed.start();
    rig.settle();

    assertThat(nodes.synced().isComplete()).isTrue();
    assertThat(nodes.synced().cause()).isInstanceOf(StoreClosedException.class);
  }
}
