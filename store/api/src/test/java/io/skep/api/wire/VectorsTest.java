package io.skep.api.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Int64Value;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.skep.api.Annotations;
import io.skep.api.Cluster;
import io.skep.api.Config;
import io.skep.api.ContainerStatus;
import io.skep.api.Extension;
import io.skep.api.IndexEntry;
import io.skep.api.InternalRaftRequest;
import io.skep.api.JoinResponse;
import io.skep.api.Meta;
import io.skep.api.Network;
import io.skep.api.NetworkSpec;
import io.skep.api.Node;
import io.skep.api.Resource;
import io.skep.api.ResourceRequirements;
import io.skep.api.Secret;
import io.skep.api.Service;
import io.skep.api.ServiceSpec;
import io.skep.api.Snapshot;
import io.skep.api.StoreAction;
import io.skep.api.StoreActionKind;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.TaskStatus;
import io.skep.api.Version;
import io.skep.api.Volume;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes as SwarmKit's own code writes and reads them. */
class VectorsTest {
  /** Messages with what is set in them, and the bytes that SwarmKit writes for them. */
  static Stream<Arguments> vectors() {
    Node node = Node.newBuilder().setId("a").setMeta(meta(3)).build();
    StoreAction create =
        StoreAction.newBuilder()
            .setAction(StoreActionKind.STORE_ACTION_CREATE)
            .setNode(node)
            .build();
    return Stream.of(
        arguments(Version.newBuilder().setIndex(300).build(), "08 ac02"),
        arguments(meta(3), "0a02 0803"),
        arguments(
            Annotations.newBuilder()
                .setName("n")
                .addIndices(IndexEntry.newBuilder().setKey("a").setVal("b"))
                .build(),
            "0a016e 2206 0a0161 120162"),
        arguments(Node.getDefaultInstance(), "12020a00 1a020a00 2a00 42021a00"),
        arguments(Task.getDefaultInstance(), "12020a00 1a00 3a00 4200 4a00"),
        arguments(Service.getDefaultInstance(), "12020a00 1a040a001200"),
        arguments(Network.getDefaultInstance(), "12020a00 1a020a00"),
        arguments(Secret.getDefaultInstance(), "12020a00 1a020a00"),
        arguments(Config.getDefaultInstance(), "12020a00 1a020a00"),
        arguments(Volume.getDefaultInstance(), "12020a00 1a020a00"),
        arguments(Resource.getDefaultInstance(), "12020a00 1a00"),
        arguments(Extension.getDefaultInstance(), "12020a00 1a00"),
        arguments(
            Cluster.getDefaultInstance(),
            "12020a00 1a10 0a00 1200 1a00 2200 2a00 3200 3a00 4200 2202 2200"),
        arguments(Meta.getDefaultInstance(), "0a00"),
        arguments(Snapshot.getDefaultInstance(), "1200 1a00"),
        arguments(create, "0801 1213 0a0161 12040a020803 1a020a00 2a00 42021a00"),
        arguments(
            InternalRaftRequest.newBuilder().setId(7).addAction(create).build(),
            "0807 1217 0801 1213 0a0161 12040a020803 1a020a00 2a00 42021a00"));
  }

  /**
   * What SwarmKit writes is, byte for byte, what we write once the fields that it always sends are
   * set; and reading it gives these fields, so that writing it again changes nothing.
   */
  @ParameterizedTest(name = "{1}")
  @MethodSource("vectors") // N-2, N-20, N-21
  void swarmKitsBytesAreReadAndWrittenAlike(Message message, String hex)
      throws InvalidProtocolBufferException {
    Message read = message.getParserForType().parseFrom(bytes(hex));

    assertThat(read).isEqualTo(ReferenceForm.complete(message));
    assertThat(HexFormat.of().formatHex(read.toByteArray())).isEqualTo(hex.replace(" ", ""));
  }

  /** What we write is shorter by the empty messages, and says the same to a reader. */
  @ParameterizedTest(name = "{1}")
  @MethodSource("vectors") // N-2, N-20, N-21
  void ourBytesLeaveOutWhatIsEmptyAndSayTheSame(Message message, String hex)
      throws InvalidProtocolBufferException {
    Message swarmKits = message.getParserForType().parseFrom(bytes(hex));
    Message ours = message.getParserForType().parseFrom(message.toByteArray());

    assertThat(message.getSerializedSize()).isLessThanOrEqualTo(bytes(hex).length);
    assertThat(ReferenceForm.bare(swarmKits)).isEqualTo(ours);
  }

  @Test // N-2
  void anAbsentMessageReadsAsAnEmptyOne() throws InvalidProtocolBufferException {
    Node node = Node.parseFrom(new byte[0]);

    assertThat(node.getMeta().getVersion().getIndex()).isZero();
    assertThat(node.getSpec().getAnnotations()).isEqualTo(Annotations.getDefaultInstance());
  }

  @Test // N-4
  void numbersInAListAreWrittenOneByOneAndReadEitherWay() throws InvalidProtocolBufferException {
    JoinResponse response =
        JoinResponse.newBuilder().addRemovedMembers(0).addRemovedMembers(300).build();

    assertThat(response.toByteArray()).isEqualTo(bytes("1800 18ac02"));
    assertThat(JoinResponse.parseFrom(bytes("1800 18ac02"))).isEqualTo(response);
    assertThat(JoinResponse.parseFrom(bytes("1a03 00 ac02"))).isEqualTo(response);
  }

  @Test // N-6
  void aWrappedZeroIsNotTheSameAsNone() throws InvalidProtocolBufferException {
    ResourceRequirements zero =
        ResourceRequirements.newBuilder().setSwapBytes(Int64Value.of(0)).build();

    assertThat(zero.toByteArray()).isEqualTo(bytes("1a00"));
    assertThat(ResourceRequirements.parseFrom(bytes("1a00")).hasSwapBytes()).isTrue();
    assertThat(ResourceRequirements.parseFrom(bytes("")).hasSwapBytes()).isFalse();
  }

  @Test // N-7
  void aPayloadIsKeptAsItIsWhateverItsTypeIsCalled() throws InvalidProtocolBufferException {
    Any payload =
        Any.newBuilder()
            .setTypeUrl("no.slash.in.here")
            .setValue(ByteString.copyFrom(new byte[] {-1, -1}))
            .build();
    Resource resource = Resource.newBuilder().setPayload(payload).build();

    assertThat(Resource.parseFrom(resource.toByteArray()).getPayload()).isEqualTo(payload);
  }

  @Test // N-8
  void theEntriesOfAMapMayComeInAnyOrder() throws InvalidProtocolBufferException {
    Annotations one = Annotations.parseFrom(bytes("1206 0a0161 120178 1206 0a0162 120179"));
    Annotations other = Annotations.parseFrom(bytes("1206 0a0162 120179 1206 0a0161 120178"));

    assertThat(one).isEqualTo(other);
    assertThat(one.getLabelsMap()).containsEntry("a", "x").containsEntry("b", "y").hasSize(2);
  }

  @Test // N-9
  void aFieldWithoutANameIsKept() throws InvalidProtocolBufferException {
    byte[] withField99 = bytes("0a0161 9a06 01 2a");

    Node node = Node.parseFrom(withField99);

    assertThat(UnknownFields.in(node)).containsExactly("Node.99");
    assertThat(node.toBuilder().setId("a").build().toByteArray()).isEqualTo(withField99);
  }

  @Test // N-10
  void aNumberWithoutANameInAnEnumIsKept() throws InvalidProtocolBufferException {
    byte[] state128 = bytes("10 8001");

    TaskStatus status = TaskStatus.parseFrom(state128);

    assertThat(status.getState()).isEqualTo(TaskState.UNRECOGNIZED);
    assertThat(status.getStateValue()).isEqualTo(128);
    assertThat(status.toBuilder().setErr("").build().toByteArray()).isEqualTo(state128);
  }

  @Test // N-18
  void aNegativeNumberTakesTenBytes() throws InvalidProtocolBufferException {
    ContainerStatus status = ContainerStatus.newBuilder().setExitCode(-1).build();

    assertThat(status.toByteArray()).isEqualTo(bytes("18 ffffffffffffffffff01"));
    assertThat(ContainerStatus.parseFrom(status.toByteArray()).getExitCode()).isEqualTo(-1);
  }

  @Test // N-20
  void anEmptyMemberOfAOneofIsSent() throws InvalidProtocolBufferException {
    NetworkSpec spec = NetworkSpec.newBuilder().setNetwork("").build();

    assertThat(spec.toByteArray()).isEqualTo(bytes("4200"));
    assertThat(NetworkSpec.parseFrom(bytes("4200")).hasNetwork()).isTrue();
  }

  @Test // N-24
  void fieldsMayComeInAnyOrder() throws InvalidProtocolBufferException {
    ServiceSpec spec = ServiceSpec.parseFrom(bytes("3200 1a020805 0a03 0a0161"));

    assertThat(spec.getReplicated().getReplicas()).isEqualTo(5);
    assertThat(spec.hasUpdate()).isTrue();
    assertThat(spec.getAnnotations().getName()).isEqualTo("a");
  }

  private static Meta meta(long version) {
    return Meta.newBuilder().setVersion(Version.newBuilder().setIndex(version)).build();
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }
}
