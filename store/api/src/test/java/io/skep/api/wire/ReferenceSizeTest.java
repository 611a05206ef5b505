package io.skep.api.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.skep.api.Config;
import io.skep.api.ConfigSpec;
import io.skep.api.Meta;
import io.skep.api.Node;
import io.skep.api.SharedData;
import io.skep.api.StoreAction;
import io.skep.api.StoreActionKind;
import io.skep.api.StoreSnapshot;
import io.skep.api.Version;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceSizeTest {
  /** The tag and the length of an object of less than 128 bytes. */
  private static final int TAG_AND_LENGTH = 2;

  @ParameterizedTest(name = "{0}: {1} bytes")
  @CsvSource({
    "node, 14",
    "service, 10",
    "task, 12",
    "network, 8",
    "cluster, 26",
    "secret, 8",
    "resource, 6",
    "extension, 6",
    "config, 8",
    "volume, 8"
  })
  void anObjectWithNothingSetIsAsLongAsSwarmKitWritesIt(String kind, int bytes) { // N-3, N-21
    FieldDescriptor target = StoreAction.getDescriptor().findFieldByName(kind);
    Message object = StoreAction.newBuilder().newBuilderForField(target).build();

    StoreAction action = StoreAction.newBuilder().setField(target, object).build();

    assertThat(action.getSerializedSize()).isEqualTo(TAG_AND_LENGTH);
    assertThat(ReferenceSize.of(action)).isEqualTo(TAG_AND_LENGTH + bytes);
  }

  @Test // N-3, N-21
  void theCreationOfANodeIsAsLongAsSwarmKitWritesIt() {
    Node node =
        Node.newBuilder()
            .setId("a")
            .setMeta(Meta.newBuilder().setVersion(Version.newBuilder().setIndex(3)))
            .build();

    StoreAction action =
        StoreAction.newBuilder()
            .setAction(StoreActionKind.STORE_ACTION_CREATE)
            .setNode(node)
            .build();

    assertThat(ReferenceSize.of(action)).isEqualTo(23);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 20_260_101})
  void itIsTheSizeOfTheActionWithAllMarkedFieldsSet(long seed) { // N-2, N-3
    var messages = new RandomMessages(seed);
    for (int step = 0; step < 200; step++) {
      StoreAction action = messages.next(StoreAction.getDefaultInstance());

      assertThat(ReferenceSize.of(action))
          .as("seed %d step %d: %s", seed, step, action.getTargetCase())
          .isEqualTo(ReferenceForm.complete(action).getSerializedSize());
    }
  }

  @ParameterizedTest(name = "from {0} bytes on")
  @ValueSource(ints = {0, (1 << 7) - 40, (1 << 14) - 40, (1 << 21) - 40})
  void aLengthThatTakesAByteMoreForTheAddedOnesIsCounted(int from) { // N-3
    for (int bytes = from; bytes < from + 80; bytes++) {
      ConfigSpec spec =
          ConfigSpec.newBuilder().setData(ByteString.copyFrom(new byte[bytes])).build();
      StoreAction action =
          StoreAction.newBuilder().setConfig(Config.newBuilder().setSpec(spec)).build();

      assertThat(ReferenceSize.of(action))
          .as("%d bytes of data", bytes)
          .isEqualTo(ReferenceForm.complete(action).getSerializedSize());
    }
  }

  @Test // N-2, N-3
  void anActionThatHasAllMarkedFieldsAlreadyIsCountedAsItIs() {
    var messages = new RandomMessages(4);
    for (int step = 0; step < 100; step++) {
      StoreAction action = ReferenceForm.complete(messages.next(StoreAction.getDefaultInstance()));

      assertThat(ReferenceSize.of(action)).isEqualTo(action.getSerializedSize());
    }
  }

  @Test // N-2, N-3, N-30
  void theObjectsOfARealSnapshotAddUpToItsLengthAlsoWithoutTheirEmptyFields() throws IOException {
    byte[] saved = Files.readAllBytes(SharedData.require("data/swarmkit/snapshot.pb"));
    StoreSnapshot snapshot = ReferenceForm.bare(StoreSnapshot.parseFrom(saved));

    assertThat(snapshot.getSerializedSize()).isLessThan(saved.length);
    assertThat(SnapshotSize.of(snapshot)).isEqualTo(saved.length).isEqualTo(29_403);
  }
}
