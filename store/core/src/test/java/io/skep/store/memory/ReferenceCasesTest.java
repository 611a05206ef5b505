package io.skep.store.memory;

import static io.skep.store.memory.Fixtures.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.Annotations;
import io.skep.api.IndexEntry;
import io.skep.api.Network;
import io.skep.api.Node;
import io.skep.api.NodeRole;
import io.skep.api.NodeSpec.Membership;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.store.AlreadyExistsException;
import io.skep.store.By;
import io.skep.store.NameConflictException;
import io.skep.store.NotFoundException;
import io.skep.store.ReadTx;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.NodeKind;
import io.skep.store.kind.TaskKind;
import io.skep.store.loop.VirtualClock;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The cases by which SwarmKit's own store is tested, with the values that those use. */
class ReferenceCasesTest {
  private final MemoryStore store = Fixtures.store(new VirtualClock(1));

  @BeforeEach
  void theStandardSetIsStored() {
    assertThat(store.view().list(Kinds.NODE)).isEmpty();
    now(store.update(StandardSet::createIn));
  }

  @Test
  void nodes() { // T-1
    ReadTx view = store.view();
    assertThat(nodes(view, By.all())).containsExactly("id1", "id2", "id3");
    assertThat(nodes(view, By.name("name1"))).containsExactly("id1");
    assertThat(nodes(view, By.name("name2"))).containsExactly("id2", "id3");
    assertThat(nodes(view, By.or(By.name("name1"), By.name("name2")))).hasSize(3);
    assertThat(nodes(view, By.name("invalid"))).isEmpty();
    assertThat(nodes(view, By.idPrefix("id"))).hasSize(3);
    assertThat(nodes(view, NodeKind.byRole(NodeRole.MANAGER))).containsExactly("id1");
    assertThat(nodes(view, NodeKind.byRole(NodeRole.WORKER))).containsExactly("id2", "id3");
    assertThat(nodes(view, NodeKind.byMembership(Membership.PENDING))).containsExactly("id1");
    assertThat(nodes(view, NodeKind.byMembership(Membership.ACCEPTED)))
        .containsExactly("id2", "id3");

    now(
        store.update(
            tx -> {
              Node.Builder renamed = tx.get(Kinds.NODE, "id3").orElseThrow().toBuilder();
              renamed.getDescriptionBuilder().setHostname("name3");
              Node updated = tx.update(Kinds.NODE, renamed.build());
              assertThat(tx.get(Kinds.NODE, "id3")).contains(updated);
              assertThat(nodes(tx, By.name("name2"))).containsExactly("id2");
              assertThat(nodes(tx, By.name("name3"))).containsExactly("id3");
              assertThatThrownBy(() -> tx.update(Kinds.NODE, Fixtures.node("invalid")))
                  .isInstanceOf(NotFoundException.class);
              tx.delete(Kinds.NODE, "id1");
              assertThat(tx.get(Kinds.NODE, "id1")).isEmpty();
              assertThat(nodes(tx, By.name("name1"))).isEmpty();
              assertThatThrownBy(() -> tx.delete(Kinds.NODE, "nonexistent"))
                  .isInstanceOf(NotFoundException.class);
            }));
  }

  @Test
  void services() { // T-2
    now(
        store.update(
            tx -> {
              refusesService(tx, "id1", "name4", AlreadyExistsException.class);
              refusesService(tx, "id4", "name1", NameConflictException.class);
              refusesService(tx, "id4", "NAME1", NameConflictException.class);
            }));
    ReadTx view = store.view();
    assertThat(services(view, By.namePrefix("name1"))).containsExactly("id1");
    assertThat(services(view, By.namePrefix("NAME1"))).containsExactly("id1");
    assertThat(services(view, By.namePrefix("invalid"))).isEmpty();
    By<Service> two = By.or(By.namePrefix("name1"), By.namePrefix("name2"));
    assertThat(services(view, two)).hasSize(2);
    assertThat(services(view, By.or(two, By.namePrefix("name4")))).hasSize(2);
    assertThat(services(view, By.idPrefix("id"))).hasSize(3);

    now(
        store.update(
            tx -> {
              Service first = tx.get(Kinds.SERVICE, "id1").orElseThrow();
              for (String taken : List.of("name2", "NAME2")) {
                assertThatThrownBy(() -> tx.update(Kinds.SERVICE, named(first, taken)))
                    .isInstanceOf(NameConflictException.class);
              }
              Service.Builder labelled = first.toBuilder();
              labelled.getSpecBuilder().getAnnotationsBuilder().putLabels("a", "b");
              Service second = tx.update(Kinds.SERVICE, labelled.build());
              assertThat(tx.get(Kinds.SERVICE, "id1")).contains(second);
              tx.update(Kinds.SERVICE, named(second, "name4"));
              assertThat(services(tx, By.namePrefix("name1"))).isEmpty();
              assertThat(services(tx, By.namePrefix("name4"))).containsExactly("id1");
            }));

    now(
        store.update(
            tx -> {
              tx.delete(Kinds.SERVICE, "id1");
              assertThat(services(tx, By.namePrefix("name4"))).isEmpty();
              assertThatThrownBy(() -> tx.delete(Kinds.SERVICE, "id1"))
                  .isInstanceOf(NotFoundException.class);
            }));
  }

  @Test
  void networks() { // T-3
    ReadTx view = store.view();
    assertThat(networks(view, By.all())).containsExactly("id1", "id2", "id3");
    assertThat(
            view.get(Kinds.NETWORK, "id2").map(found -> found.getSpec().getAnnotations().getName()))
        .contains("name2");
    assertThat(networks(view, By.name("name1"))).containsExactly("id1");
    assertThat(networks(view, By.name("name2"))).containsExactly("id2");
    assertThat(networks(view, By.name("invalid"))).isEmpty();

    now(
        store.update(
            tx -> {
              assertThatThrownBy(
                      () -> tx.create(Kinds.NETWORK, view.get(Kinds.NETWORK, "id1").orElseThrow()))
                  .isInstanceOf(NameConflictException.class);
              assertThatThrownBy(
                      () -> tx.create(Kinds.NETWORK, Network.newBuilder().setId("id1").build()))
                  .isInstanceOf(AlreadyExistsException.class);
              tx.delete(Kinds.NETWORK, "id1");
              assertThat(tx.get(Kinds.NETWORK, "id1")).isEmpty();
              assertThat(networks(tx, By.name("name1"))).isEmpty();
              assertThatThrownBy(() -> tx.delete(Kinds.NETWORK, "nonexistent"))
                  .isInstanceOf(NotFoundException.class);
            }));
  }

  @Test
  void tasks() { // T-4, S-50
    ReadTx view = store.view();
    assertThat(tasks(view, By.namePrefix("name1"))).containsExactly("id1");
    assertThat(tasks(view, By.namePrefix("name2"))).containsExactly("id2", "id3");
    assertThat(tasks(view, By.namePrefix("invalid"))).isEmpty();
    assertThat(tasks(view, TaskKind.byNodeId("id1"))).containsExactly("id1");
    assertThat(tasks(view, TaskKind.byNodeId("invalid"))).isEmpty();
    assertThat(tasks(view, TaskKind.byNodeId(""))).containsExactly("id2", "id3");
    assertThat(tasks(view, TaskKind.byServiceId("id1"))).containsExactly("id2");
    assertThat(tasks(view, TaskKind.byServiceId("invalid"))).isEmpty();
    assertThat(tasks(view, TaskKind.byDesiredState(TaskState.RUNNING)))
        .containsExactly("id1", "id2");
    assertThat(tasks(view, TaskKind.byDesiredState(TaskState.SHUTDOWN))).containsExactly("id3");
    assertThat(tasks(view, TaskKind.byDesiredState(TaskState.PENDING))).isEmpty();

    now(
        store.update(
            tx -> {
              Task third = tx.get(Kinds.TASK, "id3").orElseThrow();
              tx.update(
                  Kinds.TASK, third.toBuilder().setAnnotations(Fixtures.named("name3")).build());
              assertThat(tasks(tx, By.namePrefix("name2"))).containsExactly("id2");
              assertThat(tasks(tx, By.namePrefix("name3"))).containsExactly("id3");
              tx.delete(Kinds.TASK, "id1");
              assertThat(tasks(tx, By.namePrefix("name1"))).isEmpty();
            }));
  }

  @Test
  void entriesOfTheUsersOwn() { // T-6, S-56, S-57, S-63
    now(
        store.update(
            tx -> {
              index(tx, "id2", "id1");
              index(tx, "id3", "id1", "id2");
            }));

    ReadTx view = store.view();
    assertThat(nodes(view, By.custom("nodesbefore", "id2"))).containsExactly("id3");
    assertThat(nodes(view, By.custom("nodesbefore", "id1"))).containsExactly("id2", "id3");
    assertThat(nodes(view, By.custom("nodesbefore", "id3"))).isEmpty();
    assertThat(nodes(view, By.customPrefix("nodesbefore", "id"))).containsExactly("id2", "id3");
    assertThat(nodes(view, By.customPrefix("nodesbefore", "id6"))).isEmpty();
  }

  @Test
  void anyOfSeveralSelectors() { // T-14, S-61, S-62
    ReadTx view = store.view();
    By<Node> first = By.name("name1");
    assertThat(nodes(view, By.or())).isEmpty();
    assertThat(nodes(view, By.or(first))).containsExactly("id1");
    assertThat(nodes(view, By.or(first, first))).containsExactly("id1");
    assertThat(nodes(view, By.or(By.name("name2"), first))).containsExactly("id2", "id3", "id1");
    assertThat(nodes(view, By.or(first, By.idPrefix("id1")))).containsExactly("id1");
    assertThat(nodes(view, By.or(first, By.idPrefix("id5295")))).containsExactly("id1");
    assertThat(nodes(view, By.or(By.idPrefix("id1"), By.idPrefix("id2")))).hasSize(2);
    assertThat(nodes(view, By.or(By.idPrefix("id1"), By.idPrefix("id2"), By.idPrefix("id3"))))
        .hasSize(3);
  }

  private static void index(io.skep.store.Tx tx, String id, String... values) {
    var annotations = Annotations.newBuilder();
    for (String value : values) {
      annotations.addIndices(IndexEntry.newBuilder().setKey("nodesbefore").setVal(value));
    }
    Node.Builder node = tx.get(Kinds.NODE, id).orElseThrow().toBuilder();
    node.getSpecBuilder().setAnnotations(annotations);
    tx.update(Kinds.NODE, node.build());
  }

  private static void refusesService(
      io.skep.store.Tx tx, String id, String name, Class<? extends Throwable> type) {
    assertThatThrownBy(() -> tx.create(Kinds.SERVICE, Fixtures.service(id, name)))
        .isInstanceOf(type);
  }

  private static Service named(Service service, String name) {
    Service.Builder renamed = service.toBuilder();
    renamed.getSpecBuilder().getAnnotationsBuilder().setName(name);
    return renamed.build();
  }

  private static List<String> nodes(ReadTx view, By<Node> by) {
    return view.find(Kinds.NODE, by).stream().map(Node::getId).toList();
  }

  private static List<String> networks(ReadTx view, By<Network> by) {
    return view.find(Kinds.NETWORK, by).stream().map(Network::getId).toList();
  }

  private static List<String> services(ReadTx view, By<Service> by) {
    return view.find(Kinds.SERVICE, by).stream().map(Service::getId).toList();
  }

  private static List<String> tasks(ReadTx view, By<Task> by) {
    return view.find(Kinds.TASK, by).stream().map(Task::getId).toList();
  }
}
