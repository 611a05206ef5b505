package io.skep.informer.shared;

import static io.skep.informer.Rig.label;
import static io.skep.informer.Rig.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.Node;
import io.skep.informer.Health;
import io.skep.informer.Informer;
import io.skep.informer.PetKind;
import io.skep.informer.PetKind.Pet;
import io.skep.informer.Reader;
import io.skep.informer.Rig;
import io.skep.store.Index;
import io.skep.store.InvalidSelectorException;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.NodeKind;
import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import java.util.List;
import org.junit.jupiter.api.Test;

class IndexTest {
  private static final Index<Node, String> LABEL = Index.of("label", Rig::label);
  private static final Index<Node, String> WORD =
      Index.each("word", node -> List.of(label(node).split(" ")));
  private static final Index<Node, Long> LENGTH =
      Index.ofNumber("length", node -> (long) label(node).length());

  private final Rig rig = new Rig();
  private final Informer<Node> nodes = rig.informers.of(Kinds.NODE);

  private static List<String> ids(List<Node> found) {
    return found.stream().map(Node::getId).toList();
  }

  private Reader<Node> read() {
    rig.settle();
    return nodes.reader();
  }

  @Test
  void indexesAnswerByValueAndByPrefixInOrder() {
    // rt.X-1
    nodes.addIndex(LABEL);
    nodes.addIndex(LENGTH);
    rig.create(node("n1", "red"));
    rig.create(node("n2", "blue"));
    rig.create(node("n3", "red"));
    rig.create(node("n4", "rad"));
    rig.start();

    assertThat(ids(read().by(LABEL, "red"))).containsExactly("n1", "n3");
    assertThat(ids(read().byPrefix(LABEL, "r"))).containsExactly("n4", "n1", "n3");
    assertThat(ids(read().by(LENGTH, 4L))).containsExactly("n2");
    assertThat(ids(read().by(LABEL, "green"))).isEmpty();
  }

  @Test
  void anIndexAddedAfterTheStartHoldsWhatWasThereWhenItsFutureCompletes() {
    // rt.X-2, I01
    rig.create(node("n1", "red"));
    rig.start();

    Future<Void> added = nodes.addIndex(LABEL);
    assertThatThrownBy(() -> nodes.reader().by(LABEL, "red"))
        .isInstanceOf(IllegalArgumentException.class);
    rig.result(added);

    assertThat(ids(nodes.reader().by(LABEL, "red"))).containsExactly("n1");
    rig.relabel("n1", "blue");
    assertThat(ids(read().by(LABEL, "red"))).isEmpty();
    assertThat(ids(read().by(LABEL, "blue"))).containsExactly("n1");
  }

  @Test
  void twoIndexesOfOneNameClashAndOneIndexTwiceDoesNot() {
    // rt.X-2
    rig.start();
    rig.result(nodes.addIndex(LABEL));
    rig.result(nodes.addIndex(LABEL));
    rig.result(rig.informers.of(Kinds.NODE).addIndex(LABEL));

    Future<Void> other = nodes.addIndex(Index.of("label", Node::getId));
    Future<Void> builtIn = nodes.addIndex(Index.of("role", Node::getId));
    rig.settle();

    assertThat(other.cause())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("kind node has another index named \"label\"");
    assertThat(builtIn.cause()).hasMessageContaining("another index named \"role\"");
    rig.result(nodes.addIndex(NodeKind.ROLE));
  }

  @Test
  void usersOfOneInformerShareItsIndexes() {
    // rt.I-18
    Informer<Node> other = rig.informers.of(Kinds.NODE);
    rig.create(node("n1", "red"));
    rig.start();

    rig.result(nodes.addIndex(LABEL));

    assertThat(ids(other.reader().by(LABEL, "red"))).containsExactly("n1");
  }

  @Test
  void anObjectThatAnIndexCannotReadIsOnlyMissingThereUntilItHeals() {
    // rt.X-3
    Index<Node, String> picky =
        Index.of(
            "picky",
            node -> {
              if (label(node).equals("bad")) {
                throw new IllegalStateException("cannot stand it");
              }
              return label(node);
            });
    nodes.addIndex(picky);
    nodes.addIndex(LABEL);
    rig.create(node("n0", "bad"));
    rig.start();
    rig.create(node("n1", "bad"));
    rig.create(node("n2", "good"));
    rig.settle();

    assertThat(ids(read().byPrefix(picky, ""))).containsExactly("n2");
    assertThat(ids(read().by(LABEL, "bad"))).containsExactly("n0", "n1");
    assertThat(ids(read().list())).containsExactly("n0", "n1", "n2");
    assertThat(nodes.health())
        .isInstanceOfSatisfying(
            Health.Degraded.class,
            degraded ->
                assertThat(degraded.problems())
                    .containsExactly(
                        "index picky misses 2, the first being n0: java.lang.IllegalStateException: cannot stand it"));

    rig.relabel("n0", "better");
    rig.delete(Kinds.NODE, "n1");
    rig.settle();

    assertThat(nodes.health()).isEqualTo(new Health.Synced());
    assertThat(ids(read().byPrefix(picky, ""))).containsExactly("n0", "n2");
  }

  @Test
  void aFilterThatThrowsHidesTheObjectAndStopsNothing() {
    // rt.X-3
    Informer<Node> picky =
        rig.informers.of(
            Kinds.NODE,
            node -> {
              if (label(node).equals("bad")) {
                throw new IllegalStateException("cannot stand it");
              }
              return true;
            });
    rig.start();
    rig.create(node("n1", "good"));
    rig.relabel("n1", "bad");
    rig.create(node("n2", "good"));
    rig.settle();

    assertThat(ids(picky.reader().list())).containsExactly("n2");
    assertThat(picky.health()).isInstanceOf(Health.Degraded.class);
  }

  @Test
  void anObjectMovesBetweenItsValuesAndLeavesNoneBehind() {
    // rt.X-4, Y04, Y05
    nodes.addIndex(WORD);
    rig.create(node("n1", "red big"));
    rig.create(node("n2", "red"));
    rig.start();

    rig.relabel("n1", "big blue");
    assertThat(ids(read().by(WORD, "red"))).containsExactly("n2");
    assertThat(ids(read().by(WORD, "blue"))).containsExactly("n1");
    rig.delete(Kinds.NODE, "n1");
    rig.delete(Kinds.NODE, "n2");

    assertThat(read().byPrefix(WORD, "")).isEmpty();
  }

  @Test
  void anObjectUnderSeveralValuesIsFoundOnce() {
    // rt.X-5
    nodes.addIndex(WORD);
    rig.create(node("n1", "big bad"));
    rig.create(node("n2", "bad"));
    rig.start();

    assertThat(ids(read().byPrefix(WORD, "b"))).containsExactly("n1", "n2");
    assertThat(ids(read().byAny(WORD, List.of("big", "bad", "ugly")))).containsExactly("n1", "n2");
    assertThat(ids(read().byAny(WORD, List.of()))).isEmpty();
  }

  @Test
  void whatAnIndexCannotAnswerIsRefusedAtOnce() {
    // rt.X-8
    Index<Node, String> exact = Index.of("exact", Rig::label).exactOnly();
    nodes.addIndex(exact);
    rig.start();

    assertThatThrownBy(() -> read().by(LABEL, "red"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "neither the informer of kind node nor the kind has this index label");
    assertThatThrownBy(() -> read().byPrefix(exact, "r"))
        .isInstanceOf(InvalidSelectorException.class)
        .hasMessageContaining("answers exact values only");
  }

  @Test
  void indexesOfAFilteredInformerHoldOnlyWhatItShows() {
    Informer<Node> red = rig.informers.of(Kinds.NODE, node -> label(node).startsWith("red"));
    red.addIndex(WORD);
    rig.create(node("n1", "red big"));
    rig.create(node("n2", "blue big"));
    rig.start();
    assertThat(ids(red.reader().by(WORD, "big"))).containsExactly("n1");

    rig.relabel("n1", "blue big");
    rig.relabel("n2", "red big");
    rig.settle();

    assertThat(ids(red.reader().by(WORD, "big"))).containsExactly("n2");
    assertThat(red.reader().by(NodeKind.ROLE, 0L)).extracting(Node::getId).containsExactly("n2");
  }

  @Test
  void indexesOfAKindThatIsAViewReadItsOwnObjects() {
    Index<Pet, String> owner = Index.of("owner", Pet::owner);
    Informer<Pet> pets = rig.informers.of(PetKind.PET);
    pets.addIndex(owner);
    rig.commit(PetKind::declare);
    rig.commit(
        tx -> {
          tx.create(PetKind.PET, new Pet("rex", "ann"));
          tx.create(Kinds.RESOURCE, PetKind.plant("fern"));
        });
    rig.start();

    assertThat(pets.reader().by(owner, "ann")).extracting(Pet::id).containsExactly("rex");
    assertThat(pets.reader().byPrefix(owner, "")).extracting(Pet::id).containsExactly("rex");
  }

  @Test
  void aLargeKindIsIndexedInTurnsWhileTheInformerMovesOn() {
    // rt.X-2
    rig.commit(
        tx -> {
          for (int i = 0; i < 5_000; i++) {
            tx.create(Kinds.NODE, node("n%04d".formatted(i), "old"));
          }
        });
    rig.start();
    Loop user = rig.clock.loop("user");
    Future<Void> added = nodes.addIndex(LABEL);

    int turns = 0;
    while (!added.isComplete()) {
      int turn = turns++;
      user.execute(() -> rig.relabel("n%04d".formatted(turn * 400 % 5_000), "new"));
      rig.clock.step();
      assertThat(nodes.version()).as("it follows").isGreaterThanOrEqualTo(nodes.version());
    }
    rig.settle();

    assertThat(turns).isGreaterThan(10);
    assertThat(nodes.reader().by(LABEL, "new").size() + nodes.reader().by(LABEL, "old").size())
        .isEqualTo(5_000);
    assertThat(ids(nodes.reader().by(LABEL, "new")))
        .isEqualTo(
            rig.store.view().list(Kinds.NODE).stream()
                .filter(node -> label(node).equals("new"))
                .map(Node::getId)
                .toList());
  }
}
