package io.skep.informer.shared;

import static io.skep.informer.Rig.label;
import static io.skep.informer.Rig.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import io.skep.api.Annotations;
import io.skep.api.IndexEntry;
import io.skep.api.Node;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.TaskStatus;
import io.skep.informer.Event;
import io.skep.informer.Health;
import io.skep.informer.Informer;
import io.skep.informer.InformerOptions;
import io.skep.informer.PetKind;
import io.skep.informer.Rig;
import io.skep.store.By;
import io.skep.store.Index;
import io.skep.store.Table;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ProjectionTest {
  private final Rig rig = new Rig();
  private final Loop loop = rig.clock.loop("handler");

  private static Task task(String id, String nodeId, TaskState state) {
    return Task.newBuilder()
        .setId(id)
        .setNodeId(nodeId)
        .setSlot(3)
        .setServiceId("s1")
        .setServiceAnnotations(Annotations.newBuilder().setName("web"))
        .setAnnotations(
            Annotations.newBuilder()
                .putLabels("tier", "front")
                .addIndices(IndexEntry.newBuilder().setKey("skep.owner").setVal("service/s1")))
        .setStatus(TaskStatus.newBuilder().setState(state).setMessage("so far"))
        .setDesiredState(TaskState.RUNNING)
        .build();
  }

  @Test
  @DisplayName(
      "rt.W-12: what is not named is not kept, but id, name, version, owners and labels are")
  void onlyTheNamedFieldsAndThoseThatSayWhichObjectItIsAreKept() {
    Informer<Task> tasks =
        rig.informers.of(InformerOptions.of(Kinds.TASK).only("node_id", "status.state"));
    rig.start();
    rig.create(task("t1", "n1", TaskState.RUNNING));
    rig.settle();

    Task stored = rig.store.view().get(Kinds.TASK, "t1").orElseThrow();
    Task shown = tasks.reader().get("t1").orElseThrow();
    assertThat(shown)
        .isEqualTo(
            stored.toBuilder()
                .clearServiceId()
                .clearDesiredState()
                .setStatus(TaskStatus.newBuilder().setState(TaskState.RUNNING))
                .build());
    assertThat(shown.getMeta().getVersion().getIndex()).isEqualTo(1);
    assertThat(tasks.reader().list()).containsExactly(shown);
    assertThat(tasks.reader().find(By.name("web.3.t1")))
        .as("the store's indexes find it, and it is shown as it is kept")
        .singleElement()
        .isSameAs(shown);
  }

  @Test
  @DisplayName("rt.W-12: indexes, events and their old objects are of what is shown")
  void indexesAndHandlersGetWhatIsShown() {
    Index<Task, String> state = Index.of("state", t -> t.getStatus().getState().name());
    Informer<Task> tasks = rig.informers.of(InformerOptions.of(Kinds.TASK).only("status.state"));
    List<Task> heard = new ArrayList<>();
    rig.create(task("t1", "n1", TaskState.NEW));
    tasks.addIndex(state);
    rig.start();
    rig.addHandler(
        loop,
        tasks,
        event -> {
          heard.add(event.object());
          if (event instanceof Event.Updated<Task> updated) {
            heard.add(updated.old());
          }
        });

    rig.commit(
        tx -> {
          Task old = tx.get(Kinds.TASK, "t1").orElseThrow();
          Task.Builder next = old.toBuilder();
          next.getStatusBuilder().setState(TaskState.FAILED);
          tx.update(Kinds.TASK, next.build());
        });
    rig.settle();
    assertThat(tasks.reader().by(state, "FAILED")).hasSize(1);
    rig.delete(Kinds.TASK, "t1");
    rig.settle();

    assertThat(heard).hasSize(4).allMatch(t -> t.getServiceId().isEmpty() && t.getSlot() == 3);
    assertThat(heard)
        .extracting(t -> t.getStatus().getState())
        .containsExactly(TaskState.NEW, TaskState.FAILED, TaskState.NEW, TaskState.FAILED);
  }

  @Test
  @DisplayName("rt.W-12: every table of the store can be projected")
  void everyTableCanBeProjected() {
    for (Table<?> table : Kinds.ALL) {
      assertThat(project(table)).as(table.name()).isNotNull();
    }
  }

  private <M extends Message> Informer<M> project(Table<M> table) {
    return rig.informers.of(InformerOptions.of(table).only("id"));
  }

  @Test
  @DisplayName("rt.W-12: a field that is not there is refused at once")
  void aFieldThatIsNotThereIsRefused() {
    InformerOptions<Task> tasks = InformerOptions.of(Kinds.TASK);

    assertThatThrownBy(() -> rig.informers.of(tasks.only("nodeId")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("table task has no field \"nodeId\"");
    assertThatThrownBy(() -> rig.informers.of(tasks.only("volumes.id")))
        .hasMessageContaining("down to the first repeated one");
    assertThatThrownBy(() -> rig.informers.of(tasks.only("node_id.x")))
        .hasMessageContaining("because of \"x\"");
    assertThatThrownBy(() -> rig.informers.of(InformerOptions.of(PetKind.PET).only("owner")))
        .hasMessageContaining("kind pet cannot be projected")
        .hasMessageContaining("use a transform");
  }

  @Test
  @DisplayName("rt.I-18: equal fields, in whatever order, share one informer; others do not")
  void equalProjectionsShareOneInformer() {
    InformerOptions<Task> tasks = InformerOptions.of(Kinds.TASK);
    Informer<Task> one = rig.informers.of(tasks.only("node_id", "slot"));
    Informer<Task> two = rig.informers.of(tasks.only("slot").only("node_id", "slot"));
    Informer<Task> three = rig.informers.of(tasks.only("slot"));
    Informer<Task> whole = rig.informers.of(tasks);
    rig.start();

    assertThat(one.reader()).isSameAs(two.reader());
    assertThat(one.reader()).isNotSameAs(three.reader()).isNotSameAs(whole.reader());
    assertThat(whole.reader()).isSameAs(rig.informers.of(Kinds.TASK).reader());
  }

  private static Node shortened(Node node) {
    return node(node.getId(), label(node).substring(0, 1));
  }

  @Test
  @DisplayName("rt.W-13, F10, G04, I07: a transform is seen by readers, indexes and handlers alike")
  void aTransformIsSeenByReadersIndexesAndHandlers() {
    Informer<Node> nodes =
        rig.informers.of(InformerOptions.of(Kinds.NODE).through(ProjectionTest::shortened));
    Index<Node, String> byLabel = Index.of("label", Rig::label);
    List<String> heard = new ArrayList<>();
    nodes.addIndex(byLabel);
    rig.create(node("n1", "abc"));
    rig.start();
    rig.addHandler(loop, nodes, event -> heard.add(Rig.brief(event)));

    rig.relabel("n1", "bcd");
    rig.settle();
    assertThat(nodes.reader().by(byLabel, "b")).hasSize(1);
    assertThat(label(nodes.reader().get("n1").orElseThrow())).isEqualTo("b");
    rig.delete(Kinds.NODE, "n1");
    rig.settle();

    assertThat(heard).containsExactly("*n1=a", "~n1=a>b", "-n1=b");
  }

  @Test
  @DisplayName("rt.W-13, F10: a transform never sees an object that is gone")
  void aTransformNeverSeesWhatIsGone() {
    List<String> seen = new ArrayList<>();
    Informer<Node> nodes =
        rig.informers.of(
            InformerOptions.of(Kinds.NODE)
                .through(
                    node -> {
                      seen.add(node.getId() + "=" + label(node));
                      return node;
                    }));
    rig.create(node("n1", "a"));
    rig.create(node("n2", "a"));
    rig.start();
    assertThat(nodes.reader().count()).isEqualTo(2);

    rig.relabel("n1", "b");
    rig.settle();
    rig.delete(Kinds.NODE, "n1");
    rig.settle();

    assertThat(seen).containsExactly("n1=a", "n2=a", "n1=b");
    assertThat(nodes.reader().count()).isEqualTo(1);
  }

  @Test
  @DisplayName("rt.W-13: nor one that goes while the map is being built")
  void aTransformNeverSeesWhatGoesDuringTheBuild() {
    List<String> seen = new ArrayList<>();
    rig.commit(
        tx -> {
          for (int i = 0; i < 2_000; i++) {
            tx.create(Kinds.NODE, node("n%04d".formatted(i), "a"));
          }
        });
    Informer<Node> nodes =
        rig.informers.of(
            InformerOptions.of(Kinds.NODE)
                .through(
                    node -> {
                      seen.add(node.getId());
                      return node;
                    }));
    rig.feed.start();
    while (seen.size() < 512) {
      rig.clock.step();
    }

    rig.delete(Kinds.NODE, "n0000");
    rig.delete(Kinds.NODE, "n1999");
    rig.settle();

    assertThat(seen).hasSizeBetween(1_999, 2_000).doesNotHaveDuplicates();
    assertThat(nodes.reader().count()).isEqualTo(1_998);
    assertThat(nodes.reader().get("n0000")).isEmpty();
  }

  @Test
  @DisplayName("rt.W-13: a transform that throws leaves the object out and the informer degraded")
  void aTransformThatThrowsLeavesTheObjectOut() {
    Informer<Node> nodes =
        rig.informers.of(InformerOptions.of(Kinds.NODE).through(ProjectionTest::shortened));
    List<String> heard = new ArrayList<>();
    rig.create(node("n1", "a"));
    rig.create(node("n2", ""));
    rig.start();
    rig.addHandler(loop, nodes, event -> heard.add(Rig.brief(event)));
    assertThat(nodes.health()).isInstanceOf(Health.Degraded.class);
    rig.relabel("n1", "");
    rig.settle();
    assertThat(nodes.reader().list()).isEmpty();

    rig.relabel("n1", "c");
    rig.relabel("n2", "d");
    rig.settle();

    assertThat(heard).containsExactly("*n1=a", "-n1=a", "+n1=c", "+n2=d");
    assertThat(nodes.health()).isEqualTo(new Health.Synced());
  }

  @Test
  @DisplayName("rt.W-13: a transform must not turn an object into another one")
  void aTransformMustKeepTheId() {
    Informer<Node> nodes =
        rig.informers.of(InformerOptions.of(Kinds.NODE).through(any -> node("other", "a")));
    rig.create(node("n1", "a"));
    rig.start();

    assertThat(nodes.reader().list()).isEmpty();
    assertThat(nodes.health())
        .isInstanceOfSatisfying(
            Health.Degraded.class,
            degraded ->
                assertThat(degraded.problems().get(0))
                    .contains("made \"other\" of node \"n1\"; it must return"));
  }

  @Test
  @DisplayName("rt.W-12, rt.W-13: the filter is asked with the whole object, then it is projected")
  void theFilterComesFirstThenTheProjectionThenTheTransform() {
    Informer<Task> tasks =
        rig.informers.of(
            InformerOptions.of(Kinds.TASK)
                .where(t -> t.getServiceId().equals("s1"))
                .only("status")
                .through(t -> t.toBuilder().setServiceId("<" + t.getServiceId() + ">").build()));
    rig.create(task("t1", "n1", TaskState.NEW));
    rig.create(task("t2", "n1", TaskState.NEW).toBuilder().setServiceId("s2").build());
    rig.start();

    assertThat(tasks.reader().list())
        .singleElement()
        .satisfies(t -> assertThat(t.getServiceId()).isEqualTo("<>"));
  }
}
