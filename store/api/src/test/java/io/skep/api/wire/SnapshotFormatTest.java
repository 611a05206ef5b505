package io.skep.api.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.WrappersProto;
import com.google.protobuf.util.JsonFormat;
import io.skep.api.Service;
import io.skep.api.SharedData;
import io.skep.api.Snapshot;
import io.skep.api.SnapshotProto;
import io.skep.api.StoreSnapshot;
import io.skep.api.TableSnapshot;
import io.skep.api.UpdateConfig;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** Bytes are never compared here, for the entries of maps may come in any order: N-8. */
class SnapshotFormatTest {
  /** For the payloads, which JSON shows unpacked. */
  private static final TypeRegistry PAYLOADS =
      TypeRegistry.newBuilder().add(WrappersProto.getDescriptor().getMessageTypes()).build();

  @Test // N-6, N-7, N-9
  void aSnapshotWithAllKindsComesBackFromItsBytes() throws InvalidProtocolBufferException {
    StoreSnapshot saved = SampleSnapshot.build();

    StoreSnapshot read = StoreSnapshot.parseFrom(saved.toByteArray());

    assertThat(saved.getAllFields()).as("tables").hasSize(10);
    assertThat(UnknownFields.in(read)).isEmpty();
    assertThat(read).isEqualTo(saved);
    assertThat(read.getSerializedSize()).isEqualTo(saved.getSerializedSize());
  }

  @Test // N-12, N-14, N-30
  void aSnapshotWithAllKindsComesBackFromJsonWithTheNamesOfTheFields()
      throws InvalidProtocolBufferException {
    StoreSnapshot saved = SampleSnapshot.build();

    String json =
        JsonFormat.printer()
            .usingTypeRegistry(PAYLOADS)
            .preservingProtoFieldNames()
            .omittingInsignificantWhitespace()
            .print(saved);

    assertThat(json)
        .contains("\"service_annotations\":{\"name\":\"web\"}", "\"index\":\"7\"")
        .contains("\"stop_grace_period\":\"1.500s\"", "\"defaultAddressPool\":[");
    assertThat(fromJson(json)).isEqualTo(saved);
  }

  @Test // N-2, N-3
  void theObjectsAddUpToTheLengthThatSwarmKitWouldWrite() {
    StoreSnapshot saved = SampleSnapshot.build();

    int sum = SnapshotSize.of(ReferenceForm.bare(saved));

    assertThat(sum).isEqualTo(ReferenceForm.complete(saved).getSerializedSize());
    assertThat(sum).isGreaterThan(saved.getSerializedSize());
  }

  @Test // N-9
  void aReaderThatKnowsOnlySwarmKitsFieldsSkipsOursAndFindsTheRest() throws Exception {
    Snapshot ours =
        Snapshot.newBuilder()
            .setStore(
                SampleSnapshot.build().toBuilder()
                    .addTables(
                        TableSnapshot.newBuilder()
                            .setTable("orchard")
                            .addObjects(ByteString.copyFromUtf8("north"))))
            .setHistoryId("history")
            .setCleanStop(true)
            .setStoreVersion(12)
            .setChecksum(77)
            .build();

    DynamicMessage theirs = DynamicMessage.parseFrom(swarmKitsSnapshot(), ours.toByteArray());

    assertThat(UnknownFields.in(theirs))
        .containsExactly(
            "Snapshot.1000",
            "Snapshot.1001",
            "Snapshot.1002",
            "Snapshot.1005",
            "Snapshot.store.1000");
    assertThat(Snapshot.parseFrom(theirs.toByteArray())).isEqualTo(ours);
  }

  @Test // N-9, N-30
  void aSnapshotOfARealManagerIsReadWithoutRemainder() throws IOException {
    byte[] saved = Files.readAllBytes(SharedData.require("data/swarmkit/snapshot.pb"));

    StoreSnapshot read = StoreSnapshot.parseFrom(saved);
    byte[] written = read.toByteArray();

    assertThat(UnknownFields.in(read)).isEmpty();
    assertThat(written).hasSize(29_403).hasSameSizeAs(saved);
    assertThat(StoreSnapshot.parseFrom(written)).isEqualTo(read);
    assertThat(ReferenceForm.complete(read)).as("fields that are always sent").isEqualTo(read);
  }

  @Test // N-5, N-30
  void theJsonOfARealManagerSaysTheSameButForTwoDelaysOfZero() throws IOException {
    StoreSnapshot binary =
        StoreSnapshot.parseFrom(
            Files.readAllBytes(SharedData.require("data/swarmkit/snapshot.pb")));
    StoreSnapshot json =
        fromJson(Files.readString(SharedData.require("data/swarmkit/snapshot.json")));

    StoreSnapshot.Builder rest = binary.toBuilder();
    UpdateConfig.Builder rollback =
        rest.getServicesBuilder(3).getSpecBuilder().getRollbackBuilder();
    UpdateConfig.Builder update = rest.getServicesBuilder(8).getSpecBuilder().getUpdateBuilder();
    assertThat(rollback.hasDelay()).isTrue();
    assertThat(rollback.getDelay()).isEqualTo(Duration.getDefaultInstance());
    assertThat(update.hasDelay()).isTrue();
    assertThat(update.getDelay()).isEqualTo(Duration.getDefaultInstance());
    rollback.clearDelay();
    update.clearDelay();

    for (int i = 0; i < json.getServicesCount(); i++) { // One by one, for a readable failure.
      Service service = json.getServices(i);
      assertThat(rest.getServices(i)).as("service %d", i).isEqualTo(service);
    }
    assertThat(rest.build()).isEqualTo(json);
  }

  private static StoreSnapshot fromJson(String json) throws InvalidProtocolBufferException {
    StoreSnapshot.Builder builder = StoreSnapshot.newBuilder();
    JsonFormat.parser().usingTypeRegistry(PAYLOADS).merge(json, builder);
    return builder.build();
  }

  /** The message Snapshot without our fields, at any depth. */
  private static Descriptor swarmKitsSnapshot() throws DescriptorValidationException {
    FileDescriptorProto.Builder file = SnapshotProto.getDescriptor().toProto().toBuilder();
    for (DescriptorProto.Builder message : file.getMessageTypeBuilderList()) {
      for (int i = message.getFieldCount() - 1; i >= 0; i--) {
        if (message.getField(i).getNumber() >= CompiledFormat.FIRST_OWN_NUMBER) {
          message.removeField(i);
        }
      }
    }
    FileDescriptor[] dependencies =
        SnapshotProto.getDescriptor().getDependencies().toArray(new FileDescriptor[0]);
    return FileDescriptor.buildFrom(file.build(), dependencies).findMessageTypeByName("Snapshot");
  }
}
