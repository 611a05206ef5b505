package io.skep.informer.remote;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import io.skep.api.*;
import io.skep.informer.remote.grpc.ControlClient;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Drives a cluster up and down, by chance, through Control. */
final class SwarmDriver {
  private final ControlClient control;
  private final Random random;
  private int names;

  /** How many calls were answered with success. */
  int done;

  SwarmDriver(ControlClient control, Random random) {
    this.control = control;
    this.random = random;
  }

  /** Makes {@code steps} changes; a manager may refuse one, as it may overtake this driver. */
  void drive(int steps) {
    for (int step = 0; step < steps; step++) {
      try {
        step();
        done++;
      } catch (SourceException refused) {
        // The next one, then.
      }
    }
  }

  private void step() {
    switch (random.nextInt(12)) {
      case 0, 1 -> createService();
      case 2, 3, 4 -> updateService();
      case 5 -> removeService();
      case 6 ->
          any("task")
              .ifPresent(
                  task ->
                      call(
                          "RemoveTask",
                          RemoveTaskRequest.newBuilder().setTaskId(((Task) task).getId()).build(),
                          RemoveTaskResponse.getDefaultInstance()));
      case 7 -> toggleNode();
      case 8 ->
          call(
              "CreateConfig",
              CreateConfigRequest.newBuilder()
                  .setSpec(
                      ConfigSpec.newBuilder()
                          .setAnnotations(named("config"))
                          .setData(ByteString.copyFromUtf8("data")))
                  .build(),
              CreateConfigResponse.getDefaultInstance());
      case 9 ->
          call(
              "CreateSecret",
              CreateSecretRequest.newBuilder()
                  .setSpec(
                      SecretSpec.newBuilder()
                          .setAnnotations(named("secret"))
                          .setData(ByteString.copyFromUtf8("data")))
                  .build(),
              CreateSecretResponse.getDefaultInstance());
      case 10 -> relabelOrRemoveSecret();
      default ->
          any("config")
              .ifPresent(
                  config ->
                      call(
                          "RemoveConfig",
                          RemoveConfigRequest.newBuilder()
                              .setConfigId(((Config) config).getId())
                              .build(),
                          RemoveConfigResponse.getDefaultInstance()));
    }
  }

  private void createService() {
    ServiceSpec.Builder spec = ServiceSpec.newBuilder().setAnnotations(named("service"));
    ContainerSpec.Builder container = spec.getTaskBuilder().getContainerBuilder().setImage("paper");
    switch (random.nextInt(6)) {
      case 0 -> { // Fails, twice.
        container.addAllCommand(List.of("exit", "1", "300"));
        spec.getTaskBuilder()
            .getRestartBuilder()
            .setCondition(RestartPolicy.RestartCondition.ANY)
            .setMaxAttempts(2)
            .setDelay(Duration.newBuilder().setNanos(200_000_000));
        spec.getReplicatedBuilder().setReplicas(1 + random.nextInt(3));
      }
      case 1 -> {
        container.addAllCommand(List.of("exit", "0", "200"));
        spec.getReplicatedJobBuilder().setMaxConcurrent(2).setTotalCompletions(4);
      }
      case 2 -> spec.getGlobalBuilder();
      default -> spec.getReplicatedBuilder().setReplicas(1 + random.nextInt(6));
    }
    call(
        "CreateService",
        CreateServiceRequest.newBuilder().setSpec(spec).build(),
        CreateServiceResponse.getDefaultInstance());
  }

  private void updateService() {
    any("service")
        .ifPresent(
            object -> {
              Service service = (Service) object;
              ServiceSpec.Builder spec = service.getSpec().toBuilder();
              if (random.nextBoolean() && spec.hasReplicated()) {
                spec.getReplicatedBuilder().setReplicas(random.nextInt(8));
              } else if (random.nextBoolean()) {
                spec.getTaskBuilder().setForceUpdate(random.nextInt()); // Replaces all tasks.
              } else {
                spec.getAnnotationsBuilder().putLabels("l", String.valueOf(random.nextInt()));
              }
              call(
                  "UpdateService",
                  UpdateServiceRequest.newBuilder()
                      .setServiceId(service.getId())
                      .setServiceVersion(service.getMeta().getVersion())
                      .setSpec(spec)
                      .build(),
                  UpdateServiceResponse.getDefaultInstance());
            });
  }

  private void removeService() {
    Map<String, Message> services = control.objects().get("service");
    if (services.size() > 4) {
      any(services)
          .ifPresent(
              service ->
                  call(
                      "RemoveService",
                      RemoveServiceRequest.newBuilder()
                          .setServiceId(((Service) service).getId())
                          .build(),
                      RemoveServiceResponse.getDefaultInstance()));
    }
  }

  private void toggleNode() {
    any("node")
        .map(Node.class::cast)
        .filter(node -> node.getRole() == NodeRole.WORKER)
        .ifPresent(
            node -> {
              boolean drained = node.getSpec().getAvailability() == NodeSpec.Availability.DRAIN;
              call(
                  "UpdateNode",
                  UpdateNodeRequest.newBuilder()
                      .setNodeId(node.getId())
                      .setNodeVersion(node.getMeta().getVersion())
                      .setSpec(
                          node.getSpec().toBuilder()
                              .setAvailability(
                                  drained
                                      ? NodeSpec.Availability.ACTIVE
                                      : NodeSpec.Availability.DRAIN))
                      .build(),
                  UpdateNodeResponse.getDefaultInstance());
            });
  }

  private void relabelOrRemoveSecret() {
    any("secret")
        .map(Secret.class::cast)
        .ifPresent(
            secret -> {
              if (random.nextBoolean()) {
                SecretSpec.Builder spec = secret.getSpec().toBuilder();
                spec.getAnnotationsBuilder().putLabels("l", String.valueOf(random.nextInt()));
                call(
                    "UpdateSecret",
                    UpdateSecretRequest.newBuilder()
                        .setSecretId(secret.getId())
                        .setSecretVersion(secret.getMeta().getVersion())
                        .setSpec(spec)
                        .build(),
                    UpdateSecretResponse.getDefaultInstance());
              } else {
                call(
                    "RemoveSecret",
                    RemoveSecretRequest.newBuilder().setSecretId(secret.getId()).build(),
                    RemoveSecretResponse.getDefaultInstance());
              }
            });
  }

  /** Makes the manager drop its log every {@code interval} entries, and keep none for followers. */
  void compactEvery(int interval) {
    Cluster cluster = cluster();
    ClusterSpec.Builder spec = cluster.getSpec().toBuilder();
    spec.getRaftBuilder().setSnapshotInterval(interval).setLogEntriesForSlowFollowers(1);
    spec.getDispatcherBuilder().setHeartbeatPeriod(Duration.newBuilder().setSeconds(1));
    spec.getOrchestrationBuilder().setTaskHistoryRetentionLimit(2);
    call(
        "UpdateCluster",
        UpdateClusterRequest.newBuilder()
            .setClusterId(cluster.getId())
            .setClusterVersion(cluster.getMeta().getVersion())
            .setSpec(spec)
            .build(),
        UpdateClusterResponse.getDefaultInstance());
  }

  String workerToken() {
    return cluster().getRootCa().getJoinTokens().getWorker();
  }

  private Cluster cluster() {
    return (Cluster) any("cluster").orElseThrow();
  }

  private java.util.Optional<Message> any(String table) {
    return any(control.objects().get(table));
  }

  private java.util.Optional<Message> any(Map<String, Message> objects) {
    return objects.values().stream()
        .skip(objects.isEmpty() ? 0 : random.nextInt(objects.size()))
        .findFirst();
  }

  private Annotations named(String kind) {
    return Annotations.newBuilder().setName(kind + "-" + names++).build();
  }

  private <R extends Message> R call(String method, Message request, R prototype) {
    return control.call(method, request, prototype);
  }
}
