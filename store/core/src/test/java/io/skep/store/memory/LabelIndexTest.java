package io.skep.store.memory;

import static io.skep.store.memory.Fixtures.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.Annotations;
import io.skep.api.Node;
import io.skep.api.NodeSpec;
import io.skep.api.StoreSnapshot;
import io.skep.store.By;
import io.skep.store.Index;
import io.skep.store.Label;
import io.skep.store.ReadTx;
import io.skep.store.index.IndexKey;
import io.skep.store.index.Posting;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.NodeKind;
import io.skep.store.loop.VirtualClock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Indexes of labels, which a store keeps when it is asked to. */
class LabelIndexTest {
  private final VirtualClock clock = new VirtualClock(1);
  private final MemoryStore store =
      new MemoryStore(
          Fixtures.options(clock)
              .withLabelIndexes(
                  List.of(
                      LabelIndex.of(Kinds.NODE, "tier"),
                      LabelIndex.of(Kinds.NODE, "zone"),
                      LabelIndex.of(Kinds.NODE, NodeKind.ENGINE_LABEL, "disk"),
                      LabelIndex.of(Kinds.TASK, "tier"))));

  @Test
  void theIndexFollowsEveryWrite() { // S-52, S-125
    now(store.update(tx -> tx.create(Kinds.NODE, node("a", Map.of("tier", "front", "x", "y")))));
    now(store.update(tx -> tx.create(Kinds.NODE, node("b", Map.of("tier", "front")))));
    assertThat(indexed("tier", "front")).isEqualTo(2);
    assertThat(indexed("x", "y")).as("not asked for").isNull();

    now(
        store.update(
            tx -> {
              Node b = tx.get(Kinds.NODE, "b").orElseThrow();
              tx.update(
                  Kinds.NODE,
                  b.toBuilder().setSpec(spec(Map.of("tier", "back", "tie", "r"))).build());
              assertThat(tx.find(Kinds.NODE, By.label("tier", "back"))).hasSize(1);
              assertThat(tx.find(Kinds.NODE, By.label("tie", "r"))).hasSize(1);
            }));
    assertThat(indexed("tier", "front")).isEqualTo(1);
    assertThat(indexed("tier", "back")).isEqualTo(1);
  }

  @Test
  void theIndexIsThatOfARestoredSnapshot() { // S-53, S-125
    now(store.update(tx -> tx.create(Kinds.NODE, node("a", Map.of("tier", "front")))));
    StoreSnapshot saved = store.save(store.view());
    now(store.update(tx -> tx.delete(Kinds.NODE, "a")));
    assertThat(indexed("tier", "front")).isNull();

    now(store.restore(saved));

    assertThat(indexed("tier", "front")).isEqualTo(1);
  }

  @Test
  void aStoreWithAnIndexAnswersLikeOneWithout() { // S-124, S-125
    MemoryStore plain = Fixtures.store(clock);
    for (MemoryStore each : List.of(store, plain)) {
      now(each.update(tx -> tx.create(Kinds.NODE, node("a", Map.of("tier", "z", "x", "1")))));
      now(each.update(tx -> tx.create(Kinds.NODE, node("b", Map.of("tier", "a")))));
      now(each.update(tx -> tx.create(Kinds.NODE, node("c", Map.of("x", "1")))));

      ReadTx view = each.view();
      assertThat(ids(view, By.hasLabel("tier"))).containsExactly("a", "b");
      assertThat(ids(view, By.labelIn("tier", List.of("a", "z")))).containsExactly("a", "b");
      assertThat(ids(view, By.and(By.hasLabel("tier"), By.label("x", "1")))).containsExactly("a");
      assertThat(ids(view, By.not(By.hasLabel("tier")))).containsExactly("c");
      assertThat(ids(view, By.hasLabel(NodeKind.ENGINE_LABEL, "disk"))).isEmpty();
    }
  }

  @Test
  void labelsAndTablesThatAreNotThereAreRefused() {
    assertThatThrownBy(() -> new LabelIndex(Kinds.TASK, "enginelabel", "disk"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "table task has no labels named \"enginelabel\" to keep an index of; it has label");
    MemoryStoreOptions options =
        MemoryStoreOptions.of(List.of(Kinds.NODE))
            .withLabelIndexes(List.of(LabelIndex.of(Kinds.TASK, "tier")));
    assertThatThrownBy(() -> new MemoryStore(options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no table \"task\"");
  }

  /** How many nodes the index itself holds; null if none, or if it does not keep that label. */
  private Integer indexed(String key, String value) {
    var nodes = ((Root) store.view()).stateOf(Kinds.NODE).indexes();
    String indexKey = Index.labels("x", (Node node) -> Map.of()).key(new Label(key, value));
    assertThat(indexKey).endsWith(IndexKey.ofText(value));
    try {
      Posting ids = nodes.ids(Index.LABEL, indexKey);
      return ids == null ? null : ids.count();
    } catch (IndexOutOfBoundsException notKept) {
      return null;
    }
  }

  private static List<String> ids(ReadTx view, By<Node> by) {
    return view.find(Kinds.NODE, by).stream().map(Node::getId).toList();
  }

  private static Node node(String id, Map<String, String> labels) {
    return Node.newBuilder().setId(id).setSpec(spec(labels)).build();
  }

  private static NodeSpec spec(Map<String, String> labels) {
    return NodeSpec.newBuilder()
        .setAnnotations(Annotations.newBuilder().putAllLabels(labels))
        .build();
  }
}
