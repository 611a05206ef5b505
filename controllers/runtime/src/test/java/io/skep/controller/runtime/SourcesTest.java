package io.skep.controller.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.controller.EventPredicate;
import io.skep.informer.Event;
import io.skep.store.By;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.TaskKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What makes a key worth a run. */
class SourcesTest {
  private final World world = new World();

  @Test // rt.R-14
  void aMappedChangeWakesTheKeysOfTheOldAndOfTheNewObject() {
    world.create(World.service("a"), World.service("b"));
    world.write(tx -> tx.create(Kinds.TASK, World.task("t", "a")));
    Script<Service> script =
        Script.on(
            sources ->
                sources
                    .primary(Kinds.SERVICE)
                    .mapped(Kinds.TASK, (task, at) -> List.of(task.getServiceId())));
    world.manager.add("test", script);
    world.start();
    script.runs.clear();

    world.write(tx -> move(tx, "t", "b"));
    assertThat(script.ids()).containsExactly("a", "b");
    script.runs.clear();
    world.write(tx -> move(tx, "t", "b"));
    assertThat(script.ids()).as("once each").containsExactly("b");
    assertThat(script.last().causes()).hasSize(1);
    world.write(tx -> tx.delete(Kinds.TASK, "t"));

    assertThat(script.ids()).containsExactly("b", "b");
  }

  private static void move(Tx tx, String task, String service) {
    Task moved = tx.get(Kinds.TASK, task).orElseThrow().toBuilder().setServiceId(service).build();
    tx.update(Kinds.TASK, moved);
  }

  @Test // rt.W-2, rt.R-5
  void allThatOneCommitMeansForAKeyIsOneRun() {
    world.create(World.service("a"));
    Script<Service> script =
        Script.on(
            sources ->
                sources
                    .primary(Kinds.SERVICE)
                    .mapped(Kinds.TASK, (task, at) -> List.of(task.getServiceId())));
    world.manager.add("test", script);
    world.start();
    script.runs.clear();

    world.write(
        tx -> {
          for (int task = 0; task < 500; task++) {
            tx.create(Kinds.TASK, World.task("t" + task, "a"));
          }
          tx.update(Kinds.SERVICE, tx.get(Kinds.SERVICE, "a").orElseThrow());
        });

    assertThat(script.ids()).containsExactly("a");
    assertThat(script.last().causes()).hasSize(16).last().asString().contains("more");
    assertThat(script.last().at().count(Kinds.TASK)).isEqualTo(500);
  }

  @Test // rt.R-14
  void aMapperFindsOthersInTheStateThatTheChangeLeft() {
    world.create(World.service("a"), World.service("b"));
    Script<Service> script =
        Script.on(
            sources ->
                sources
                    .primary(Kinds.SERVICE)
                    .mapped(
                        Kinds.NODE,
                        (node, at) ->
                            at.find(Kinds.TASK, By.equal(TaskKind.NODE_ID, node.getId())).stream()
                                .map(Task::getServiceId)
                                .toList()));
    world.manager.add("test", script);
    world.start();
    script.runs.clear();

    world.write(
        tx -> {
          tx.create(Kinds.NODE, io.skep.api.Node.newBuilder().setId("n").build());
          tx.create(Kinds.TASK, World.task("t", "b").toBuilder().setNodeId("n").build());
        });

    assertThat(script.ids()).containsExactly("b");
  }

  @Test // rt.R-12
  void aPredicateKeepsEventsFromTheQueueButNotFromTheSnapshot() {
    world.create(World.service("web"));
    Script<Service> script =
        Script.on(
            sources ->
                sources.primary(
                    Kinds.SERVICE,
                    EventPredicate.changed(service -> service.getSpec().getReplicated())));
    world.manager.add("test", script);
    world.start();
    assertThat(script.runs).hasSize(1);

    world.touch("web");
    assertThat(script.runs).hasSize(1);
    world.write(tx -> tx.update(Kinds.SERVICE, scaled(tx, "web", 7)));

    assertThat(script.runs).hasSize(2);
    assertThat(script.last().object().orElseThrow().getSpec().getAnnotations().getLabelsMap())
        .as("what was touched")
        .containsKey("touched");
  }

  @Test // rt.R-12, rt.P-4: an event says whether the object was there at the start
  void aPredicateMayLeaveOutWhatWasThereAtTheStart() {
    world.create(World.service("old"));
    Script<Service> script =
        Script.on(
            sources ->
                sources.primary(
                    Kinds.SERVICE,
                    event -> !(event instanceof Event.Added<?> added && added.initial())));
    world.manager.add("test", script);
    world.start();

    world.create(World.service("new"));

    assertThat(script.ids()).containsExactly("new");
  }

  @Test
  void aPredicateThatThrowsCounts() {
    world.create(World.service("web"));
    Script<Service> script =
        Script.on(
            sources ->
                sources.primary(Kinds.SERVICE, EventPredicate.fieldChanged("spec.no_such_field")));
    world.manager.add("test", script);
    world.start();

    world.touch("web");

    assertThat(script.runs).as("a run in vain rather than one missed").hasSize(2);
  }

  @Test
  void aSourceThatThrowsKeepsNothingFromTheOthers() {
    world.create(World.service("web"));
    Script<Service> script =
        Script.on(
            sources ->
                sources
                    .observed(
                        Kinds.SERVICE,
                        event -> {
                          throw new IllegalStateException("observer");
                        })
                    .mapped(
                        Kinds.SERVICE,
                        (service, at) -> {
                          throw new IllegalStateException("mapper");
                        })
                    .primary(Kinds.SERVICE));
    world.manager.add("test", script);
    world.start();
    world.touch("web");

    assertThat(script.runs).hasSize(2);
  }

  @Test
  void aSingleKeyRunsAtTheStartAndWhenASourceAsksForIt() {
    Script<Void> script =
        Script.on(
            sources -> sources.single("all").mapped(Kinds.TASK, (task, at) -> List.of("all")));
    world.manager.add("test", script);
    world.start();
    assertThat(script.ids()).containsExactly("all");
    assertThat(script.last().object()).isEmpty();

    world.create(World.service("web"));
    assertThat(script.ids()).hasSize(1);
    world.write(tx -> tx.create(Kinds.TASK, World.task("t", "web")));

    assertThat(script.ids()).hasSize(2);
  }

  @Test
  void aSingleKeyWithoutSourcesRunsOnceAndIsWokenByTimeOnly() {
    Script<Void> script = Script.on(sources -> sources.single("all"));
    script.then(run -> run.again(Duration.ofSeconds(3)));
    world.manager.add("test", script);
    world.start();

    world.create(World.service("web"));
    assertThat(script.runs).hasSize(1);
    world.advance(Duration.ofSeconds(3));

    assertThat(script.runs).hasSize(2);
    assertThat(script.last().at().count(Kinds.SERVICE)).isEqualTo(1);
  }

  @Test // rt.W-2: what stood in between two writes of a transaction was never there for others
  void ofSeveralChangesInOneTransactionOnlyTheWholeIsShown() {
    var events = new ArrayList<String>();
    Script<Void> script =
        Script.on(
            sources ->
                sources.single("all").observed(Kinds.TASK, event -> events.add(name(event))));
    world.manager.add("test", script);
    world.start();

    world.write(
        tx -> {
          tx.create(Kinds.TASK, World.task("a", "web"));
          tx.create(Kinds.TASK, World.task("b", "web"));
          move(tx, "a", "other");
          tx.delete(Kinds.TASK, "b");
        });
    world.write(
        tx -> {
          move(tx, "a", "third");
          move(tx, "a", "fourth");
        });
    world.write(
        tx -> {
          move(tx, "a", "fifth");
          tx.delete(Kinds.TASK, "a");
        });

    assertThat(events).containsExactly("+a other", "*a other fourth", "-a fourth");
  }

  private static String name(Event<? extends Task> event) {
    Task task = event.object();
    if (event instanceof Event.Updated<? extends Task> update) {
      return "*%s %s %s".formatted(task.getId(), update.old().getServiceId(), task.getServiceId());
    }
    return (event instanceof Event.Added<?> ? "+" : "-") + task.getId() + " " + task.getServiceId();
  }

  private static Service scaled(Tx tx, String id, int replicas) {
    Service.Builder service = tx.get(Kinds.SERVICE, id).orElseThrow().toBuilder();
    service.getSpecBuilder().getReplicatedBuilder().setReplicas(replicas);
    return service.build();
  }
}
