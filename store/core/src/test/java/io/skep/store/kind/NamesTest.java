package io.skep.store.kind;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.skep.api.Annotations;
import io.skep.api.Node;
import io.skep.api.NodeDescription;
import io.skep.api.Task;
import io.skep.store.By;
import io.skep.store.Table;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** By what name objects are found. */
class NamesTest {
  static final List<Table<?>> BY_ANNOTATIONS =
      Kinds.ALL.stream().filter(table -> table != Kinds.NODE).toList();

  @ParameterizedTest
  @FieldSource("BY_ANNOTATIONS")
  @DisplayName("S-42, S-59: names are found whatever their case")
  <M extends Message> void namesAreFoundWhateverTheirCase(Table<M> table) {
    var shelf = new Shelf<>(table);
    shelf.put(Samples.named(table, "id1", "Web"));
    shelf.put(Samples.named(table, "id2", "weB2"));

    assertThat(shelf.ids(By.name("wEB"))).containsExactly("id1");
    assertThat(shelf.ids(By.name("web1"))).isEmpty();
  }

  @ParameterizedTest
  @FieldSource("BY_ANNOTATIONS")
  @DisplayName("S-52: a renamed object is found by its new name only")
  <M extends Message> void aRenamedObjectIsFoundByItsNewName(Table<M> table) {
    var shelf = new Shelf<>(table);
    shelf.put(Samples.named(table, "id1", "old"));

    shelf.put(Samples.named(table, "id1", "new"));

    assertThat(shelf.ids(By.name("old"))).isEmpty();
    assertThat(shelf.ids(By.name("new"))).containsExactly("id1");
  }

  @ParameterizedTest
  @FieldSource("BY_ANNOTATIONS")
  @DisplayName("S-53: objects that came to share a name are all found by it, whoever leaves it")
  <M extends Message> void aSharedNameFindsAll(Table<M> table) {
    var shelf = new Shelf<>(table);
    shelf.put(Samples.named(table, "id1", "web"));
    shelf.put(Samples.named(table, "id2", "web"));
    assertThat(shelf.ids(By.name("web"))).containsExactly("id1", "id2");

    shelf.put(Samples.named(table, "id1", "db"));

    assertThat(shelf.ids(By.name("web"))).containsExactly("id2");
  }

  @Test
  void namePrefixesOrderByNameAndThenById() {
    // S-60, S-62
    var shelf = new Shelf<>(Kinds.SERVICE);
    shelf.put(Samples.named(Kinds.SERVICE, "id1", "web.b"));
    shelf.put(Samples.named(Kinds.SERVICE, "id2", "WEB.a"));
    shelf.put(Samples.named(Kinds.SERVICE, "id3", ""));
    shelf.put(Samples.named(Kinds.SERVICE, "id4", "db"));

    assertThat(shelf.ids(By.namePrefix("web"))).containsExactly("id2", "id1");
    assertThat(shelf.ids(By.namePrefix(""))).containsExactly("id3", "id4", "id2", "id1");
    assertThat(shelf.ids(By.name(""))).as("S-45, S-50").containsExactly("id3");
  }

  @Test
  void aNodeIsFoundByItsHostNameOnceItHasOne() {
    // S-60
    var shelf = new Shelf<>(Kinds.NODE);
    Node host = Samples.named(Kinds.NODE, "id1", "given");
    shelf.put(Samples.named(Kinds.NODE, "id0", "given"));
    shelf.put(
        host.toBuilder().setDescription(NodeDescription.newBuilder().setHostname("Rack7")).build());
    shelf.put(host.toBuilder().setId("id2").setDescription(NodeDescription.newBuilder()).build());

    assertThat(shelf.ids(By.name("rack7"))).containsExactly("id1");
    assertThat(shelf.ids(By.name("given"))).isEmpty();
    assertThat(shelf.ids(By.namePrefix("")))
        .as("no description, no name; an empty host name is one")
        .containsExactly("id2", "id1");
  }

  @Test
  void aTaskIsCalledByServiceSlotAndId() {
    // S-54, T-15
    Task task =
        Task.newBuilder()
            .setId("taskID")
            .setSlot(10)
            .setNodeId("thenodeID")
            .setServiceAnnotations(Annotations.newBuilder().setName("theservice"))
            .build();
    Task named =
        task.toBuilder().setAnnotations(Annotations.newBuilder().setName("thetask")).build();

    assertThat(TaskName.of(task)).hasToString("theservice.10.taskID");
    assertThat(TaskName.of(task.toBuilder().setSlot(0).build()))
        .hasToString("theservice.thenodeID.taskID");
    assertThat(TaskName.of(task.toBuilder().setSlot(-1).build()))
        .hasToString("theservice.18446744073709551615.taskID");
    assertThat(TaskName.of(named)).hasToString("thetask");
    assertThat(TaskName.of(Task.newBuilder().setId("taskID").build())).hasToString("..taskID");
  }

  @Test
  void aTaskIsFoundByTheNameItIsCalledBy() {
    // S-54, S-59
    var shelf = new Shelf<>(Kinds.TASK);
    shelf.put(
        Task.newBuilder()
            .setId("T1")
            .setSlot(3)
            .setServiceAnnotations(Annotations.newBuilder().setName("Web"))
            .build());

    assertThat(shelf.ids(By.name("web.3.t1"))).containsExactly("T1");
    assertThat(shelf.ids(By.namePrefix("WEB.3."))).containsExactly("T1");
    assertThat(shelf.ids(By.namePrefix("web.30"))).isEmpty();
  }
}
