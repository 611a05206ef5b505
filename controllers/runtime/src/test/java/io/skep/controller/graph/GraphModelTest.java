package io.skep.controller.graph;

import static io.skep.controller.graph.GraphModel.names;
import static io.skep.controller.graph.GraphModel.nodeOf;
import static io.skep.controller.graph.Part.PART;
import static io.skep.controller.graph.Workshop.OWNER;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.controller.graph.GraphModel.Ask;
import io.skep.controller.graph.GraphModel.Broken;
import io.skep.controller.graph.GraphModel.Child;
import io.skep.controller.graph.GraphModel.Leave;
import io.skep.controller.graph.GraphModel.Shape;
import io.skep.store.By;
import io.skep.store.Marks;
import io.skep.store.ReadTx;
import io.skep.store.Version;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random graphs, conditions, failures and finalizers, held against the plainest model. (rt.F-9) */
class GraphModelTest {
  private static final int STEPS = 50;

  private final Workshop shop = new Workshop();
  private final GraphModel model = new GraphModel();

  /** The wish of this step, for the condition that is not told the owner. */
  private Map<String, Ask> currentWish = Map.of();

  static LongStream seeds() {
    return LongStream.concat(LongStream.rangeClosed(1, 60), LongStream.of(20_260_101));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whateverIsAskedTheGraphDoesWhatTheModelSaysAndComesToRest(long seed) {
    Random random = new Random(seed);
    Graph<Map<String, Ask>> graph = randomGraph(random);
    Map<String, Ask> wish = asked(random);
    for (int step = 0; step < STEPS; step++) {
      String where = "seed %d step %d, %s, %s".formatted(seed, step, model.shapes, wish);
      for (int i = random.nextInt(4); i > 0; i--) {
        disturb(random);
      }
      if (random.nextInt(3) == 0) {
        wish = asked(random);
      }
      if (random.nextInt(12) == 0) {
        currentWish = wish;
        Outcome outcome = shop.write(tx -> graph.delete(tx, OWNER));
        assertThat(texts(outcome)).as(where).isEqualTo(model.delete(wish));
      } else {
        step(graph, wish, where);
      }
      assertThat(present()).as(where).isEqualTo(model.children);
      if (random.nextInt(4) == 0) {
        comesToRest(graph, wish, where);
      }
    }
    withoutHindrancesNothingIsLeftOfWhatIsNotWanted(graph, random, seed);
  }

  private Outcome step(Graph<Map<String, Ask>> graph, Map<String, Ask> wish, String where) {
    currentWish = wish;
    Outcome outcome = shop.write(tx -> graph.reconcile(tx, OWNER, wish));
    assertThat(texts(outcome)).as(where).isEqualTo(model.reconcile(wish));
    assertThat(present()).as(where).isEqualTo(model.children);
    nothingIsThereWithoutWhatItDependsOn(outcome, where);
    return outcome;
  }

  /** Unless it still leaves, or waits for what leaves. */
  private void nothingIsThereWithoutWhatItDependsOn(Outcome outcome, String where) {
    outcome
        .states()
        .forEach(
            (name, state) -> {
              boolean isKept =
                  state instanceof NodeState.Leaving leaving && !leaving.waitsFor().isEmpty();
              boolean isWanted =
                  !state.isGone()
                      && !(state instanceof NodeState.Leaving)
                      && !(state instanceof NodeState.Failed);
              if (isWanted) {
                assertThat(model.shapes.get(name).after())
                    .as("%s: what %s depends on", where, name)
                    .noneMatch(parent -> outcome.state(parent).isGone());
              } else if (!isKept && !(state instanceof NodeState.Failed)) {
                assertThat(model.of(name))
                    .as("%s: what is left of %s", where, name)
                    .allMatch(child -> model.children.get(child).leaving());
              }
            });
  }

  /** Of the same wish there is an end, after at most a transaction for each level. */
  private Outcome comesToRest(Graph<Map<String, Ask>> graph, Map<String, Ask> wish, String where) {
    Outcome outcome = step(graph, wish, where);
    for (int i = 0; i < model.shapes.size(); i++) {
      outcome = step(graph, wish, where);
    }
    Version rest = shop.version();
    assertThat(step(graph, wish, where).states().toString())
        .as(where)
        .isEqualTo(outcome.states().toString());
    assertThat(shop.version()).as("%s: still writing", where).isEqualTo(rest);
    return outcome;
  }

  private void withoutHindrancesNothingIsLeftOfWhatIsNotWanted(
      Graph<Map<String, Ask>> graph, Random random, long seed) {
    model.closedGates.clear();
    Map<String, Ask> wish = new TreeMap<>();
    asked(random)
        .forEach(
            (name, ask) ->
                wish.put(
                    name,
                    new Ask(ask.active(), ask.wanted(), Broken.NONE, ask.size(), ask.version())));
    List<String> held =
        model.children.keySet().stream().filter(n -> model.children.get(n).held()).toList();
    held.forEach(this::release);
    Outcome outcome = comesToRest(graph, wish, "end of seed " + seed);
    outcome
        .states()
        .forEach(
            (name, state) -> {
              if (state.isGone()) {
                assertThat(model.of(name)).as("end of seed %d: %s", seed, name).isEmpty();
              }
            });
    shop.write(tx -> graph.delete(tx, OWNER));
    assertThat(present()).as("end of seed %d", seed).isEmpty();
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // An array of a generic type.
  private Graph<Map<String, Ask>> randomGraph(Random random) {
    List<Node<Map<String, Ask>, String, Part>> nodes = new ArrayList<>();
    int count = 1 + random.nextInt(7);
    int density = random.nextInt(5);
    for (int i = 0; i < count; i++) {
      List<String> after = new ArrayList<>();
      for (int j = 0; j < i; j++) {
        if (random.nextInt(5) < density) {
          after.add("n" + j);
        }
      }
      Collections.shuffle(after, random);
      Leave leave = random.nextInt(3) == 0 ? oneOf(Leave.values(), random) : Leave.EMPTY;
      Shape shape = new Shape(after, random.nextBoolean(), random.nextInt(5) == 0, leave);
      model.shapes.put("n" + i, shape);
      nodes.add(node("n" + i, shape));
    }
    Collections.shuffle(nodes, random);
    return Graph.of(nodes.toArray(new Node[0]));
  }

  private static <E> E oneOf(E[] values, Random random) {
    return List.of(values).get(random.nextInt(values.length));
  }

  private Node<Map<String, Ask>, String, Part> node(String name, Shape shape) {
    Node<Map<String, Ask>, String, Part> node =
        Node.<Map<String, Ask>, String, Part>of(
                name,
                PART,
                Part::name,
                (wish, at) -> {
                  Ask ask = wish.get(name);
                  throwIf(ask.broken() == Broken.DESIRED);
                  return names(name, ask.size()).stream()
                      .map(child -> Part.of(child, ask.version()))
                      .toList();
                })
            .after(shape.after().toArray(String[]::new))
            .activeWhen(
                (wish, at) -> {
                  throwIf(wish.get(name).broken() == Broken.CONDITION);
                  return wish.get(name).active();
                })
            .wantedWhen(
                (wish, at) ->
                    wish.get(name).wanted() && (!shape.needsParents() || haveParts(shape, at)))
            .goneWhen(
                (left, at) -> {
                  throwIf(currentWish.get(name).broken() == Broken.GONE);
                  return shape.leave() == Leave.AT_ONCE
                      || (left.isEmpty()
                          && (shape.leave() == Leave.EMPTY || !model.closedGates.contains(name)));
                });
    return shape.slow() ? node.readyWhen((parts, at) -> parts.stream().allMatch(Part::isUp)) : node;
  }

  private static boolean haveParts(Shape shape, ReadTx at) {
    List<Part> all = at.find(PART, By.<Part>custom(Marks.OWNER, OWNER.toString()));
    return shape.after().stream()
        .allMatch(parent -> all.stream().anyMatch(part -> nodeOf(part.name()).equals(parent)));
  }

  private static void throwIf(boolean broken) {
    if (broken) {
      throw new IllegalStateException("as asked");
    }
  }

  private Map<String, Ask> asked(Random random) {
    Map<String, Ask> wish = new TreeMap<>();
    for (String name : model.shapes.keySet()) {
      Broken broken = random.nextInt(8) == 0 ? oneOf(Broken.values(), random) : Broken.NONE;
      wish.put(
          name,
          new Ask(
              random.nextInt(8) != 0,
              random.nextInt(8) != 0,
              broken,
              random.nextInt(3),
              "v" + random.nextInt(3)));
    }
    return wish;
  }

  /** Something that others do. */
  private void disturb(Random random) {
    List<String> nodes = List.copyOf(model.shapes.keySet());
    String node = nodes.get(random.nextInt(nodes.size()));
    int sort = random.nextInt(10);
    if (sort == 0) {
      if (!model.closedGates.remove(node)) {
        model.closedGates.add(node);
      }
      return;
    }
    List<String> children = List.copyOf(model.children.keySet());
    if (children.isEmpty()) {
      return;
    }
    String name = children.get(random.nextInt(children.size()));
    Child child = model.children.get(name);
    if (sort < 6) {
      boolean up = random.nextInt(4) != 0;
      shop.report(name, up ? "up" : "down");
      model.children.put(name, new Child(child.spec(), up, child.held(), child.leaving()));
    } else if (child.held()) {
      release(name);
    } else if (sort < 9) {
      shop.hold(name);
      model.children.put(name, new Child(child.spec(), child.up(), true, child.leaving()));
    } else {
      shop.change(tx -> tx.delete(PART, shop.part(name).orElseThrow().meta().id()));
      model.deleted(name);
    }
  }

  private void release(String name) {
    shop.release(name);
    model.released(name);
  }

  private Map<String, Child> present() {
    return shop.store.view().list(PART).stream()
        .collect(
            Collectors.toMap(
                Part::name,
                part ->
                    new Child(
                        part.spec(),
                        part.isUp(),
                        !part.meta().finalizers().isEmpty(),
                        part.meta().deletingSince().isPresent()),
                (one, other) -> one,
                TreeMap::new));
  }

  private static Map<String, String> texts(Outcome outcome) {
    Map<String, String> texts = new TreeMap<>();
    outcome.states().forEach((name, state) -> texts.put(name, text(state)));
    return texts;
  }

  private static String text(NodeState state) {
    if (state instanceof NodeState.Blocked blocked) {
      return "blocked " + new TreeSet<>(blocked.by());
    }
    if (state instanceof NodeState.Leaving leaving) {
      return "leaving " + new TreeSet<>(leaving.waitsFor());
    }
    return state.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
  }
}
