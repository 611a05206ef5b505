package io.skep.controller.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Annotations;
import io.skep.api.Config;
import io.skep.api.ConfigSpec;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sources that follow who asks for what, who belongs to whom, and who refers to whom. */
class RelationsTest {
  private final World world = new World();

  private Script<Service> start(Script<Service> script) {
    world.manager.add("test", script);
    world.start();
    script.runs.clear();
    return script;
  }

  private static Config config(String id) {
    return Config.newBuilder()
        .setId(id)
        .setSpec(ConfigSpec.newBuilder().setAnnotations(Annotations.newBuilder().setName(id)))
        .build();
  }

  private static Task owned(String id, String... owners) {
    Task.Builder task = World.task(id, "").toBuilder();
    for (String owner : owners) {
      task.getAnnotationsBuilder().addIndicesBuilder().setKey("skep.owner").setVal(owner);
    }
    return task.build();
  }

  private static void replace(Tx tx, Task task) {
    Task old = tx.get(Kinds.TASK, task.getId()).orElseThrow();
    tx.update(Kinds.TASK, task.toBuilder().setMeta(old.getMeta()).build());
  }

  /** A service that names the configs it uses in its command. */
  private static Service using(String id, String... configs) {
    Service.Builder service = World.service(id).toBuilder();
    service.getSpecBuilder().getTaskBuilder().getContainerBuilder().addAllCommand(List.of(configs));
    return service.build();
  }

  private static List<String> configs(Service service) {
    return service.getSpec().getTask().getContainer().getCommandList();
  }

  private void use(String id, String... configs) {
    world.write(
        tx -> {
          Service old = tx.get(Kinds.SERVICE, id).orElseThrow();
          tx.update(Kinds.SERVICE, using(id, configs).toBuilder().setMeta(old.getMeta()).build());
        });
  }

  @Test // rt.R-13 (S28)
  void onSpecTheKeyRunsWhenSomethingElseIsAskedForAndNotOtherwise() {
    world.create(World.service("web"));
    Script<Service> script = start(Script.on(sources -> sources.spec(Kinds.SERVICE)));

    world.stir("web");
    assertThat(script.runs).isEmpty();
    world.touch("web");
    assertThat(script.runs).hasSize(1);
    world.create(World.service("new"));
    assertThat(script.runs).hasSize(2);
  }

  @Test // rt.R-14 (neighbours: own/owner handlers)
  void theOwnersOfTheOldAndOfTheNewObjectRunOnceEach() {
    world.create(World.service("a"), World.service("b"));
    Script<Service> script =
        start(Script.on(sources -> sources.spec(Kinds.SERVICE).owned(Kinds.TASK)));

    world.write(tx -> tx.create(Kinds.TASK, owned("t", "service/a")));
    assertThat(script.ids()).containsExactly("a");
    world.write(tx -> replace(tx, owned("t", "service/b")));
    assertThat(script.ids()).containsExactly("a", "a", "b");
    world.write(tx -> replace(tx, owned("t", "service/b", "service/b")));
    assertThat(script.ids()).containsExactly("a", "a", "b", "b");
    world.write(tx -> tx.delete(Kinds.TASK, "t"));

    assertThat(script.ids()).containsExactly("a", "a", "b", "b", "b");
  }

  @Test // rt.R-14, rt.R-15 (N12)
  void ownersOfAnotherKindAndOwnersThatAreNotThereRunNothing() {
    world.create(World.service("a"));
    Script<Service> script =
        start(Script.on(sources -> sources.spec(Kinds.SERVICE).owned(Kinds.TASK)));

    world.write(
        tx -> {
          tx.create(Kinds.TASK, owned("node", "node/a"));
          tx.create(Kinds.TASK, owned("nobody", "service/b"));
          tx.create(Kinds.TASK, owned("odd", "service", "a", ""));
          tx.create(Kinds.TASK, owned("none"));
        });

    assertThat(script.runs).isEmpty();
  }

  @Test // rt.R-14 (N12)
  void whoRefersToAnObjectRunsWhenItComesChangesAndGoes() {
    world.create(using("a", "x"), using("b", "x", "y"), using("c"));
    Script<Service> script =
        start(
            Script.on(
                sources ->
                    sources.spec(Kinds.SERVICE).referenced(Kinds.CONFIG, RelationsTest::configs)));

    world.write(tx -> tx.create(Kinds.CONFIG, config("x")));
    assertThat(script.ids()).containsExactly("a", "b");
    world.write(tx -> tx.create(Kinds.CONFIG, config("y")));
    assertThat(script.ids()).containsExactly("a", "b", "b");
    script.runs.clear();
    world.write(tx -> tx.delete(Kinds.CONFIG, "x"));

    assertThat(script.ids()).containsExactly("a", "b");
  }

  @Test // rt.R-14 (N12): moved, narrowed, taken back, deleted
  void whoRefersNoMoreDoesNotRun() {
    world.create(using("a", "x"), using("b", "x", "y"));
    world.write(tx -> Stream.of("x", "y", "z").forEach(id -> tx.create(Kinds.CONFIG, config(id))));
    Script<Service> script =
        start(
            Script.on(
                sources ->
                    sources.spec(Kinds.SERVICE).referenced(Kinds.CONFIG, RelationsTest::configs)));

    use("a", "z");
    use("b", "y");
    script.runs.clear();
    touchConfig("x");
    assertThat(script.ids()).as("of nobody").isEmpty();
    touchConfig("z");
    touchConfig("y");
    assertThat(script.ids()).containsExactly("a", "b");
    world.write(tx -> tx.delete(Kinds.SERVICE, "a"));
    script.runs.clear();
    touchConfig("z");

    assertThat(script.ids()).as("of a service that is gone").isEmpty();
  }

  private void touchConfig(String id) {
    world.write(tx -> tx.update(Kinds.CONFIG, tx.get(Kinds.CONFIG, id).orElseThrow()));
  }

  @Test
  void relationsNeedSomethingToRelateTo() {
    Script<Service> script = Script.on(sources -> sources.owned(Kinds.TASK).primary(Kinds.SERVICE));
    world.manager.add("test", script);

    var started = world.manager.start();
    world.clock.runUntilIdle();

    assertThat(started.cause()).hasMessageContaining("owned before primary or spec");
  }

  @ParameterizedTest(name = "seed {0}") // rt.R-14 (N12), rt.Q-10
  @ValueSource(longs = {1, 2, 3})
  void referencesAreKeptFromBothSidesAndNothingElseIs(long seed) {
    var random = new Random(seed);
    var references = new References();
    Map<String, Set<String>> model = new HashMap<>();
    for (int step = 0; step < 5_000; step++) {
      String referrer = "r" + random.nextInt(20);
      List<String> targets = new ArrayList<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        targets.add("t" + random.nextInt(15));
      }
      references.set(referrer, targets);
      model.put(referrer, new HashSet<>(targets));
      for (int target = 0; target < 15; target++) {
        String id = "t" + target;
        assertThat(references.to(id))
            .as("seed %d step %d", seed, step)
            .containsExactlyInAnyOrderElementsOf(
                model.keySet().stream().filter(one -> model.get(one).contains(id)).toList());
      }
    }
    model.keySet().forEach(referrer -> references.set(referrer, List.of()));

    assertThat(references.size()).isZero();
  }
}
