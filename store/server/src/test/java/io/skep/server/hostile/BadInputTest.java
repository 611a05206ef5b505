package io.skep.server.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.UnknownFieldSet;
import io.skep.api.Cluster;
import io.skep.api.Config;
import io.skep.api.Extension;
import io.skep.api.Network;
import io.skep.api.Node;
import io.skep.api.Resource;
import io.skep.api.Secret;
import io.skep.api.Service;
import io.skep.api.StoreSnapshot;
import io.skep.api.Task;
import io.skep.api.Volume;
import io.skep.server.Rig;
import io.skep.server.ServerLimits;
import io.skep.server.Specs;
import io.skep.server.hostile.RawClient.Answer;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.common.GrpcStatus;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whatever comes in at any call is answered with a status that the caller's fault explains, a call
 * that is refused changes nothing, and the server goes on. {@code -Dskep.hostile.rounds=2000} tries
 * more.
 */
class BadInputTest {
  private static final int ROUNDS = Integer.getInteger("skep.hostile.rounds", 12);
  private static final long SEED = Long.getLong("skep.hostile.seed", 4711);
  private static final int MESSAGE_BYTES = 200_000;

  /** What a caller's fault can bring about. INTERNAL is none of them. */
  private static final Set<GrpcStatus> ANSWERS =
      EnumSet.of(
          GrpcStatus.OK,
          GrpcStatus.UNKNOWN,
          GrpcStatus.INVALID_ARGUMENT,
          GrpcStatus.NOT_FOUND,
          GrpcStatus.ALREADY_EXISTS,
          GrpcStatus.PERMISSION_DENIED,
          GrpcStatus.FAILED_PRECONDITION,
          GrpcStatus.ABORTED,
          GrpcStatus.OUT_OF_RANGE,
          GrpcStatus.UNIMPLEMENTED);

  /** Ids and names of what there is, and of what is not. */
  private static final List<String> TEXTS =
      List.of(
          "node",
          "task",
          "service",
          "web",
          "network",
          "net",
          "cluster",
          "default",
          "secret",
          "key",
          "config",
          "file",
          "volume",
          "disk",
          "extension",
          "kind",
          "resource",
          "thing",
          "nobody");

  private final List<String> faults = new ArrayList<>();
  private final Rig rig =
      Rig.open(options -> options.withLimits(ServerLimits.DEFAULT.withMessageBytes(MESSAGE_BYTES)));
  private final RawClient client =
      new RawClient(
          rig.vertx(),
          SocketAddress.domainSocketAddress(rig.folder().resolve("c.sock").toString()));

  @BeforeEach
  void fill() {
    rig.write(
        tx -> {
          tx.create(Kinds.NODE, Node.newBuilder().setId("node").build());
          tx.create(Kinds.TASK, Task.newBuilder().setId("task").setServiceId("service").build());
          tx.create(
              Kinds.SERVICE,
              Service.newBuilder().setId("service").setSpec(Specs.service("web")).build());
          Network.Builder network = Network.newBuilder().setId("network");
          network.getSpecBuilder().setAttachable(true).getAnnotationsBuilder().setName("net");
          tx.create(Kinds.NETWORK, network.build());
          Cluster.Builder cluster = Cluster.newBuilder().setId("cluster");
          cluster.getSpecBuilder().getAnnotationsBuilder().setName("default");
          tx.create(Kinds.CLUSTER, cluster.build());
          Secret.Builder secret = Secret.newBuilder().setId("secret");
          secret.getSpecBuilder().getAnnotationsBuilder().setName("key");
          tx.create(Kinds.SECRET, secret.build());
          Config.Builder config = Config.newBuilder().setId("config");
          config.getSpecBuilder().getAnnotationsBuilder().setName("file");
          tx.create(Kinds.CONFIG, config.build());
          Volume.Builder volume = Volume.newBuilder().setId("volume");
          volume.getSpecBuilder().getDriverBuilder().setName("driver");
          volume.getSpecBuilder().getAnnotationsBuilder().setName("disk");
          tx.create(Kinds.VOLUME, volume.build());
          Extension.Builder extension = Extension.newBuilder().setId("extension");
          extension.getAnnotationsBuilder().setName("kind");
          tx.create(Kinds.EXTENSION, extension.build());
          Resource.Builder resource = Resource.newBuilder().setId("resource").setKind("kind");
          resource.getAnnotationsBuilder().setName("thing");
          return tx.create(Kinds.RESOURCE, resource.build());
        });
  }

  @AfterEach
  void close() {
    client.close();
    rig.close();
  }

  @Test // api.A-8, api.A-10
  void whatFitsTheTypeAndMeansNothingIsAnswered() {
    for (MethodDescriptor call : AllCalls.list()) {
      var messages = new RandomMessages(new Random(SEED + call.getFullName().hashCode()), TEXTS);
      for (int i = 0; i < ROUNDS; i++) {
        byte[] message = messages.next(call.getInputType()).toByteArray();
        check(call, RawClient.framed(message), "round " + i);
      }
    }
    assertThat(faults).isEmpty();
  }

  @Test // api.A-10
  void bytesThatAreNoMessageAreAnswered() {
    for (MethodDescriptor call : AllCalls.list()) {
      var random = new Random(SEED - call.getFullName().hashCode());
      var messages = new RandomMessages(random, TEXTS);
      for (int i = 0; i < ROUNDS; i++) {
        byte[] message = messages.next(call.getInputType()).toByteArray();
        check(call, RawClient.framed(spoilt(message, random)), "round " + i);
      }
      check(call, RawClient.framed(new byte[0]), "no bytes");
    }
    assertThat(faults).isEmpty();
  }

  private static byte[] spoilt(byte[] message, Random random) {
    if (message.length == 0 || random.nextInt(4) == 0) {
      var noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      return noise;
    }
    if (random.nextBoolean()) {
      return java.util.Arrays.copyOf(message, random.nextInt(message.length));
    }
    byte[] flipped = message.clone();
    for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
      flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return flipped;
  }

  @Test // api.A-10
  void textThatIsNotUtf8IsRefused() {
    for (MethodDescriptor call : AllCalls.list()) {
      firstText(call)
          .ifPresent(
              field ->
                  check(
                      call,
                      RawClient.framed(notUtf8(field)),
                      "not UTF-8",
                      GrpcStatus.INVALID_ARGUMENT));
    }
    assertThat(faults).isEmpty();
  }

  private static Optional<FieldDescriptor> firstText(MethodDescriptor call) {
    return call.getInputType().getFields().stream()
        .filter(field -> field.getType() == FieldDescriptor.Type.STRING)
        .findFirst();
  }

  private static byte[] notUtf8(FieldDescriptor field) {
    var text =
        UnknownFieldSet.Field.newBuilder()
            .addLengthDelimited(ByteString.copyFrom(new byte[] {(byte) 0xC3, 0x28}));
    return UnknownFieldSet.newBuilder()
        .addField(field.getNumber(), text.build())
        .build()
        .toByteArray();
  }

  @Test // N-19, api.A-10
  void oneByteMoreThanIsTakenIsTooMuch() {
    for (MethodDescriptor call : AllCalls.list()) {
      check(
          call,
          RawClient.framed(new byte[MESSAGE_BYTES + 1]),
          "oversized",
          GrpcStatus.RESOURCE_EXHAUSTED);
    }
    assertThat(faults).isEmpty();
  }

  @Test // api.A-10
  void aCallWithoutAMessageIsRefused() {
    for (MethodDescriptor call : AllCalls.list()) {
      check(call, Buffer.buffer(), "no message", GrpcStatus.INVALID_ARGUMENT);
    }
    assertThat(faults).isEmpty();
  }

  @Test // api.A-10
  void callsThatDoNotExistAreUnimplemented() {
    for (String path :
        List.of(
            "/docker.swarmkit.v1.Control/Nothing",
            "/docker.swarmkit.v1.Nothing/GetNode",
            "/Control/GetNode",
            "/docker.swarmkit.v1.Control",
            "/docker.swarmkit.v1.Control/",
            "/",
            "/%00/../x")) {
      assertThat(Rig.await(client.call(path, RawClient.framed(new byte[0]))).status())
          .as(path)
          .isEqualTo(GrpcStatus.UNIMPLEMENTED);
    }
    assertUnharmed("calls that do not exist");
  }

  /** Notes if the answer to {@code body} is none of those that a fault of the caller has. */
  private void check(MethodDescriptor call, Buffer body, String what) {
    check(call, body, what, ANSWERS);
  }

  /** Notes if the answer to {@code body} is not that one; what is not offered says so. */
  private void check(MethodDescriptor call, Buffer body, String what, GrpcStatus wanted) {
    check(call, body, what, EnumSet.of(wanted, GrpcStatus.UNIMPLEMENTED));
  }

  private void check(MethodDescriptor call, Buffer body, String what, Set<GrpcStatus> wanted) {
    String where = "%s, %s".formatted(call.getFullName(), what);
    StoreSnapshot before = rig.store().save(rig.store().view());
    Version version = rig.store().view().version();
    Answer answer = send(call, body, where, wanted.contains(GrpcStatus.OK));
    if (answer.http() != 200 || !wanted.contains(answer.status())) {
      faults.add(where + ": " + answer);
    }
    boolean isRefused = answer.status() != GrpcStatus.OK;
    if (isRefused && !rig.store().view().version().equals(version)) {
      faults.add(where + ": refused, and the store has changed");
    }
    if (isRefused && !rig.store().save(rig.store().view()).equals(before)) {
      faults.add(where + ": refused, and objects have changed");
    }
    assertUnharmed(where);
  }

  /**
   * What is answered; a stream that may begin is ended soon. One that has to be refused is not:
   * before a slow server has looked at it, its time would be over.
   */
  private Answer send(MethodDescriptor call, Buffer body, String where, boolean mayBegin) {
    String path = "/" + call.getService().getFullName() + "/" + call.getName();
    Map<String, String> headers =
        call.isServerStreaming() && mayBegin ? Map.of("grpc-timeout", "30m") : Map.of(); // 30 ms
    try {
      Answer answer = Rig.await(client.call(path, headers, body));
      boolean wasOpen = call.isServerStreaming() && answer.status() == GrpcStatus.DEADLINE_EXCEEDED;
      return wasOpen ? new Answer(answer.http(), GrpcStatus.OK, "") : answer;
    } catch (AssertionError none) {
      throw new AssertionError(where + ": no answer; so far " + faults, none);
    }
  }

  private void assertUnharmed(String after) {
    Answer health =
        Rig.await(client.call("/docker.swarmkit.v1.Health/Check", RawClient.framed(new byte[0])));
    assertThat(health.status()).as("health after %s", after).isEqualTo(GrpcStatus.OK);
  }
}
