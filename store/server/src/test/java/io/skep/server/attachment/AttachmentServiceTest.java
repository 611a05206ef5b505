package io.skep.server.attachment;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.skep.api.AttachNetworkRequest;
import io.skep.api.AttachNetworkResponse;
import io.skep.api.DetachNetworkRequest;
import io.skep.api.DetachNetworkResponse;
import io.skep.api.Network;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.wire.Times;
import io.skep.server.ClusterServices;
import io.skep.server.Refusal;
import io.skep.server.Rig;
import io.skep.store.kind.Kinds;
import io.vertx.grpc.common.GrpcStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AttachmentServiceTest {
  private final Rig rig = Rig.open();

  @BeforeEach
  void createNetworks() {
    rig.write(tx -> tx.create(Kinds.NETWORK, network("n1", "Open", true)));
    rig.write(tx -> tx.create(Kinds.NETWORK, network("n2", "closed", false)));
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test // api.R-1
  void attachingMakesATaskOfTheCallersNode() {
    String id = attach("n1");

    Task task = rig.store().view().get(Kinds.TASK, id).get();
    assertThat(task.getNodeId()).isEqualTo("here");
    assertThat(task.getServiceId()).isEmpty();
    assertThat(task.getSlot()).isZero();
    assertThat(task.getDesiredState()).isEqualTo(TaskState.RUNNING);
    assertThat(task.getSpec().getAttachment().getContainerId()).isEqualTo("container");
    assertThat(task.getSpec().getNetworks(0).getTarget()).isEqualTo("n1");
    assertThat(task.getSpec().getNetworks(0).getAddressesList()).containsExactly("10.0.0.9");
    assertThat(task.getSpec().getNetworks(0).getAliasesCount()).isZero();
    assertThat(task.getStatus().getState()).isEqualTo(TaskState.NEW);
    assertThat(task.getStatus().getMessage()).isEqualTo("created");
    assertThat(task.getStatus().getTimestamp()).isEqualTo(Times.timestamp(Rig.NOW));
  }

  @Test // api.R-1
  void aNetworkIsFoundByItsIdOrItsNameAndMustBeAttachable() {
    String id = attach("OPEN");

    assertThat(rig.store().view().get(Kinds.TASK, id).get().getSpec().getNetworks(0).getTarget())
        .isEqualTo("n1");
    assertThat(refused("AttachNetwork", request("x")))
        .isEqualTo(Refusal.notFound("network x not found"));
    assertThat(refused("AttachNetwork", request("closed")))
        .isEqualTo(
            new Refusal(GrpcStatus.PERMISSION_DENIED, "network closed not manually attachable"));
    assertThat(refused("AttachNetwork", AttachNetworkRequest.getDefaultInstance()).status())
        .isEqualTo(GrpcStatus.INVALID_ARGUMENT);
  }

  @Test // api.R-2
  void onlyTheNodeThatAttachedDetaches() {
    String id = attach("n1");
    Task attached = rig.store().view().get(Kinds.TASK, id).get();
    Task moved =
        rig.write(tx -> tx.update(Kinds.TASK, attached.toBuilder().setNodeId("x").build()));
    rig.write(tx -> tx.create(Kinds.TASK, Task.newBuilder().setId("t").setNodeId("here").build()));

    assertThat(refused("DetachNetwork", DetachNetworkRequest.getDefaultInstance()))
        .isEqualTo(Refusal.invalid("invalid argument"));
    assertThat(refused("DetachNetwork", detach("x")))
        .isEqualTo(Refusal.notFound("attachment x not found"));
    assertThat(refused("DetachNetwork", detach("t")))
        .as("a task, and no attachment")
        .isEqualTo(Refusal.notFound("attachment t not found"));
    assertThat(refused("DetachNetwork", detach(id)))
        .isEqualTo(
            new Refusal(
                GrpcStatus.PERMISSION_DENIED, "attachment " + id + " doesn't belong to this node"));
    rig.write(tx -> tx.update(Kinds.TASK, moved.toBuilder().setNodeId("here").build()));
    Rig.await(
        rig.client()
            .call(
                "ResourceAllocator",
                "DetachNetwork",
                detach(id),
                DetachNetworkResponse.getDefaultInstance()));
    assertThat(rig.store().view().get(Kinds.TASK, id)).isEmpty();
  }

  @Test // api.R-1, api.R-2
  void aCallerThatIsNoNodeHasNoPlaceToAttachAt() {
    try (Rig nowhere = Rig.open(options -> options.withCluster(ClusterServices.alone()))) {
      Refusal refusal =
          Rig.refusal(
              nowhere
                  .client()
                  .call(
                      "ResourceAllocator",
                      "AttachNetwork",
                      request("x"),
                      AttachNetworkResponse.getDefaultInstance()));

      assertThat(refusal)
          .isEqualTo(new Refusal(GrpcStatus.PERMISSION_DENIED, "Permission denied: no peer info"));
    }
  }

  private String attach(String target) {
    return Rig.await(
            rig.client()
                .call(
                    "ResourceAllocator",
                    "AttachNetwork",
                    request(target),
                    AttachNetworkResponse.getDefaultInstance()))
        .getAttachmentId();
  }

  private Refusal refused(String rpc, Message request) {
    return Rig.refusal(rig.client().call("ResourceAllocator", rpc, request, request));
  }

  private static AttachNetworkRequest request(String target) {
    AttachNetworkRequest.Builder request =
        AttachNetworkRequest.newBuilder().setContainerId("container");
    request.getConfigBuilder().setTarget(target).addAddresses("10.0.0.9").addAliases("alias");
    return request.build();
  }

  private static DetachNetworkRequest detach(String id) {
    return DetachNetworkRequest.newBuilder().setAttachmentId(id).build();
  }

  private static Network network(String id, String name, boolean attachable) {
    Network.Builder network = Network.newBuilder().setId(id);
    network.getSpecBuilder().setAttachable(attachable).getAnnotationsBuilder().setName(name);
    return network.build();
  }
}
