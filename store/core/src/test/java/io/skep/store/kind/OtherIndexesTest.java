package io.skep.store.kind;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Driver;
import io.skep.api.EngineDescription;
import io.skep.api.Node;
import io.skep.api.NodeDescription;
import io.skep.api.NodeRole;
import io.skep.api.NodeSpec;
import io.skep.api.NodeSpec.Membership;
import io.skep.api.Resource;
import io.skep.api.Volume;
import io.skep.api.VolumeSpec;
import io.skep.store.By;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The indexes of nodes, resources and volumes. */
class OtherIndexesTest {
  @Test
  void nodesAreFoundByTheRoleTheyHaveAndNotByTheDesiredOne() {
    // S-49
    var nodes = new Shelf<>(Kinds.NODE);
    nodes.put(
        Node.newBuilder()
            .setId("id1")
            .setSpec(NodeSpec.newBuilder().setDesiredRole(NodeRole.MANAGER))
            .build());
    nodes.put(Node.newBuilder().setId("id2").setRole(NodeRole.MANAGER).build());

    assertThat(nodes.ids(NodeKind.byRole(NodeRole.WORKER))).containsExactly("id1");
    assertThat(nodes.ids(NodeKind.byRole(NodeRole.MANAGER))).containsExactly("id2");
  }

  @Test
  void nodesAreFoundByMembership() {
    // S-49
    var nodes = new Shelf<>(Kinds.NODE);
    nodes.put(Node.newBuilder().setId("id1").build());
    nodes.put(
        Node.newBuilder()
            .setId("id2")
            .setSpec(NodeSpec.newBuilder().setMembership(Membership.ACCEPTED))
            .build());

    assertThat(nodes.ids(NodeKind.byMembership(Membership.PENDING))).containsExactly("id1");
    assertThat(nodes.ids(NodeKind.byMembership(Membership.ACCEPTED))).containsExactly("id2");
  }

  @Test
  void nodesAreFoundByTheLabelsOfTheirEngines() {
    // S-124
    var nodes = new Shelf<>(Kinds.NODE);
    nodes.put(
        Node.newBuilder()
            .setId("id1")
            .setDescription(
                NodeDescription.newBuilder()
                    .setEngine(EngineDescription.newBuilder().putLabels("disk", "ssd")))
            .build());
    nodes.put(Samples.labelled(Kinds.NODE, "id2", Map.of("disk", "ssd")));

    assertThat(nodes.ids(NodeKind.byEngineLabel("disk", "ssd"))).containsExactly("id1");
    assertThat(nodes.ids(By.hasLabel(NodeKind.ENGINE_LABEL, "disk"))).containsExactly("id1");
    assertThat(nodes.ids(By.label("disk", "ssd"))).containsExactly("id2");
  }

  @Test
  void resourcesAreFoundByExactKind() {
    // S-44, S-59
    var resources = new Shelf<>(Kinds.RESOURCE);
    resources.put(Resource.newBuilder().setId("id1").setKind("website").build());
    resources.put(Resource.newBuilder().setId("id2").setKind("Website").build());

    assertThat(resources.ids(ResourceKind.byKind("website"))).containsExactly("id1");
  }

  @Test
  void volumesAreFoundByGroupAndDriver() {
    // S-50, S-59, S-116
    var volumes = new Shelf<>(Kinds.VOLUME);
    volumes.put(volume("id1", "", "nfs"));
    volumes.put(volume("id2", "fast", "nfs"));

    assertThat(volumes.ids(VolumeKind.byGroup(""))).containsExactly("id1");
    assertThat(volumes.ids(VolumeKind.byGroup("fast"))).containsExactly("id2");
    assertThat(volumes.ids(VolumeKind.byDriver("nfs"))).containsExactly("id1", "id2");
    assertThat(volumes.ids(VolumeKind.byDriver("NFS"))).isEmpty();
  }

  private static Volume volume(String id, String group, String driver) {
    var spec =
        VolumeSpec.newBuilder().setGroup(group).setDriver(Driver.newBuilder().setName(driver));
    return Volume.newBuilder().setId(id).setSpec(spec).build();
  }
}
