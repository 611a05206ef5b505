package io.skep.server.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.CreateConfigRequest;
import io.skep.server.Rig;
import io.skep.server.ServerLimits;
import io.skep.server.hostile.RawClient.Answer;
import io.skep.server.listen.Listener;
import io.skep.store.kind.Kinds;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.common.GrpcStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls that stop in the middle, and connections that are none. */
class BrokenCallsTest {
  private static final String CREATE = "/docker.swarmkit.v1.Control/CreateConfig";
  private static final String WATCH = "/docker.swarmkit.v1.Watch/Watch";

  private final Rig rig =
      Rig.open(
          options ->
              options
                  .alsoAt(Listener.plainTcp("127.0.0.1", 0))
                  .withLimits(ServerLimits.DEFAULT.withStreamsPerConnection(50)));
  private final RawClient client = new RawClient(rig.vertx(), address());

  private SocketAddress address() {
    return SocketAddress.inetSocketAddress(rig.server().ports().get(0), "127.0.0.1");
  }

  @AfterEach
  void close() {
    assertUnharmed();
    client.close();
    rig.close();
  }

  @Test // api.A-10
  void aMessageThatEndsBeforeItsLengthIsNoMessage() {
    byte[] message = config().toByteArray();
    Buffer whole = RawClient.framed(message);

    for (int length : new int[] {1, 4, 5, 6, whole.length() - 1}) {
      Answer answer = Rig.await(client.call(CREATE, whole.getBuffer(0, length)));
      assertThat(answer.status()).as("%d bytes", length).isEqualTo(GrpcStatus.INVALID_ARGUMENT);
    }
    assertThat(rig.store().view().count(Kinds.CONFIG)).isZero();
  }

  @Test // N-19, api.A-10
  void aLengthThatIsTooLargeIsRefusedBeforeItComes() {
    Buffer claim = Buffer.buffer().appendByte((byte) 0).appendInt(Integer.MAX_VALUE);

    assertThat(Rig.await(client.call(CREATE, claim.appendBytes(new byte[100]))).status())
        .isEqualTo(GrpcStatus.RESOURCE_EXHAUSTED);
    Buffer negative = Buffer.buffer().appendByte((byte) 0).appendInt(-1);
    assertThat(Rig.await(client.call(CREATE, negative.appendBytes(new byte[100]))).status())
        .isIn(GrpcStatus.RESOURCE_EXHAUSTED, GrpcStatus.INVALID_ARGUMENT);
  }

  @Test // api.A-10
  void aSecondMessageIsNotLookedAt() {
    Buffer twice = RawClient.framed(config().toByteArray());
    twice.appendBuffer(RawClient.framed(new byte[] {1, 2, 3}));

    assertThat(Rig.await(client.call(CREATE, twice)).status()).isEqualTo(GrpcStatus.OK);
    assertThat(rig.store().view().count(Kinds.CONFIG)).isEqualTo(1);
  }

  @Test // api.A-10
  void compressionThatWasNotAgreedOnIsRefused() {
    Buffer compressed = RawClient.framed(config().toByteArray()).setByte(0, (byte) 1);

    for (String encoding : List.of("gzip", "brotli")) {
      Answer answer = Rig.await(client.call(CREATE, Map.of("grpc-encoding", encoding), compressed));
      assertThat(answer.status()).as(encoding).isEqualTo(GrpcStatus.UNIMPLEMENTED);
    }
    assertThat(rig.store().view().count(Kinds.CONFIG)).isZero();
  }

  @Test // api.A-10
  void aMessageThatIsMarkedCompressedAndIsNotIsReadAsItIs() {
    Buffer marked = RawClient.framed(config().toByteArray()).setByte(0, (byte) 1);

    assertThat(Rig.await(client.call(CREATE, marked)).status()).isEqualTo(GrpcStatus.OK);
  }

  @Test // api.A-10
  void theServerMayBeCalledByAnyName() { // As Go does, which names the socket's path.
    for (String name : List.of("localhost:1", "/run/skep.sock", "%2Frun%2Fskep.sock")) {
      Answer answer = Rig.await(client.called(name, WATCH, Buffer.buffer()));
      assertThat(answer.status()).as(name).isEqualTo(GrpcStatus.INVALID_ARGUMENT);
    }
  }

  @Test // api.A-10
  void callsThatNeverEndCostOneStreamEachAndNoMore() {
    var streams = new ArrayList<HttpClientRequest>();
    for (int i = 0; i < 50; i++) {
      HttpClientRequest request =
          Rig.await(new RawClient(rig.vertx(), address()).open(CREATE, Map.of()));
      Rig.await(request.write(Buffer.buffer(new byte[] {0, 0, 0}))); // Half a head.
      streams.add(request);
    }
    assertUnharmed();

    streams.forEach(stream -> stream.reset(8));

    assertThat(rig.store().view().count(Kinds.CONFIG)).isZero();
  }

  @Test // api.W-14
  void watchesOfCallersThatNeverEndTheirSideAreWatches() {
    HttpClientRequest request = Rig.await(client.open(WATCH, Map.of()));
    Promise<Void> first = Promise.promise();
    // Before anything is sent, or the answer could come while nobody listens.
    request.response().onSuccess(response -> response.handler(part -> first.tryComplete()));
    Rig.await(request.write(RawClient.framed(new byte[0])));

    Rig.await(first.future());
    request.reset(8);
  }

  @Test // api.A-10
  void whatIsNoHttpClosesItsConnectionAndNothingElse() {
    var random = new Random(5);
    for (int i = 0; i < 20; i++) {
      byte[] noise = new byte[1 + random.nextInt(2_000)];
      random.nextBytes(noise);
      assertClosed(Buffer.buffer(noise));
      assertUnharmed();
    }
    String preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    assertClosed(Buffer.buffer(preface).appendBytes(new byte[] {0, 0, 9, 1, 1, 0, 0, 0, 1}));
  }

  /** Sends {@code bytes} and goes, or is sent away before. */
  private void assertClosed(Buffer bytes) {
    NetSocket socket = Rig.await(rig.vertx().createNetClient().connect(address()));
    Promise<Void> closed = Promise.promise();
    socket.closeHandler(gone -> closed.tryComplete());
    socket.exceptionHandler(broken -> closed.tryComplete());
    Future<Void> written = socket.write(bytes);
    Rig.await(written.otherwiseEmpty());
    Rig.await(socket.close().otherwiseEmpty());
    Rig.await(closed.future());
  }

  @Test // api.A-10
  void otherProtocolsThanGrpcAreNotSpoken() {
    for (String type :
        List.of(
            "application/json",
            "application/grpc-web",
            "application/grpc-web-text",
            "text/plain")) {
      Answer answer =
          Rig.await(
              client.call(
                  CREATE, Map.of("content-type", type), RawClient.framed(config().toByteArray())));
      assertThat(answer.http()).as(type).isEqualTo(415);
    }
    var http1 =
        rig.vertx()
            .createHttpClient(
                new io.vertx.core.http.HttpClientOptions()
                    .setProtocolVersion(HttpVersion.HTTP_1_1));
    int status =
        Rig.await(
            http1
                .request(
                    new io.vertx.core.http.RequestOptions()
                        .setServer(address())
                        .setMethod(io.vertx.core.http.HttpMethod.POST)
                        .putHeader("content-type", "application/grpc-web")
                        .setURI(CREATE))
                .compose(request -> request.send(RawClient.framed(config().toByteArray())))
                .map(io.vertx.core.http.HttpClientResponse::statusCode));
    assertThat(status).isEqualTo(505);
    assertThat(rig.store().view().count(Kinds.CONFIG)).isZero();
  }

  private static CreateConfigRequest config() {
    CreateConfigRequest.Builder config = CreateConfigRequest.newBuilder();
    config
        .getSpecBuilder()
        .setData(com.google.protobuf.ByteString.copyFromUtf8("data"))
        .getAnnotationsBuilder()
        .setName("c");
    return config.build();
  }

  private void assertUnharmed() {
    Answer health =
        Rig.await(client.call("/docker.swarmkit.v1.Health/Check", RawClient.framed(new byte[0])));
    assertThat(health.status()).isEqualTo(GrpcStatus.OK);
  }
}
