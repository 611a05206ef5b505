package io.skep.server.listen;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.skep.api.CreateConfigRequest;
import io.skep.api.GetRootCACertificateRequest;
import io.skep.api.HealthCheckRequest;
import io.skep.api.HealthCheckResponse;
import io.skep.api.HealthCheckResponse.ServingStatus;
import io.skep.api.ListNodesRequest;
import io.skep.api.ListNodesResponse;
import io.skep.api.RemoveNodeRequest;
import io.skep.api.RemoveNodeResponse;
import io.skep.api.SubscribeLogsMessage;
import io.skep.api.SubscribeLogsRequest;
import io.skep.server.Client;
import io.skep.server.ReadMode;
import io.skep.server.Refusal;
import io.skep.server.RefusedException;
import io.skep.server.Rig;
import io.skep.server.ServerLimits;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.common.GrpcStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StoreServerTest {
  private final Rig rig =
      Rig.open(
          options ->
              options
                  .alsoAt(Listener.plainTcp("127.0.0.1", 0))
                  .withLimits(ServerLimits.DEFAULT.withMessageBytes(100_000)));

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void itAnswersAtEachListener() {
    var overTcp =
        new Client(
            rig.vertx(), SocketAddress.inetSocketAddress(rig.server().ports().get(0), "127.0.0.1"));

    ListNodesResponse answer =
        Rig.await(
            overTcp.call(
                "Control",
                "ListNodes",
                ListNodesRequest.getDefaultInstance(),
                ListNodesResponse.getDefaultInstance()));

    assertThat(answer.getNodesList()).isEmpty();
  }

  @Test
  void readsWaitUntilTheStoreIsAsNewAsTheyAreToldAndWritesDoNot() {
    Promise<Void> caughtUp = Promise.promise();
    var another =
        Rig.open(
            options ->
                options.withCluster(
                    options
                        .cluster()
                        .withFreshness(caughtUp::future)
                        .withReads(ReadMode.LINEARIZABLE)));
    try {
      var read =
          another
              .client()
              .call(
                  "Control",
                  "ListNodes",
                  ListNodesRequest.getDefaultInstance(),
                  ListNodesResponse.getDefaultInstance());
      assertThat(
              Rig.refusal(
                  another
                      .client()
                      .call(
                          "Control",
                          "RemoveNode",
                          RemoveNodeRequest.newBuilder().setNodeId("n").build(),
                          RemoveNodeResponse.getDefaultInstance())))
          .isNotNull();
      assertThat(read.isComplete()).isFalse();

      caughtUp.fail(new RefusedException(GrpcStatus.UNAVAILABLE, "nobody leads"));

      assertThat(Rig.refusal(read)).isEqualTo(new Refusal(GrpcStatus.UNAVAILABLE, "nobody leads"));
    } finally {
      another.close();
    }
  }

  @Test
  void swarmKitsHealthKnowsTheManagerAndItsApi() {
    assertThat(health("")).isEqualTo(ServingStatus.SERVING);
    assertThat(health("ControlAPI")).isEqualTo(ServingStatus.SERVING);
    assertThat(
            Rig.refusal(
                rig.client()
                    .call(
                        "Health",
                        "Check",
                        HealthCheckRequest.newBuilder().setService("x").build(),
                        HealthCheckResponse.getDefaultInstance())))
        .isEqualTo(Refusal.notFound("unknown service"));
  }

  @Test
  void whatIsNotOfferedSaysSo() {
    Refusal logs =
        Rig.refusal(
            rig.client()
                .call(
                    "Logs",
                    "SubscribeLogs",
                    SubscribeLogsRequest.getDefaultInstance(),
                    SubscribeLogsMessage.getDefaultInstance()));
    assertThat(logs.status()).isEqualTo(GrpcStatus.UNIMPLEMENTED);
    assertThat(logs.text()).startsWith("this server does not collect the logs of tasks");
    assertThat(
            Rig.refusal(
                    rig.client()
                        .call(
                            "CA",
                            "GetRootCACertificate",
                            GetRootCACertificateRequest.getDefaultInstance(),
                            GetRootCACertificateRequest.getDefaultInstance()))
                .status())
        .isEqualTo(GrpcStatus.UNIMPLEMENTED);
    assertThat(
            Rig.refusal(
                    rig.client()
                        .call(
                            "Dispatcher",
                            "Heartbeat",
                            ListNodesRequest.getDefaultInstance(),
                            ListNodesResponse.getDefaultInstance()))
                .status())
        .isEqualTo(GrpcStatus.UNIMPLEMENTED);
  }

  @Test // api.A-2
  void bytesThatAreNoMessageAreRefusedAndTheServerGoesOn() {
    Refusal refusal =
        Rig.refusal(rig.client().raw("Control", "GetNode", Buffer.buffer(new byte[] {10, 99})));

    assertThat(refusal.status()).isEqualTo(GrpcStatus.INVALID_ARGUMENT);
    assertThat(refusal.text()).startsWith("the request cannot be read");
    assertThat(health("")).isEqualTo(ServingStatus.SERVING);
  }

  @Test // N-19
  void aRequestThatIsTooLargeIsRefusedAndTheServerGoesOn() {
    CreateConfigRequest.Builder large = CreateConfigRequest.newBuilder();
    large.getSpecBuilder().setData(ByteString.copyFrom(new byte[100_001]));

    Refusal refusal = rig.refused("CreateConfig", large.build());

    assertThat(refusal.status()).isEqualTo(GrpcStatus.RESOURCE_EXHAUSTED);
    assertThat(refusal.text()).endsWith("which is more than this server takes");
    assertThat(health("")).isEqualTo(ServingStatus.SERVING);
  }

  private ServingStatus health(String part) {
    return Rig.await(
            rig.client()
                .call(
                    "Health",
                    "Check",
                    HealthCheckRequest.newBuilder().setService(part).build(),
                    HealthCheckResponse.getDefaultInstance()))
        .getStatus();
  }
}
