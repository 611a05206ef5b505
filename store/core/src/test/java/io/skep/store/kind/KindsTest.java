package io.skep.store.kind;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.skep.api.Meta;
import io.skep.api.StoreAction;
import io.skep.api.StoreActionKind;
import io.skep.api.StoreSnapshot;
import io.skep.api.Version;
import io.skep.store.Index;
import io.skep.store.Table;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What all ten tables have in common. */
class KindsTest {
  static final List<Table<?>> ALL = Kinds.ALL;

  private static final Map<String, Integer> ACTION_NUMBERS =
      Map.of(
          "node",
          2,
          "service",
          3,
          "task",
          4,
          "network",
          5,
          "cluster",
          6,
          "secret",
          7,
          "resource",
          8,
          "extension",
          9,
          "config",
          10,
          "volume",
          11);

  private static final Map<String, Integer> SNAPSHOT_NUMBERS =
      Map.of(
          "node",
          1,
          "service",
          2,
          "network",
          3,
          "task",
          4,
          "cluster",
          5,
          "secret",
          6,
          "resource",
          7,
          "extension",
          8,
          "config",
          9,
          "volume",
          10);

  @Test
  void thereAreTenTablesInTheOrderOfTheirNames() {
    // S-80, S-117
    assertThat(Kinds.ALL)
        .extracting(Table::name)
        .containsExactly(
            "cluster",
            "config",
            "extension",
            "network",
            "node",
            "resource",
            "secret",
            "service",
            "task",
            "volume");
  }

  @Test
  void aKindIsFoundByItsExactName() {
    assertThat(Kinds.named("task")).contains(Kinds.TASK);
    assertThat(Kinds.named("Task")).isEmpty();
    assertThat(Kinds.named("website")).isEmpty();
  }

  @ParameterizedTest
  @FieldSource("ALL")
  @DisplayName("S-76, S-78, N-11: an action holds its object under the number of its table only")
  <M extends Message> void anActionHoldsItsObject(Table<M> table) {
    M object = Samples.named(table, "id1", "name1");

    StoreAction action =
        table.places().orElseThrow().action(StoreActionKind.STORE_ACTION_UPDATE, object);

    assertThat(action.getAction()).isEqualTo(StoreActionKind.STORE_ACTION_UPDATE);
    assertThat(action.getAllFields().keySet())
        .extracting(FieldDescriptor::getNumber)
        .containsExactly(1, ACTION_NUMBERS.get(table.name()));
    assertThat(table.places().orElseThrow().in(action)).containsSame(object);
    for (Table<?> other : Kinds.ALL) {
      assertThat(other.places().orElseThrow().in(action).isPresent()).isEqualTo(other == table);
    }
    assertThat(table.places().orElseThrow().in(StoreAction.getDefaultInstance())).isEmpty();
  }

  @ParameterizedTest
  @FieldSource("ALL")
  @DisplayName("S-79, N-11: a snapshot holds the objects of each table in order, at its number")
  <M extends Message> void aSnapshotHoldsTheObjectsInOrder(Table<M> table) {
    M first = Samples.named(table, "id1", "name1");
    M second = Samples.named(table, "id2", "name2");
    StoreSnapshot.Builder snapshot = StoreSnapshot.newBuilder();

    table.places().orElseThrow().into(snapshot, List.of(first, second));

    assertThat(snapshot.build().getAllFields().keySet())
        .extracting(FieldDescriptor::getNumber)
        .containsExactly(SNAPSHOT_NUMBERS.get(table.name()));
    assertThat(table.places().orElseThrow().in(snapshot.build())).containsExactly(first, second);
  }

  @ParameterizedTest
  @FieldSource("ALL")
  @DisplayName("S-23, S-31: every table reads and replaces the meta of its objects, and only that")
  <M extends Message> void metaIsReadAndReplaced(Table<M> table) {
    M object = Samples.named(table, "id1", "name1");
    Meta meta = Meta.newBuilder().setVersion(Version.newBuilder().setIndex(7)).build();

    M stamped = table.withMeta(object, meta);

    assertThat(table.meta(object)).isEqualTo(Meta.getDefaultInstance());
    assertThat(table.meta(stamped)).isEqualTo(meta);
    assertThat(table.withMeta(stamped, Meta.getDefaultInstance()).toByteString())
        .isEqualTo(table.withMeta(object, Meta.getDefaultInstance()).toByteString());
    assertThat(table.id(stamped)).isEqualTo("id1");
  }

  @ParameterizedTest
  @FieldSource("ALL")
  void aTableIsTheKindOfItsOwnMessages(Table<?> table) {
    Message object = Samples.named(table, "id1", "name1");

    assertThat(table.table()).isSameAs(table);
    assertThat(table.owns(object)).isTrue();
    assertThat(table.decode(object)).isSameAs(object);
    assertThat(table.toString()).isEqualTo(table.name());
    for (Table<?> other : Kinds.ALL) {
      assertThat(other.owns(object)).isEqualTo(other == table);
    }
  }

  @ParameterizedTest
  @FieldSource("ALL")
  @DisplayName(
      "S-32, S-34, S-36, S-38, S-42: names are unique but for nodes and tasks, in one case")
  <M extends Message> void namesAreUniqueButForNodesAndTasks(Table<M> table) {
    M object = Samples.named(table, "id1", "WEB\u0130\u03a3");

    if (List.of(Kinds.NODE, Kinds.TASK).contains(table)) {
      assertThat(table.uniqueName(object)).isEmpty();
    } else {
      assertThat(table.uniqueName(object)).contains("webi\u03c3");
      assertThat(table.uniqueName(Samples.named(table, "id1", "")))
          .as("S-45: the empty name is a name")
          .contains("");
    }
  }

  @ParameterizedTest
  @FieldSource("ALL")
  void everyTableHasTheIndexesOfNamesAndOfUsersOwnEntries(Table<?> table) {
    assertThat(table.indexes())
        .extracting(Index::name)
        .startsWith(Index.NAME, Index.CUSTOM)
        .doesNotHaveDuplicates();
  }
}
