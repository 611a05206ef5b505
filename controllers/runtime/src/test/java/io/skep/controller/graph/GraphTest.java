package io.skep.controller.graph;

import static io.skep.controller.graph.Part.PART;
import static io.skep.controller.graph.Wish.V1;
import static io.skep.controller.graph.Wish.V2;
import static io.skep.controller.graph.Workshop.OWNER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.skep.controller.Result;
import io.skep.controller.graph.NodeState.Blocked;
import io.skep.controller.graph.NodeState.Failed;
import io.skep.controller.graph.NodeState.Gone;
import io.skep.controller.graph.NodeState.Inactive;
import io.skep.controller.graph.NodeState.Leaving;
import io.skep.controller.graph.NodeState.Ready;
import io.skep.controller.graph.NodeState.Unwanted;
import io.skep.controller.graph.NodeState.Waiting;
import io.skep.store.By;
import io.skep.store.NameConflictException;
import io.skep.store.ObjectKey;
import io.skep.store.ReadTx;
import io.skep.store.Version;
import io.skep.store.VersionConflictException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Children that depend on each other. (rt.F-9) */
class GraphTest {
  private final Workshop shop = new Workshop();

  /** What the nodes' functions were asked, in order. */
  private final List<String> asked = new ArrayList<>();

  /** A node with one part, which is called as the node and is of the wanted version. */
  private Node<Wish, String, Part> node(String name, String... after) {
    return Node.of(
            name,
            PART,
            Part::name,
            (Wish wish, ReadTx at) -> {
              asked.add("desired " + name);
              if (wish.broken().contains(name)) {
                throw new IllegalStateException("no " + name);
              }
              return List.of(Part.of(name, wish.version()));
            })
        .after(after)
        .activeWhen(
            (wish, at) -> {
              asked.add("active " + name);
              return !wish.inactive().contains(name);
            })
        .wantedWhen(
            (wish, at) -> {
              asked.add("wanted " + name);
              return !wish.unwanted().contains(name);
            });
  }

  /** {@link #node} that is ready when its part is up. */
  private Node<Wish, String, Part> slow(String name, String... after) {
    return node(name, after)
        .readyWhen((parts, at) -> !parts.isEmpty() && parts.stream().allMatch(Part::isUp));
  }

  private static NodeState[] all(NodeState state, int count) {
    NodeState[] states = new NodeState[count];
    java.util.Arrays.fill(states, state);
    return states;
  }

  /** W01: what comes before what. */
  @Nested
  class Order {
    private final Graph<Wish> diamond =
        Graph.of(node("d", "b", "c"), slow("c", "a"), slow("b", "a"), slow("a"));

    @Test
    void whatIsReadyAtOnceIsMadeInOneTransactionFirstOnesFirst() {
      Graph<Wish> chain = Graph.of(node("c", "b"), node("b", "a"), node("a"));
      List<String> written = shop.changes(() -> shop.reconcile(chain, V1));

      assertThat(written).containsExactly("Created a", "Created b", "Created c");
      assertThat(shop.reconcile(chain, V1).states().values()).containsExactly(all(new Ready(), 3));
    }

    @Test
    void aNodeSeesWhatThoseBeforeItHaveWritten() {
      Graph<Wish> graph =
          Graph.of(
              node("a"),
              Node.of(
                      "b",
                      PART,
                      Part::name,
                      (Wish wish, ReadTx at) ->
                          at.find(PART, By.name("a")).stream()
                              .map(a -> Part.of("b", "of " + a.meta().id()))
                              .toList())
                  .after("a"));
      shop.reconcile(graph, V1);
      assertThat(shop.part("b").orElseThrow().spec())
          .isEqualTo("of " + shop.part("a").orElseThrow().meta().id());
    }

    @Test
    void aDiamondIsMadeStepByStepAndWaitsForBothOfItsSides() {
      Outcome first = shop.reconcile(diamond, V1);
      assertThat(shop.parts()).containsExactly("a=v1");
      assertThat(first.states().keySet()).as("in the order of edges").startsWith("a").endsWith("d");
      assertThat(first.state("a")).isEqualTo(new Waiting());
      assertThat(first.state("b")).isEqualTo(new Blocked(List.of("a")));
      assertThat(first.state("d")).isEqualTo(new Blocked(List.of("b", "c")));
      assertThat(first.isReady()).isFalse();

      shop.report("a", "up");
      shop.reconcile(diamond, V1);
      assertThat(shop.parts()).containsExactly("a=v1", "b=v1", "c=v1");

      shop.report("c", "up");
      assertThat(shop.reconcile(diamond, V1).state("d")).isEqualTo(new Blocked(List.of("b")));
      assertThat(shop.part("d")).isEmpty();

      shop.report("b", "up");
      assertThat(shop.reconcile(diamond, V1).isReady()).isTrue();
      assertThat(shop.parts()).containsExactly("a=v1", "b=v1", "c=v1", "d=v1");
    }

    @Test
    void aNodeOfSeveralRootsComesAfterAllOfThem() {
      Graph<Wish> graph = Graph.of(node("z", "a", "b", "c"), slow("a"), node("b"), slow("c"));
      assertThat(shop.reconcile(graph, V1).state("z")).isEqualTo(new Blocked(List.of("a", "c")));
      assertThat(shop.parts()).containsExactly("a=v1", "b=v1", "c=v1");
    }

    @Test
    void whatDoesNotDependOnEachOtherDoesNotWaitForEachOther() {
      Graph<Wish> graph =
          Graph.of(slow("a"), node("after-a", "a"), node("b"), node("after-b", "b"));
      Outcome outcome = shop.reconcile(graph, V1);
      assertThat(outcome.state("after-a")).isEqualTo(new Blocked(List.of("a")));
      assertThat(outcome.state("after-b")).isEqualTo(new Ready());
    }

    @Test
    void aGraphThatIsAsWantedWritesNothing() {
      shop.reconcile(diamond, V1);
      Version before = shop.version();
      shop.reconcile(diamond, V1);
      assertThat(shop.version()).isEqualTo(before);
    }

    @Test
    void nodesOfOneKindAndOtherSetsAreKeptApart() {
      Graph<Wish> graph = Graph.of(node("a"), node("b"));
      shop.change(tx -> tx.create(PART, Part.of("free", "x")));
      shop.change(
          tx -> tx.children(OWNER, PART, Part::name).become(List.of(Part.of("unnamed", "x"))));
      shop.change(tx -> graph.reconcile(tx, OWNER, V1));
      shop.reconcile(graph, V1.unwanted("b"));
      assertThat(shop.parts()).containsExactly("a=v1", "free=x", "unnamed=x");

      shop.change(tx -> graph.delete(tx, new ObjectKey("thing", "another")));
      assertThat(shop.delete(graph).isGone()).isTrue();
      assertThat(shop.parts()).containsExactly("free=x", "unnamed=x");
    }
  }

  /** W01: what fails. */
  @Nested
  class Failures {
    private final Graph<Wish> graph =
        Graph.of(node("a"), node("b", "a"), node("c", "b"), node("x"), node("y", "x"), node("z"));

    @Test
    void aFailureHoldsUpWhatComesAfterItAndNothingElse() {
      shop.reconcile(graph, V1);
      Outcome outcome = shop.reconcile(graph, V2.broken("b"));

      assertThat(shop.parts()).containsExactly("a=v2", "b=v1", "c=v1", "x=v2", "y=v2", "z=v2");
      assertThat(outcome.state("b"))
          .isInstanceOfSatisfying(
              Failed.class, failed -> assertThat(failed.cause()).hasMessage("no b"));
      assertThat(outcome.state("c")).isEqualTo(new Blocked(List.of("b")));
      assertThat(outcome.isReady()).isFalse();
    }

    @Test
    void severalFailuresAreToldTogether() {
      Outcome outcome = shop.reconcile(graph, V1.broken("b", "x"));

      assertThat(shop.parts()).containsExactly("a=v1", "z=v1");
      assertThat(outcome.failures()).containsOnlyKeys("b", "x");
      assertThat(outcome.failure().orElseThrow())
          .isInstanceOfSatisfying(
              Result.Failed.class,
              failed ->
                  assertThat(failed.cause())
                      .isInstanceOf(NodesFailedException.class)
                      .hasMessageContaining("2 of 6 nodes")
                      .hasMessageContaining("no b")
                      .hasMessageContaining("no x")
                      .cause()
                      .hasMessage("no b"));
      assertThat(((Result.Failed) outcome.failure().orElseThrow()).cause().getSuppressed())
          .extracting(Throwable::getMessage)
          .containsExactly("no x");
    }

    @Test
    void withoutFailuresThereIsNoResultOfThem() {
      assertThat(shop.reconcile(graph, V1).failure()).isEmpty();
    }

    @Test
    void aConditionThatThrowsFailsItsNodeAndDeletesNothing() {
      Graph<Wish> same =
          Graph.of(
              node("a")
                  .wantedWhen(
                      (wish, at) -> {
                        throw new IllegalStateException("who knows");
                      }),
              node("b", "a"),
              node("x")
                  .readyWhen(
                      (parts, at) -> {
                        throw new IllegalStateException("who knows");
                      }));
      shop.reconcile(Graph.of(node("a"), node("b", "a")), V1);
      Outcome outcome = shop.reconcile(same, V2);

      assertThat(shop.parts()).containsExactly("a=v1", "b=v1", "x=v2");
      assertThat(outcome.failures()).containsOnlyKeys("a", "x");
      assertThat(outcome.state("b")).isEqualTo(new Blocked(List.of("a")));
    }

    @Test
    void whatTheStoreRefusesFailsItsNode() {
      shop.change(tx -> tx.create(PART, Part.of("b", "somebody's")));
      Outcome outcome = shop.reconcile(graph, V1);

      assertThat(outcome.failures()).containsOnlyKeys("b");
      assertThat(outcome.failures().get("b")).isInstanceOf(NameConflictException.class);
      assertThat(shop.parts()).containsExactly("a=v1", "b=somebody's", "x=v1", "y=v1", "z=v1");
    }

    @Test
    void aConflictIsTheTransactionsAndUndoesIt() {
      Graph<Wish> conflicting =
          Graph.of(
              node("a"),
              Node.<Wish, String, Part>of(
                  "b",
                  PART,
                  Part::name,
                  (wish, at) -> {
                    throw new VersionConflictException(OWNER, new Version(1), new Version(2));
                  }));
      assertThatExceptionOfType(VersionConflictException.class)
          .isThrownBy(() -> shop.reconcile(conflicting, V1));
      assertThat(shop.parts()).isEmpty();
    }

    @Test
    void twoChildrenOfOneKeyFailTheNode() {
      Graph<Wish> twins =
          Graph.of(
              Node.of(
                  "a",
                  PART,
                  Part::spec,
                  (Wish wish, ReadTx at) -> List.of(Part.of("x", "s"), Part.of("y", "s"))));
      assertThat(shop.reconcile(twins, V1).failures().get("a")).hasMessageContaining("the key s");
    }
  }

  /** W02: ready postconditions. */
  @Nested
  class Readiness {
    private final Graph<Wish> graph = Graph.of(slow("a"), node("b", "a"), node("c", "b"));

    @Test
    void whatWaitsIsNeitherCreatedNorChangedAndStays() {
      shop.reconcile(graph, V1);
      shop.report("a", "up");
      shop.reconcile(graph, V1);
      shop.report("a", "down");
      asked.clear();

      Outcome outcome = shop.reconcile(graph, V2);
      assertThat(shop.parts()).containsExactly("a=v2", "b=v1", "c=v1");
      assertThat(outcome.state("b")).isEqualTo(new Blocked(List.of("a")));
      assertThat(outcome.state("c")).isEqualTo(new Blocked(List.of("b")));
      assertThat(asked).doesNotContain("desired b", "desired c");

      shop.report("a", "up");
      shop.reconcile(graph, V2);
      assertThat(shop.parts()).containsExactly("a=v2", "b=v2", "c=v2");
    }

    @Test
    void onlyWhatIsDesiredIsAskedWhetherItIsReady() {
      List<List<String>> shown = new ArrayList<>();
      Graph<Wish> changing =
          Graph.of(
              Node.of(
                      "a",
                      PART,
                      Part::name,
                      (Wish wish, ReadTx at) -> List.of(Part.of(wish.version(), "x")))
                  .readyWhen((parts, at) -> shown.add(parts.stream().map(Part::name).toList())));
      shop.reconcile(changing, V1);
      shop.hold("v1");
      assertThat(shop.reconcile(changing, V2).isReady()).isTrue();
      assertThat(shop.parts()).containsExactly("v1=x leaving", "v2=x");
      assertThat(shown).containsExactly(List.of("v1"), List.of("v2"));
    }

    @Test
    void aChildThatIsStillLeavingIsWaitedFor() {
      Graph<Wish> pair = Graph.of(node("a"), node("b", "a"));
      shop.reconcile(pair, V1);
      shop.hold("a");
      shop.change(tx -> tx.delete(PART, shop.part("a").orElseThrow().meta().id()));

      Outcome outcome = shop.reconcile(pair, V2);
      assertThat(outcome.state("a")).isEqualTo(new Waiting());
      assertThat(shop.parts()).containsExactly("a=v1 leaving", "b=v1");

      shop.release("a");
      assertThat(shop.reconcile(pair, V2).isReady()).isTrue();
      assertThat(shop.parts()).containsExactly("a=v2", "b=v2");
    }
  }

  /** W02: reconcile preconditions. */
  @Nested
  class Preconditions {
    private final Graph<Wish> chain =
        Graph.of(node("a"), node("b", "a"), node("c", "b"), node("side", "a"));

    @Test
    void whatIsNotWantedGoesWithAllThatComesAfterItLastOnesFirst() {
      shop.reconcile(chain, V1);
      List<Outcome> outcome = new ArrayList<>();
      List<String> written =
          shop.changes(() -> outcome.add(shop.reconcile(chain, V2.unwanted("b"))));

      assertThat(written).containsExactly("Deleted c", "Deleted b", "Updated a", "Updated side");
      assertThat(outcome.get(0).state("b")).isEqualTo(new Unwanted());
      assertThat(outcome.get(0).state("c")).isEqualTo(new Gone());
      assertThat(outcome.get(0).isReady()).isTrue();
      assertThat(outcome.get(0).isGone()).isFalse();

      shop.reconcile(chain, V2);
      assertThat(shop.parts()).containsExactly("a=v2", "b=v2", "c=v2", "side=v2");
    }

    @Test
    void aRootThatIsNotWantedTakesEverythingWithIt() {
      shop.reconcile(chain, V1);
      assertThat(shop.reconcile(chain, V1.unwanted("a")).isGone()).isTrue();
      assertThat(shop.parts()).isEmpty();
    }

    @Test
    void whatComesBeforeStaysUntilWhatComesAfterIsGone() {
      shop.reconcile(chain, V1);
      shop.hold("c");
      Outcome outcome = shop.reconcile(chain, V2.unwanted("a"));
      assertThat(shop.parts()).containsExactly("a=v1", "b=v1", "c=v1 leaving");
      assertThat(outcome.state("c")).isEqualTo(new Leaving(List.of()));
      assertThat(outcome.state("b")).isEqualTo(new Leaving(List.of("c")));
      assertThat(outcome.state("a")).isEqualTo(new Leaving(List.of("b")));
      assertThat(outcome.state("side")).isEqualTo(new Gone());
      assertThat(outcome.isReady()).isFalse();

      shop.release("c");
      assertThat(shop.reconcile(chain, V2.unwanted("a")).isGone()).isTrue();
      assertThat(shop.parts()).isEmpty();
    }

    @Test
    void aConditionInTheMiddleHoldsUpWhatIsBeforeItOnly() {
      boolean[] released = {false};
      Graph<Wish> graph =
          Graph.of(
              node("a"),
              node("b", "a").goneWhen((left, at) -> left.isEmpty() && released[0]),
              node("c", "b"));
      shop.reconcile(graph, V1);

      Outcome outcome = shop.reconcile(graph, V1.unwanted("a"));
      assertThat(shop.parts()).containsExactly("a=v1");
      assertThat(outcome.state("c")).isEqualTo(new Gone());
      assertThat(outcome.state("b")).isEqualTo(new Leaving(List.of()));
      assertThat(outcome.state("a")).isEqualTo(new Leaving(List.of("b")));

      released[0] = true;
      assertThat(shop.reconcile(graph, V1.unwanted("a")).isGone()).isTrue();
      assertThat(shop.parts()).isEmpty();
    }

    @Test
    void aNodeMaySayThatNobodyNeedsToWaitForItsChildren() {
      Graph<Wish> graph = Graph.of(node("a"), node("b", "a").goneWhen((left, at) -> true));
      shop.reconcile(graph, V1);
      shop.hold("b");
      assertThat(shop.reconcile(graph, V1.unwanted("a")).isGone()).isTrue();
      assertThat(shop.parts()).containsExactly("b=v1 leaving");
    }

    @Test
    void aNodeThatWaitsIsAskedAsWell() {
      Graph<Wish> graph = Graph.of(slow("a"), node("b", "a"), node("c", "b"));
      shop.reconcile(graph, V1);
      shop.report("a", "up");
      shop.reconcile(graph, V1);
      shop.report("a", "down");

      Outcome outcome = shop.reconcile(graph, V1.unwanted("b"));
      assertThat(outcome.state("a")).isEqualTo(new Waiting());
      assertThat(outcome.state("b")).isEqualTo(new Unwanted());
      assertThat(shop.parts()).containsExactly("a=v1");
    }

    @Test
    void deletionMakesRoomForWhatIsMadeInTheSameTransaction() {
      Graph<Wish> rivals = Graph.of(named("first", "name"), named("second", "name"));
      shop.reconcile(rivals, V1.unwanted("second"));
      assertThat(shop.reconcile(rivals, V2.unwanted("first")).isReady()).isTrue();
      assertThat(shop.parts()).containsExactly("name=v2");
    }

    private Node<Wish, String, Part> named(String node, String part) {
      return Node.of(
              node,
              PART,
              Part::name,
              (Wish wish, ReadTx at) -> List.of(Part.of(part, wish.version())))
          .wantedWhen((wish, at) -> !wish.unwanted().contains(node));
    }

    @Test
    void conditionsSeeWhatStoodBeforeAnythingIsWritten() {
      Graph<Wish> graph =
          Graph.of(
              node("a"),
              node("b", "a").wantedWhen((wish, at) -> !at.find(PART, By.name("a")).isEmpty()));
      assertThat(shop.reconcile(graph, V1).state("b")).isEqualTo(new Unwanted());
      assertThat(shop.reconcile(graph, V1).state("b")).isEqualTo(new Ready());
    }
  }

  /** W02: activation conditions. */
  @Nested
  class Activation {
    private final Graph<Wish> chain = Graph.of(node("a"), node("b", "a"), node("c", "b"));

    @Test
    void whatIsInactiveIsNotLookedAtAndGoesWithAllThatComesAfterIt() {
      shop.reconcile(chain, V1);
      asked.clear();
      List<Outcome> outcome = new ArrayList<>();
      List<String> written =
          shop.changes(() -> outcome.add(shop.reconcile(chain, V1.inactive("b"))));

      assertThat(written).containsExactly("Deleted c", "Deleted b");
      assertThat(asked).containsExactly("active a", "wanted a", "active b", "desired a");
      assertThat(outcome.get(0).state("b")).isEqualTo(new Inactive());
      assertThat(outcome.get(0).state("c")).isEqualTo(new Gone());
    }

    @Test
    void whatBecomesActiveIsMade() {
      assertThat(shop.reconcile(chain, V1.inactive("a")).isGone()).isTrue();
      assertThat(shop.parts()).isEmpty();
      assertThat(shop.reconcile(chain, V1).isReady()).isTrue();
      assertThat(shop.parts()).containsExactly("a=v1", "b=v1", "c=v1");
    }
  }

  /** W02: deletion with the owner. */
  @Nested
  class Deletion {
    private final Graph<Wish> diamond =
        Graph.of(node("a"), node("b", "a"), node("c", "a"), node("d", "b", "c"));

    @Test
    void deletionGoesInReverseOrder() {
      shop.reconcile(diamond, V1);
      asked.clear();
      List<String> written = shop.changes(() -> shop.delete(diamond));
      assertThat(written).containsExactly("Deleted d", "Deleted c", "Deleted b", "Deleted a");
      assertThat(asked).as("no condition but that of being gone").isEmpty();
      assertThat(shop.delete(diamond).states().values()).containsExactly(all(new Gone(), 4));
    }

    @Test
    void itIsGoneWhenTheLastOneIs() {
      shop.reconcile(diamond, V1);
      shop.hold("b");
      Outcome outcome = shop.delete(diamond);
      assertThat(outcome.isGone()).isFalse();
      assertThat(outcome.state("a")).isEqualTo(new Leaving(List.of("b")));
      assertThat(shop.parts()).containsExactly("a=v1", "b=v1 leaving");

      shop.release("b");
      assertThat(shop.delete(diamond).isGone()).isTrue();
      assertThat(shop.parts()).isEmpty();
    }

    @Test
    void whatFailsToTellWhetherItIsGoneHoldsUpOnlyWhatIsBeforeIt() {
      Graph<Wish> graph =
          Graph.of(
              node("a"),
              node("b", "a")
                  .goneWhen(
                      (left, at) -> {
                        throw new IllegalStateException("who knows");
                      }),
              node("x"));
      shop.reconcile(graph, V1);
      Outcome outcome = shop.delete(graph);
      assertThat(shop.parts()).containsExactly("a=v1");
      assertThat(outcome.failures()).containsOnlyKeys("b");
      assertThat(outcome.state("a")).isEqualTo(new Leaving(List.of("b")));
      assertThat(outcome.isGone()).isFalse();
    }

    @Test
    void afterAnAbandonedDeletionEverythingIsMadeAgain() {
      shop.reconcile(diamond, V1);
      shop.hold("d");
      shop.delete(diamond);
      assertThat(shop.reconcile(diamond, V2).state("d")).isEqualTo(new Waiting());
      shop.release("d");
      assertThat(shop.reconcile(diamond, V2).isReady()).isTrue();
      assertThat(shop.parts()).containsExactly("a=v2", "b=v2", "c=v2", "d=v2");
    }
  }

  /** What is refused when a graph is made. */
  @Nested
  class Shape {
    @Test
    void aCircleIsRefusedWithItsNames() {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  Graph.of(
                      node("late", "b"),
                      node("a", "root", "c"),
                      node("b", "a"),
                      node("c", "b"),
                      node("root")))
          .withMessageContaining("b after a after c after b")
          .withMessageNotContaining("late")
          .withMessageNotContaining("root");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Graph.of(node("a", "a")))
          .withMessageContaining("a after a");
    }

    @Test
    void anUnknownNodeIsRefusedWithItsName() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Graph.of(node("a"), node("b", "elsewhere")))
          .withMessageContaining("\"b\"")
          .withMessageContaining("\"elsewhere\"")
          .withMessageContaining("[a, b]");
    }

    @Test
    void twoNodesOfOneNameAreRefused() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Graph.of(node("a"), node("b"), node("a")))
          .withMessageContaining("\"a\"");
      assertThatIllegalArgumentException().isThrownBy(() -> node(""));
    }

    @Test
    void whatIsSaidTwiceCountsOnce() {
      Node<Wish, String, Part> node = node("b", "a").after("a", "c").after("c");
      assertThat(node.after()).containsExactly("a", "c");
      assertThat(Graph.of(node, node("c"), node("a")).dependents("a")).containsExactly("b");
    }

    @Test
    void anEmptyGraphIsReadyAndGone() {
      Outcome outcome = shop.reconcile(Graph.of(), V1);
      assertThat(outcome.isReady()).isTrue();
      assertThat(outcome.isGone()).isTrue();
      assertThatExceptionOfType(NoSuchElementException.class)
          .isThrownBy(() -> outcome.state("a"))
          .withMessageContaining("\"a\"");
    }
  }
}
