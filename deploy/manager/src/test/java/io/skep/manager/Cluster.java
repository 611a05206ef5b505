package io.skep.manager;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.skep.api.CreateServiceRequest;
import io.skep.api.CreateServiceResponse;
import io.skep.api.ListNetworksRequest;
import io.skep.api.ListNetworksResponse;
import io.skep.api.ListNodesRequest;
import io.skep.api.ListNodesResponse;
import io.skep.api.ListServicesRequest;
import io.skep.api.ListServicesResponse;
import io.skep.api.ListTasksRequest;
import io.skep.api.ListTasksResponse;
import io.skep.api.Network;
import io.skep.api.Node;
import io.skep.api.Service;
import io.skep.api.ServiceSpec;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.v1.FollowMessage;
import io.skep.api.v1.FollowRequest;
import io.skep.api.v1.LogEntry;
import io.skep.api.v1.Position;
import io.skep.server.Client;
import io.skep.server.Eventually;
import io.skep.server.Refusal;
import io.skep.server.Rig;
import io.skep.server.Subscription;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.common.GrpcStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A manager as its clients see it, over its socket. */
public final class Cluster implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final Client client;

  private Cluster(SocketAddress address, HttpClientOptions how) {
    client = how == null ? new Client(vertx, address) : new Client(vertx, address, how);
  }

  /** In plain text. */
  public static Cluster at(Path socket) {
    return new Cluster(SocketAddress.domainSocketAddress(socket.toString()), null);
  }

  /** Over TCP, in plain text. */
  public static Cluster at(String host, int port) {
    return new Cluster(SocketAddress.inetSocketAddress(port, host), null);
  }

  /** Over TCP, under TLS as {@code how} says. */
  static Cluster at(String host, int port, HttpClientOptions how) {
    return new Cluster(SocketAddress.inetSocketAddress(port, host), how);
  }

  /** As SwarmKit's command line connects: whatever the certificate is. */
  public static Cluster underTls(Path socket) {
    return new Cluster(
        SocketAddress.domainSocketAddress(socket.toString()),
        new HttpClientOptions()
            .setSsl(true)
            .setTrustAll(true)
            .setVerifyHost(false)
            .setUseAlpn(true)
            .setProtocolVersion(HttpVersion.HTTP_2));
  }

  /** Of a service with so many replicas. */
  public static ServiceSpec spec(String name, long replicas) {
    ServiceSpec.Builder spec = ServiceSpec.newBuilder();
    spec.getAnnotationsBuilder().setName(name);
    spec.getReplicatedBuilder().setReplicas(replicas);
    spec.getTaskBuilder().getContainerBuilder().setImage("nginx");
    return spec.build();
  }

  /** Creates a service. */
  public Service create(ServiceSpec spec) {
    return call(
            "CreateService",
            CreateServiceRequest.newBuilder().setSpec(spec).build(),
            CreateServiceResponse.getDefaultInstance())
        .getService();
  }

  /** Why a service is not created. */
  public Refusal refused(ServiceSpec spec) {
    return Rig.refusal(
        client.call(
            "Control",
            "CreateService",
            CreateServiceRequest.newBuilder().setSpec(spec).build(),
            CreateServiceResponse.getDefaultInstance()));
  }

  /** Creates a service; why not, if it is refused or nobody answers. */
  public Optional<Refusal> created(ServiceSpec spec) {
    return Rig.await(
        client
            .call(
                "Control",
                "CreateService",
                CreateServiceRequest.newBuilder().setSpec(spec).build(),
                CreateServiceResponse.getDefaultInstance())
            .map(created -> Optional.<Refusal>empty())
            .otherwise(
                cause ->
                    Optional.of(
                        cause instanceof Refusal.Received received
                            ? received.refusal()
                            : new Refusal(GrpcStatus.UNAVAILABLE, cause.toString()))));
  }

  /** All services. */
  public List<Service> services() {
    return call(
            "ListServices",
            ListServicesRequest.getDefaultInstance(),
            ListServicesResponse.getDefaultInstance())
        .getServicesList();
  }

  /** All nodes. */
  public List<Node> nodes() {
    return call(
            "ListNodes",
            ListNodesRequest.getDefaultInstance(),
            ListNodesResponse.getDefaultInstance())
        .getNodesList();
  }

  /** All networks. */
  public List<Network> networks() {
    return call(
            "ListNetworks",
            ListNetworksRequest.getDefaultInstance(),
            ListNetworksResponse.getDefaultInstance())
        .getNetworksList();
  }

  /** All tasks. */
  public List<Task> tasks() {
    return call(
            "ListTasks",
            ListTasksRequest.getDefaultInstance(),
            ListTasksResponse.getDefaultInstance())
        .getTasksList();
  }

  /** All that the store has committed since it began, as this manager tells it. */
  public List<LogEntry> commits() {
    Position now = follow(FollowRequest.newBuilder()).next().getBegin().getAt();
    Subscription<FollowMessage> told =
        follow(FollowRequest.newBuilder().setResumeFrom(now.toBuilder().setVersion(0)));
    assertThat(told.next().hasBegin()).as("the log goes back to the beginning").isTrue();
    List<LogEntry> commits = new ArrayList<>();
    for (long version = 0; Long.compareUnsigned(version, now.getVersion()) < 0; ) {
      commits.add(told.next().getCommit());
      version = commits.get(commits.size() - 1).getVersion();
    }
    told.cancel();
    return commits;
  }

  private Subscription<FollowMessage> follow(FollowRequest.Builder request) {
    return Subscription.open(
        client.stream(
            "skep.v1", "Feed", "Follow", request.build(), FollowMessage.getDefaultInstance()));
  }

  private <R extends Message> R call(String rpc, Message request, R answer) {
    return Rig.await(client.call("Control", rpc, request, answer));
  }

  /** The tasks that run, once there are {@code count}. */
  public List<Task> running(int count) {
    return Eventually.seen(
        () ->
            tasks().stream()
                .filter(task -> task.getStatus().getState() == TaskState.RUNNING)
                .toList(),
        running -> running.size() == count);
  }

  @Override
  public void close() {
    Rig.await(client.close());
    Rig.await(vertx.close());
  }
}
