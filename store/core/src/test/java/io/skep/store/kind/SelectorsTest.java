package io.skep.store.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import io.skep.api.NodeRole;
import io.skep.api.NodeSpec.Membership;
import io.skep.api.TaskState;
import io.skep.store.By;
import io.skep.store.InvalidSelectorException;
import io.skep.store.Table;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Which selectors fit which tables. The compiler refuses most of the others; those that come from
 * outside are refused when they are used.
 */
class SelectorsTest {
  static final List<Table<?>> ALL = Kinds.ALL;

  private static final List<String> EVERY = Kinds.ALL.stream().map(Table::name).toList();

  static Stream<Arguments> selectors() {
    List<String> specs = List.of("service", "task");
    return Stream.of(
        Arguments.of("all", By.all(), EVERY),
        Arguments.of("or", By.or(), EVERY),
        Arguments.of("name", By.name("x"), EVERY),
        Arguments.of(
            "namePrefix",
            By.namePrefix("x"),
            EVERY.stream().filter(table -> !table.equals("extension")).toList()),
        Arguments.of("idPrefix", By.idPrefix("x"), EVERY),
        Arguments.of("custom", By.custom("k", "v"), EVERY),
        Arguments.of("customPrefix", By.customPrefix("k", "v"), EVERY),
        Arguments.of("byRole", NodeKind.byRole(NodeRole.WORKER), List.of("node")),
        Arguments.of("byMembership", NodeKind.byMembership(Membership.PENDING), List.of("node")),
        Arguments.of("byRuntime", ServiceKind.byRuntime("container"), specs),
        Arguments.of("byRuntime", TaskKind.byRuntime("container"), specs),
        Arguments.of("byNetworkId", ServiceKind.byNetworkId("n"), specs),
        Arguments.of("byNetworkId", TaskKind.byNetworkId("n"), specs),
        Arguments.of("bySecretId", ServiceKind.bySecretId("s"), specs),
        Arguments.of("bySecretId", TaskKind.bySecretId("s"), specs),
        Arguments.of("byConfigId", ServiceKind.byConfigId("c"), specs),
        Arguments.of("byConfigId", TaskKind.byConfigId("c"), specs),
        Arguments.of("byServiceId", TaskKind.byServiceId("s"), List.of("task")),
        Arguments.of("byNodeId", TaskKind.byNodeId("n"), List.of("task")),
        Arguments.of("bySlot", TaskKind.bySlot("s", 1), List.of("task")),
        Arguments.of("byDesiredState", TaskKind.byDesiredState(TaskState.NEW), List.of("task")),
        Arguments.of("byState", TaskKind.byState(TaskState.NEW), List.of("task")),
        Arguments.of("byVolumeId", TaskKind.byVolumeId("v"), List.of("task")),
        Arguments.of("byKind", ResourceKind.byKind("k"), List.of("resource")),
        Arguments.of("byGroup", VolumeKind.byGroup("g"), List.of("volume")),
        Arguments.of("byDriver", VolumeKind.byDriver("d"), List.of("volume")));
  }

  @ParameterizedTest(name = "{0} fits {2}")
  @MethodSource("selectors")
  @DisplayName("S-59, S-61, S-64: a selector fits its tables and is refused by the others")
  void aSelectorFitsItsTablesOnly(String name, By<?> by, List<String> fitting) {
    for (Table<?> table : Kinds.ALL) {
      var shelf = new Shelf<>(table);

      if (fitting.contains(table.name())) {
        assertThat(shelf.find(by)).as("%s of %s", name, table).isEmpty();
      } else {
        assertThatThrownBy(() -> shelf.find(by))
            .as("%s of %s", name, table)
            .isInstanceOf(InvalidSelectorException.class)
            .hasMessageStartingWith("invalid find argument type: ")
            .hasMessageContaining(table.name());
      }
    }
  }

  @ParameterizedTest
  @FieldSource("ALL")
  @DisplayName("S-51, S-59, S-62: ids are found by prefix, in byte order, in their own case")
  <M extends Message> void idsAreFoundByPrefix(Table<M> table) {
    var shelf = new Shelf<>(table);
    for (String id : List.of("id10", "\ud83d\ude00", "id1", "ID1", "\uffee")) {
      shelf.put(Samples.named(table, id, id));
    }

    assertThat(shelf.ids(By.idPrefix("id1"))).containsExactly("id1", "id10");
    assertThat(shelf.ids(By.all())).containsExactly("ID1", "id1", "id10", "\uffee", "\ud83d\ude00");
  }

  @ParameterizedTest
  @FieldSource("ALL")
  @DisplayName("S-56, S-57, S-58, S-63: users' own entries are found by exact key and value")
  <M extends Message> void usersOwnEntriesAreFound(Table<M> table) {
    var shelf = new Shelf<>(table);
    shelf.put(Samples.indexed(table, "id1"));
    shelf.put(Samples.indexed(table, "id2", "before", "id1"));
    shelf.put(Samples.indexed(table, "id3", "before", "id2", "before", "id1", "after", "id9"));

    assertThat(shelf.ids(By.custom("before", "id1"))).containsExactly("id2", "id3");
    assertThat(shelf.ids(By.custom("before", "id2"))).containsExactly("id3");
    assertThat(shelf.ids(By.custom("before", "id0"))).isEmpty();
    assertThat(shelf.ids(By.custom("Before", "id1"))).isEmpty();
    assertThat(shelf.ids(By.customPrefix("before", "id"))).containsExactly("id2", "id3");
    assertThat(shelf.ids(By.customPrefix("before", ""))).containsExactly("id2", "id3");
    assertThat(shelf.ids(By.customPrefix("bef", "id"))).isEmpty();
    assertThat(shelf.ids(By.customPrefix("before", "ID"))).isEmpty();
  }

  @ParameterizedTest
  @FieldSource("ALL")
  @DisplayName("S-124: the objects of every kind are found by the labels of their annotations")
  <M extends Message> void labelsAreFound(Table<M> table) {
    var shelf = new Shelf<>(table);
    shelf.put(Samples.labelled(table, "id1", Map.of("tier", "front", "zone", "a")));
    shelf.put(Samples.labelled(table, "id2", Map.of("tier", "")));
    shelf.put(Samples.labelled(table, "id3", Map.of("tier2", "front", "Tier", "front")));
    shelf.put(Samples.labelled(table, "id4", Map.of("zone", "tier", "tier", "back")));

    assertThat(shelf.ids(By.label("tier", "front"))).containsExactly("id1");
    assertThat(shelf.ids(By.label("tier", ""))).containsExactly("id2");
    assertThat(shelf.ids(By.label("tier", "Front"))).isEmpty();
    assertThat(shelf.ids(By.labelIn("tier", List.of("front", "", "none"))))
        .containsExactly("id1", "id2");
    assertThat(shelf.ids(By.labelIn("tier", List.of()))).isEmpty();
    assertThat(shelf.ids(By.hasLabel("tier"))).containsExactly("id1", "id2", "id4");
    assertThat(shelf.ids(By.not(By.hasLabel("tier")))).containsExactly("id3");
    assertThat(shelf.ids(By.hasLabel("none"))).isEmpty();
  }

  @ParameterizedTest
  @FieldSource("ALL")
  @DisplayName("S-58: keys and values of users' own entries never run into one another")
  <M extends Message> void keysAndValuesDoNotRunTogether(Table<M> table) {
    var shelf = new Shelf<>(table);
    shelf.put(Samples.indexed(table, "id1", "a|b", "c"));
    shelf.put(Samples.indexed(table, "id2", "a", "b|c"));
    shelf.put(Samples.indexed(table, "id3", "a\u0000b", "c"));
    shelf.put(Samples.indexed(table, "id4", "a", "b\u0000c"));

    assertThat(shelf.ids(By.custom("a|b", "c"))).containsExactly("id1");
    assertThat(shelf.ids(By.custom("a", "b|c"))).containsExactly("id2");
    assertThat(shelf.ids(By.custom("a\u0000b", "c"))).containsExactly("id3");
    assertThat(shelf.ids(By.customPrefix("a", "b"))).containsExactly("id4", "id2");
  }
}
