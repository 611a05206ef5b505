package io.skep.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.Annotations;
import io.skep.api.IndexEntry;
import io.skep.api.Node;
import io.skep.api.NodeDescription;
import io.skep.api.NodeRole;
import io.skep.api.NodeSpec;
import io.skep.api.NodeSpec.Membership;
import io.skep.api.Resource;
import io.skep.api.Service;
import io.skep.api.ServiceSpec;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.store.Specifier.Action;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.NodeKind;
import io.skep.store.kind.ResourceKind;
import io.skep.store.kind.TaskKind;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which changes a specifier matches, and by what they are found. */
class SpecifierTest {
  private static final Specifier<Node> NODES = Specifier.of(Kinds.NODE);
  private static final Specifier<Task> TASKS = Specifier.of(Kinds.TASK);
  private static final Task TASK =
      Task.newBuilder()
          .setId("t1")
          .setServiceId("s1")
          .setNodeId("n1")
          .setSlot(3)
          .setDesiredState(TaskState.RUNNING)
          .setServiceAnnotations(Annotations.newBuilder().setName("web"))
          .build();

  @Test
  void aKindAndActions() { // S-85, S-90, S-91
    Change<Node> created = created(node("n"));
    Change<Node> updated = updated(node("n"), node("n"));
    Change<Node> deleted = new Change.Deleted<>(Kinds.NODE, node("n"));

    assertThat(List.of(created, updated, deleted)).allMatch(NODES::wants).noneMatch(TASKS::wants);
    Specifier<Node> ends = NODES.on(Action.CREATED, Action.DELETED);
    assertThat(List.of(created, deleted)).allMatch(ends::wants);
    assertThat(ends.wants(updated)).isFalse();
    assertThat(NODES.on(Action.UPDATED).wants(updated)).isTrue();
  }

  @Test
  void anIdAndItsBeginningExactly() { // S-92
    assertThat(matches(NODES.id("Id1"), node("Id1"))).isTrue();
    assertThat(matches(NODES.id("Id1"), node("id1"))).isFalse();
    assertThat(matches(NODES.id("Id1"), node("Id10"))).isFalse();
    assertThat(matches(NODES.where(By.idPrefix("Id")), node("Id10"))).isTrue();
    assertThat(matches(NODES.where(By.idPrefix("Id")), node("id10"))).isFalse();
  }

  @Test
  void aNodesHostNameExactly() { // S-92
    Node east = node("n", "East-1");

    assertThat(matches(NODES.name("East-1"), east)).isTrue();
    assertThat(matches(NODES.name("east-1"), east)).isFalse();
    assertThat(matches(NODES.namePrefix("East"), east)).isTrue();
    assertThat(matches(NODES.namePrefix("east"), east)).isFalse();
    assertThat(matches(NODES.namePrefix(""), node("n", ""))).isTrue();
    assertThat(matches(NODES.namePrefix(""), node("n"))).as("no description").isFalse();
    assertThat(matches(NODES.name(""), node("n"))).as("no description").isFalse();
  }

  @Test
  void aTasksOwnNameAndNotTheOneThatIsMadeUp() { // S-92
    Task named = TASK.toBuilder().setAnnotations(Annotations.newBuilder().setName("Own")).build();

    assertThat(matches(TASKS.name("Own"), named)).isTrue();
    assertThat(matches(TASKS.namePrefix("own"), named)).isFalse();
    assertThat(matches(TASKS.name("web.3.t1"), TASK)).isFalse();
    assertThat(matches(TASKS.where(By.name("WEB.3.t1")), TASK)).as("as find does").isTrue();
  }

  @Test
  void otherNamesAreThoseOfTheSpecification() { // S-92
    Service service =
        Service.newBuilder()
            .setSpec(ServiceSpec.newBuilder().setAnnotations(Annotations.newBuilder().setName("W")))
            .build();
    var change = new Change.Created<>(Kinds.SERVICE, service);

    assertThat(Specifier.of(Kinds.SERVICE).name("W").wants(change)).isTrue();
    assertThat(Specifier.of(Kinds.SERVICE).name("w").wants(change)).isFalse();
    assertThat(Specifier.of(Kinds.SERVICE).where(By.name("w")).wants(change)).isTrue();
  }

  @Test
  void entriesOfTheUsersOwn() { // S-92
    Node node =
        node("n").toBuilder()
            .setSpec(
                NodeSpec.newBuilder()
                    .setAnnotations(
                        Annotations.newBuilder()
                            .addIndices(IndexEntry.newBuilder().setKey("k").setVal("one"))
                            .addIndices(IndexEntry.newBuilder().setKey("K").setVal("Two"))))
            .build();

    assertThat(matches(NODES.where(By.custom("k", "one")), node)).isTrue();
    assertThat(matches(NODES.where(By.custom("k", "Two")), node)).isFalse();
    assertThat(matches(NODES.where(By.custom("k", "One")), node)).isFalse();
    assertThat(matches(NODES.where(By.customPrefix("K", "T")), node)).isTrue();
    assertThat(matches(NODES.where(By.customPrefix("K", "t")), node)).isFalse();
    assertThat(matches(NODES.where(By.customPrefix("k", "T")), node)).isFalse();
  }

  @Test
  void whatTasksAreFoundBy() { // S-92
    assertThat(matches(TASKS.where(TaskKind.byNodeId("n1")), TASK)).isTrue();
    assertThat(matches(TASKS.where(TaskKind.byNodeId("N1")), TASK)).isFalse();
    assertThat(matches(TASKS.where(TaskKind.byServiceId("s1")), TASK)).isTrue();
    assertThat(matches(TASKS.where(TaskKind.byServiceId("s2")), TASK)).isFalse();
    assertThat(matches(TASKS.where(TaskKind.bySlot("s1", 3)), TASK)).isTrue();
    assertThat(matches(TASKS.where(TaskKind.bySlot("s2", 3)), TASK)).isFalse();
    assertThat(matches(TASKS.matching(task -> task.getSlot() == 3), TASK)).isTrue();
    assertThat(matches(TASKS.where(TaskKind.byDesiredState(TaskState.RUNNING)), TASK)).isTrue();
    assertThat(matches(TASKS.where(TaskKind.byDesiredState(TaskState.NEW)), TASK)).isFalse();
    assertThat(matches(TASKS.where(TaskKind.byNetworkId("x")), TASK)).isFalse();
  }

  @Test
  void roleAndMembershipOfNodesAndKindsOfResources() { // S-92
    Node manager =
        node("n").toBuilder()
            .setRole(NodeRole.MANAGER)
            .setSpec(NodeSpec.newBuilder().setDesiredRole(NodeRole.WORKER))
            .build();
    Resource resource = Resource.newBuilder().setKind("Website").build();

    assertThat(matches(NODES.where(NodeKind.byRole(NodeRole.MANAGER)), manager)).isTrue();
    assertThat(matches(NODES.where(NodeKind.byRole(NodeRole.WORKER)), manager)).isFalse();
    assertThat(matches(NODES.where(NodeKind.byMembership(Membership.PENDING)), manager)).isTrue();
    assertThat(matches(NODES.where(NodeKind.byMembership(Membership.ACCEPTED)), manager)).isFalse();
    var change = new Change.Created<>(Kinds.RESOURCE, resource);
    Specifier<Resource> resources = Specifier.of(Kinds.RESOURCE);
    assertThat(resources.where(ResourceKind.byKind("Website")).wants(change)).isTrue();
    assertThat(resources.where(ResourceKind.byKind("website")).wants(change)).isFalse();
  }

  @Test
  void allConditionsOfASpecifierAndAnySpecifierOfAnInterest() { // S-90, S-91
    Specifier<Task> both =
        TASKS.where(TaskKind.byNodeId("n1")).matching(task -> task.getSlot() == 4);
    Change<Task> third = new Change.Created<>(Kinds.TASK, TASK);
    Change<Task> fourth = new Change.Created<>(Kinds.TASK, TASK.toBuilder().setSlot(4).build());

    assertThat(both.wants(third)).isFalse();
    assertThat(both.wants(fourth)).isTrue();
    Interest either = Interest.of(both, NODES, TASKS.id("t1").on(Action.DELETED));
    assertThat(either.wants(third)).isFalse();
    assertThat(either.wants(fourth)).isTrue();
    assertThat(either.wants(created(node("n")))).isTrue();
    assertThat(either.wants(new Change.Deleted<>(Kinds.TASK, TASK))).isTrue();
    assertThat(either.where(change -> change.table() == Kinds.NODE).wants(fourth)).isFalse();
    assertThat(Interest.of(List.of()).wants(third)).isTrue();
  }

  @Test
  void anUpdateIsLookedAtAsItIsNowUnlessLeavingMattersToo() { // S-86, S-91, S-92
    Change<Node> enters = updated(node("n", "west"), node("n", "east"));
    Change<Node> leaves = updated(node("n", "east"), node("n", "west"));
    Specifier<Node> east = NODES.name("east");

    assertThat(east.wants(enters)).isTrue();
    assertThat(east.wants(leaves)).isFalse();
    assertThat(east.andLeaving().wants(enters)).isTrue();
    assertThat(east.andLeaving().wants(leaves)).isTrue();
    assertThat(east.andLeaving().wants(updated(node("n", "west"), node("n", "west")))).isFalse();
  }

  @Test
  void changesAreFoundByTheMostTellingCondition() {
    assertThat(TASKS.routes()).containsExactly(new Route.OfTable(Kinds.TASK));
    assertThat(TASKS.matching(task -> true).id("t1").routes())
        .containsExactly(new Route.OfId(Kinds.TASK, "t1"));
    assertThat(TASKS.where(TaskKind.byNodeId("n1")).routes())
        .containsExactly(new Route.OfKey(Kinds.TASK, TaskKind.NODE_ID, TaskKind.NODE_ID.key("n1")));
    By<Task> two = By.or(TaskKind.byNodeId("n1"), TaskKind.byServiceId("s1"));
    assertThat(TASKS.where(two).routes()).hasSize(2);
    assertThat(TASKS.where(By.or(two, By.namePrefix("w"))).routes())
        .containsExactly(new Route.OfTable(Kinds.TASK));
    assertThat(TASKS.where(By.or()).routes()).containsExactly(new Route.OfTable(Kinds.TASK));
    assertThat(Interest.all().routes()).containsExactly(new Route.OfEverything());
  }

  @Test
  void selectorsThatArePutTogether() { // S-91
    By<Task> here = TaskKind.byNodeId("n1");
    By<Task> web = By.in(TaskKind.SERVICE_ID, List.of("s1", "s2"));

    assertThat(matches(TASKS.where(By.and(here, web)), TASK)).isTrue();
    assertThat(matches(TASKS.where(By.and(here, By.not(web))), TASK)).isFalse();
    assertThat(matches(TASKS.where(By.not(By.and())), TASK)).isFalse();
    assertThat(matches(TASKS.where(web), TASK.toBuilder().setServiceId("s3").build())).isFalse();
    assertThat(TASKS.where(web).routes()).hasSize(2);
    assertThat(TASKS.where(By.and(By.not(here), web)).routes()).hasSize(2);
    assertThat(TASKS.where(By.not(here)).routes()).containsExactly(new Route.OfTable(Kinds.TASK));
  }

  @Test
  void labels() { // S-91
    Task front =
        TASK.toBuilder()
            .setAnnotations(Annotations.newBuilder().putLabels("tier", "front"))
            .build();

    for (By<Task> by :
        List.<By<Task>>of(
            By.label("tier", "front"),
            By.labelIn("tier", List.of("back", "front")),
            By.hasLabel("tier"))) {
      assertThat(matches(TASKS.where(by), front)).as("%s", by).isTrue();
      assertThat(matches(TASKS.where(by), TASK)).as("%s", by).isFalse();
      assertThat(TASKS.where(by).routes()).containsExactly(new Route.OfTable(Kinds.TASK));
    }
    assertThat(matches(TASKS.where(By.label("tier", "Front")), front)).isFalse();
  }

  @Test
  void aConditionThatTheKindCannotBeAskedIsRefusedAtOnce() { // S-59
    assertThatThrownBy(() -> NODES.where(null)).isInstanceOf(InvalidSelectorException.class);
    assertThatThrownBy(() -> NODES.where(new By.Equal<>("slot", "x")))
        .isInstanceOf(InvalidSelectorException.class)
        .hasMessageContaining("node has no index \"slot\"");
    assertThatThrownBy(() -> NODES.where(By.or(By.all(), new By.Equal<>("slot", "x"))))
        .isInstanceOf(InvalidSelectorException.class);
    assertThatThrownBy(() -> Specifier.of(Kinds.EXTENSION).where(By.namePrefix("x")))
        .isInstanceOf(InvalidSelectorException.class)
        .hasMessageContaining("prefix");
  }

  private static boolean matches(Specifier<Node> specifier, Node node) {
    return specifier.wants(created(node));
  }

  private static boolean matches(Specifier<Task> specifier, Task task) {
    return specifier.wants(new Change.Created<>(Kinds.TASK, task));
  }

  private static Change<Node> created(Node node) {
    return new Change.Created<>(Kinds.NODE, node);
  }

  private static Change<Node> updated(Node old, Node node) {
    return new Change.Updated<>(Kinds.NODE, old, node);
  }

  private static Node node(String id) {
    return Node.newBuilder().setId(id).build();
  }

  private static Node node(String id, String hostname) {
    return node(id).toBuilder()
        .setDescription(NodeDescription.newBuilder().setHostname(hostname))
        .build();
  }
}
