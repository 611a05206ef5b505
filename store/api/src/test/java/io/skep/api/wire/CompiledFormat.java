package io.skep.api.wire;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.skep.api.CaProto;
import io.skep.api.ControlProto;
import io.skep.api.DispatcherProto;
import io.skep.api.HealthProto;
import io.skep.api.LogbrokerProto;
import io.skep.api.ObjectsProto;
import io.skep.api.OptionsProto;
import io.skep.api.RaftProto;
import io.skep.api.ResourceProto;
import io.skep.api.SnapshotProto;
import io.skep.api.SpecsProto;
import io.skep.api.TableProto;
import io.skep.api.TypesProto;
import io.skep.api.UpdateProto;
import io.skep.api.WatchProto;
import io.skep.api.v1.LogProto;
import java.util.List;
import java.util.stream.Stream;

/** The .proto files as protoc understood them. */
final class CompiledFormat {
  /** The first field number that belongs to Skep, in messages of SwarmKit's. */
  static final int FIRST_OWN_NUMBER = 1000;

  /** The files of package {@code docker.swarmkit.v1}. */
  static final List<FileDescriptor> SWARMKIT =
      List.of(
          TypesProto.getDescriptor(),
          SpecsProto.getDescriptor(),
          ObjectsProto.getDescriptor(),
          RaftProto.getDescriptor(),
          SnapshotProto.getDescriptor(),
          ResourceProto.getDescriptor(),
          WatchProto.getDescriptor(),
          ControlProto.getDescriptor(),
          DispatcherProto.getDescriptor(),
          HealthProto.getDescriptor(),
          LogbrokerProto.getDescriptor(),
          CaProto.getDescriptor());

  /** The files of package {@code skep.v1}. */
  static final List<FileDescriptor> SKEP =
      List.of(
          OptionsProto.getDescriptor(),
          TableProto.getDescriptor(),
          UpdateProto.getDescriptor(),
          LogProto.getDescriptor());

  private CompiledFormat() {}

  /** All messages of {@code file}, nested ones too, without those that only stand for maps. */
  static Stream<Descriptor> messages(FileDescriptor file) {
    return file.getMessageTypes().stream().flatMap(CompiledFormat::withNested);
  }

  private static Stream<Descriptor> withNested(Descriptor message) {
    return Stream.concat(
        Stream.of(message),
        message.getNestedTypes().stream()
            .filter(nested -> !nested.getOptions().getMapEntry())
            .flatMap(CompiledFormat::withNested));
  }

  /** All enums of {@code file}, nested ones too. */
  static Stream<EnumDescriptor> enums(FileDescriptor file) {
    return Stream.concat(
        file.getEnumTypes().stream(),
        messages(file).flatMap(message -> message.getEnumTypes().stream()));
  }

  /** Whether SwarmKit writes {@code field} even when it is empty. */
  static boolean alwaysSent(FieldDescriptor field) {
    return field.getOptions().getExtension(OptionsProto.alwaysSent);
  }
}
