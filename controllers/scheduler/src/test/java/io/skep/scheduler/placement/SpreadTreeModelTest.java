package io.skep.scheduler.placement;

import static io.skep.scheduler.world.A.node;
import static io.skep.scheduler.world.A.ofService;
import static io.skep.scheduler.world.A.runningOn;
import static io.skep.scheduler.world.A.spread;
import static io.skep.scheduler.world.A.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Task;
import io.skep.scheduler.cluster.Cluster;
import io.skep.scheduler.cluster.NodeInfo;
import io.skep.scheduler.order.FewestTasks;
import io.skep.scheduler.order.FewestTasksOfService;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tree against the rules told as plainly as can be, on clusters at random. */
final class SpreadTreeModelTest {
  private static final List<String> LEVELS = List.of("datacenter", "rack", "shelf");

  // SC-64 to SC-69, CT-22: whatever the cluster, each task goes where plain counting says.
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 20_260_101})
  void eachTaskGoesWhereCountingEveryBranchAnewSendsIt(long seed) {
    var random = new Random(seed);
    for (int round = 0; round < 100; round++) {
      var places = new ArrayList<Place>();
      for (int i = 0; i <= random.nextInt(14); i++) {
        places.add(new Place("n" + i, random));
      }
      List<String> levels = LEVELS.subList(0, random.nextInt(LEVELS.size() + 1));
      var walk = new Walk(places, levels);
      for (int step = 0; step < 40; step++) {
        if (random.nextInt(5) == 0) {
          walk.stir(random);
        }
        walk.step("seed %d round %d step %d".formatted(seed, round, step), random);
      }
    }
  }

  /** A node: how many tasks it has, how many more it takes, and where it stands. */
  private static final class Place {
    private final Map<String, String> labels = new HashMap<>();
    private final String id;
    private final int tasksOfOthers;
    private int tasks;
    private int room;

    Place(String id, Random random) {
      this.id = id;
      tasks = random.nextInt(6);
      tasksOfOthers = random.nextInt(3);
      room = random.nextInt(8);
      for (String level : LEVELS) {
        if (random.nextInt(4) > 0) {
          labels.put(level, random.nextBoolean() ? "a" : "b");
        }
      }
    }

    String id() {
      return id;
    }

    int allTasks() {
      return tasks + tasksOfOthers;
    }
  }

  /** A tree and its model, step by step. */
  private static final class Walk {
    private final Cluster cluster = new Cluster();
    private final SpreadTree tree;
    private final PlainTree model;
    private int held;

    Walk(List<Place> places, List<String> levels) {
      Task next =
          task(
              "next",
              ofService("web"),
              spread(levels.stream().map("node.labels."::concat).toArray(String[]::new)));
      tree = new SpreadTree(next, List.of(new FewestTasksOfService(), new FewestTasks()));
      model = new PlainTree(new ArrayList<>(), levels);
      places.forEach(this::add);
      refresh();
    }

    private void refresh() {
      tree.refresh(cluster, node -> placeOf(node.id()).room > 0, Instant.EPOCH);
    }

    private Place placeOf(String id) {
      return model.places.stream().filter(place -> place.id.equals(id)).findAny().orElseThrow();
    }

    /** Lets a node come, go, move, or gain or lose a task that nobody placed here. */
    void stir(Random random) {
      int which = random.nextInt(model.places.size());
      Place place = model.places.get(which);
      switch (random.nextInt(4)) {
        case 0 -> {
          if (model.places.size() > 1) {
            cluster.remove(place.id);
            model.places.remove(which);
          }
        }
        case 1 -> add(new Place("new" + held++, random));
        case 2 -> {
          place.labels.put(LEVELS.get(random.nextInt(LEVELS.size())), "c");
          describe(place);
        }
        default -> {
          hold(1, "web", place);
          place.tasks++;
        }
      }
      refresh();
    }

    private void add(Place place) {
      model.places.add(place);
      describe(place);
      hold(place.tasks, "web", place);
      hold(place.tasksOfOthers, "other", place);
    }

    private void describe(Place place) {
      cluster.put(
          node(
              place.id,
              n -> n.getSpecBuilder().getAnnotationsBuilder().putAllLabels(place.labels)));
    }

    /** Compares, then places a task, or finds that after all it does not fit. */
    void step(String at, Random random) {
      assertThat(tree.toString()).as(at).isEqualTo(model.shape());
      Optional<Place> expected = model.best();
      assertThat(tree.best().map(NodeInfo::id)).as(at).isEqualTo(expected.map(Place::id));
      if (expected.isEmpty()) {
        return;
      }
      Place place = expected.get();
      if (random.nextInt(10) == 0) {
        place.room = 0;
        tree.drop();
      } else {
        place.room--;
        hold(1, "web", place);
        place.tasks++;
        refresh();
      }
    }

    private void hold(int tasks, String service, Place place) {
      for (int i = 0; i < tasks; i++) {
        cluster.hold(task("task" + held++, ofService(service), runningOn(place.id)));
      }
    }
  }

  /** The rules: every question counts all nodes again. */
  private record PlainTree(List<Place> places, List<String> levels) {
    private static final Comparator<Place> PREFERRED_FIRST =
        Comparator.<Place>comparingInt(place -> place.tasks)
            .thenComparingInt(Place::allTasks)
            .thenComparing(Place::id);

    private static final Comparator<PlainTree> EMPTIEST_FIRST =
        Comparator.comparingInt(PlainTree::tasks)
            .thenComparing(part -> part.best().orElseThrow(), PREFERRED_FIRST);

    String shape() {
      return levels.isEmpty()
          ? Integer.toString(tasks())
          : tasks() + parts().stream().map(PlainTree::shape).toList().toString();
    }

    Optional<Place> best() {
      return levels.isEmpty()
          ? places.stream().filter(place -> place.room > 0).min(PREFERRED_FIRST)
          : parts().stream()
              .filter(part -> part.best().isPresent())
              .min(EMPTIEST_FIRST)
              .flatMap(PlainTree::best);
    }

    private int tasks() {
      return places.stream().mapToInt(place -> place.tasks).sum();
    }

    private List<PlainTree> parts() {
      var byValue = new TreeMap<String, List<Place>>();
      for (Place place : places) {
        String value = place.labels.getOrDefault(levels.get(0), "");
        byValue.computeIfAbsent(value, v -> new ArrayList<>()).add(place);
      }
      List<String> inner = levels.subList(1, levels.size());
      return byValue.values().stream().map(part -> new PlainTree(part, inner)).toList();
    }
  }
}
