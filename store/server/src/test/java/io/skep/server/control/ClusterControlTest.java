package io.skep.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import io.skep.api.AcceptancePolicy.RoleAdmissionPolicy;
import io.skep.api.Cluster;
import io.skep.api.EncryptionKey;
import io.skep.api.GetClusterRequest;
import io.skep.api.GetClusterResponse;
import io.skep.api.GetUnlockKeyRequest;
import io.skep.api.GetUnlockKeyResponse;
import io.skep.api.KeyRotation;
import io.skep.api.ListClustersRequest;
import io.skep.api.ListClustersResponse;
import io.skep.api.UpdateClusterRequest;
import io.skep.api.UpdateClusterResponse;
import io.skep.server.Refusal;
import io.skep.server.Rig;
import io.skep.store.kind.Kinds;
import io.vertx.grpc.common.GrpcStatus;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClusterControlTest {
  private static final ByteString SECRET = ByteString.copyFromUtf8("secret");

  private final Rig rig = Rig.open();
  private Cluster cluster =
      rig.write(
          tx -> {
            Cluster.Builder made = Cluster.newBuilder().setId("c");
            made.getSpecBuilder().getAnnotationsBuilder().setName("default");
            made.getSpecBuilder().getCaConfigBuilder().setForceRotate(0);
            made.getRootCaBuilder()
                .setCaKey(SECRET)
                .setCaCertHash("sha256:00ff")
                .getJoinTokensBuilder()
                .setWorker("w")
                .setManager("m");
            made.getRootCaBuilder().getRootRotationBuilder().setCaKey(SECRET);
            made.addUnlockKeys(EncryptionKey.newBuilder().setSubsystem("other").setKey(SECRET));
            made.addNetworkBootstrapKeys(EncryptionKey.newBuilder().setKey(SECRET));
            return tx.create(Kinds.CLUSTER, made.build());
          });

  @AfterEach
  void close() {
    rig.close();
  }

  @Test // api.A-8, api.C-44
  void noAnswerHasAKey() {
    rig.write(
        tx -> {
          Cluster.Builder keyed = cluster.toBuilder();
          keyed
              .getSpecBuilder()
              .getCaConfigBuilder()
              .setSigningCaKey(SECRET)
              .setSigningCaCert(SECRET);
          return tx.update(Kinds.CLUSTER, keyed.build());
        });

    Cluster shown = get();

    assertThat(shown.toString()).doesNotContain("secret");
    assertThat(shown.getRootCa().getJoinTokens().getWorker()).isEqualTo("w");
    assertThat(shown.getDefaultAddressPoolList()).containsExactly("10.0.0.0/8");
    assertThat(shown.getSubnetSize()).isEqualTo(24);
    assertThat(shown.getVXLANUDPPort()).isEqualTo(4789);
    assertThat(
            rig.control(
                    "ListClusters",
                    ListClustersRequest.getDefaultInstance(),
                    ListClustersResponse.getDefaultInstance())
                .getClustersList())
        .containsExactly(shown);
    assertThat(rig.refused("GetCluster", GetClusterRequest.getDefaultInstance()))
        .isEqualTo(Refusal.invalid("invalid argument"));
    assertThat(rig.refused("GetCluster", GetClusterRequest.newBuilder().setClusterId("x").build()))
        .isEqualTo(Refusal.notFound("cluster x not found"));
  }

  @Test // api.A-6, api.C-44
  void aClusterIsListedByItsName() {
    assertThat(listed("default")).isEqualTo(1);
    assertThat(listed("DEFAULT")).isZero();
  }

  @Test // api.A-4, api.C-45
  void theSpecIsCheckedBeforeAnythingElse() {
    assertThat(refused(UpdateClusterRequest.Builder::clearClusterId))
        .isEqualTo(Refusal.invalid("invalid argument"));
    assertThat(refused(UpdateClusterRequest.Builder::clearClusterVersion))
        .isEqualTo(Refusal.invalid("invalid argument"));
    assertThat(refused(UpdateClusterRequest.Builder::clearSpec))
        .isEqualTo(Refusal.invalid("invalid argument"));
    assertThat(
            refused(
                it -> {
                  it.setClusterId("x");
                  it.getSpecBuilder().getCaConfigBuilder().setNodeCertExpiry(seconds(3599));
                }))
        .isEqualTo(Refusal.invalid("minimum certificate expiry time is: 1h0m0s"));
    assertThat(refused(it -> addPolicy(it, "scrypt")))
        .isEqualTo(Refusal.invalid("hashing algorithm is not supported: scrypt"));
    assertThat(
            refused(
                it -> it.getSpecBuilder().getDispatcherBuilder().setHeartbeatPeriod(seconds(-1))))
        .isEqualTo(Refusal.invalid("heartbeat time period cannot be a negative duration"));
    assertThat(refused(it -> it.getSpecBuilder().getAnnotationsBuilder().setName("other")))
        .isEqualTo(Refusal.invalid("modification of cluster name is not allowed"));
    assertThat(refused(it -> it.setClusterId("x")))
        .isEqualTo(Refusal.notFound("cluster x not found"));
    updated(it -> addPolicy(it, "BCrypt"));
  }

  @Test // api.A-3, api.C-45
  void anUpdateReplacesTheSpecAndShowsNoKey() {
    Cluster updated =
        updated(
            it -> it.getSpecBuilder().getOrchestrationBuilder().setTaskHistoryRetentionLimit(9));

    assertThat(updated.getSpec().getOrchestration().getTaskHistoryRetentionLimit()).isEqualTo(9);
    assertThat(updated.toString()).doesNotContain("secret");
    assertThat(refused(it -> it.setClusterVersion(cluster.getMeta().getVersion())))
        .isEqualTo(Refusal.unknown("update out of sequence"));
  }

  @Test // api.C-45
  void joinTokensAreMadeAnewOnRequest() {
    Cluster updated = updated(it -> it.getRotationBuilder().setWorkerJoinToken(true));

    String digest = "0".repeat(48) + "73"; // 255 in base 36
    assertThat(updated.getRootCa().getJoinTokens().getWorker())
        .matches("SWMTKN-1-" + digest + "-[0-9a-z]{25}");
    assertThat(updated.getRootCa().getJoinTokens().getManager()).isEqualTo("m");
  }

  @Test // api.C-45
  void lockingMakesAKeyAndUnlockingDropsIt() {
    assertThat(unlockKey().getUnlockKey()).isEqualTo(ByteString.EMPTY);

    updated(it -> lock(it, true));
    ByteString first = unlockKey().getUnlockKey();
    assertThat(first.size()).isEqualTo(32);
    assertThat(unlockKey().getVersion()).isEqualTo(stored().getMeta().getVersion());
    updated(it -> lock(it, true));
    assertThat(unlockKey().getUnlockKey()).isEqualTo(first);
    updated(it -> lock(it, true).setRotation(KeyRotation.newBuilder().setManagerUnlockKey(true)));
    assertThat(unlockKey().getUnlockKey()).isNotEqualTo(first);
    updated(it -> lock(it, false));
    assertThat(unlockKey().getUnlockKey()).isEqualTo(ByteString.EMPTY);
    assertThat(stored().getUnlockKeysList()).as("keys of others").hasSize(1);
  }

  @Test // api.C-45
  void whatWouldNeedACertificateAuthorityIsRefused() {
    assertThat(refused(it -> it.getSpecBuilder().getCaConfigBuilder().setForceRotate(1)).status())
        .isEqualTo(GrpcStatus.UNIMPLEMENTED);
    assertThat(
            refused(it -> it.getSpecBuilder().getCaConfigBuilder().setSigningCaCert(SECRET))
                .status())
        .isEqualTo(GrpcStatus.UNIMPLEMENTED);
    assertThat(
            refused(it -> it.getSpecBuilder().getCaConfigBuilder().setSigningCaKey(SECRET))
                .status())
        .isEqualTo(GrpcStatus.INVALID_ARGUMENT);
    cluster =
        rig.write(
            tx -> {
              Cluster.Builder broken = stored().toBuilder();
              broken.getRootCaBuilder().setCaCert(SECRET).clearCaCertHash();
              return tx.update(Kinds.CLUSTER, broken.build());
            });
    assertThat(refused(it -> {}))
        .isEqualTo(new Refusal(GrpcStatus.INTERNAL, "error loading cluster rootCA for update"));
  }

  private GetUnlockKeyResponse unlockKey() {
    return Rig.await(
        rig.client()
            .call(
                "CA",
                "GetUnlockKey",
                GetUnlockKeyRequest.getDefaultInstance(),
                GetUnlockKeyResponse.getDefaultInstance()));
  }

  private static UpdateClusterRequest.Builder lock(
      UpdateClusterRequest.Builder request, boolean locked) {
    request.getSpecBuilder().getEncryptionConfigBuilder().setAutoLockManagers(locked);
    return request;
  }

  @SuppressWarnings("deprecation") // Sent all the same.
  private static void addPolicy(UpdateClusterRequest.Builder request, String algorithm) {
    request
        .getSpecBuilder()
        .getAcceptancePolicyBuilder()
        .addPolicies(
            RoleAdmissionPolicy.newBuilder()
                .setSecret(RoleAdmissionPolicy.Secret.newBuilder().setAlg(algorithm)));
  }

  private UpdateClusterRequest request(Consumer<UpdateClusterRequest.Builder> otherwise) {
    UpdateClusterRequest.Builder request =
        UpdateClusterRequest.newBuilder()
            .setClusterId("c")
            .setClusterVersion(stored().getMeta().getVersion())
            .setSpec(stored().getSpec());
    otherwise.accept(request);
    return request.build();
  }

  private Refusal refused(Consumer<UpdateClusterRequest.Builder> otherwise) {
    return rig.refused("UpdateCluster", request(otherwise));
  }

  private Cluster updated(Consumer<UpdateClusterRequest.Builder> otherwise) {
    return rig.control(
            "UpdateCluster", request(otherwise), UpdateClusterResponse.getDefaultInstance())
        .getCluster();
  }

  private Cluster stored() {
    return rig.store().view().get(Kinds.CLUSTER, "c").get();
  }

  private Cluster get() {
    return rig.control(
            "GetCluster",
            GetClusterRequest.newBuilder().setClusterId("c").build(),
            GetClusterResponse.getDefaultInstance())
        .getCluster();
  }

  private int listed(String name) {
    ListClustersRequest.Builder request = ListClustersRequest.newBuilder();
    request.getFiltersBuilder().addNames(name);
    return rig.control("ListClusters", request.build(), ListClustersResponse.getDefaultInstance())
        .getClustersCount();
  }

  private static Duration seconds(long seconds) {
    return Duration.newBuilder().setSeconds(seconds).build();
  }
}
