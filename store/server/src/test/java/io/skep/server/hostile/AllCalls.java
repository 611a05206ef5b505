package io.skep.server.hostile;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import io.skep.api.CaProto;
import io.skep.api.ControlProto;
import io.skep.api.DispatcherProto;
import io.skep.api.HealthProto;
import io.skep.api.LogbrokerProto;
import io.skep.api.ResourceProto;
import io.skep.api.WatchProto;
import io.skep.api.v1.FeedProto;
import java.util.List;
import java.util.stream.Stream;

/** Every call of every service that there is a description of, offered or not. */
public final class AllCalls {
  private AllCalls() {}

  /** All of them. */
  public static List<MethodDescriptor> list() {
    return Stream.of(
            ControlProto.getDescriptor(),
            WatchProto.getDescriptor(),
            FeedProto.getDescriptor(),
            ResourceProto.getDescriptor(),
            HealthProto.getDescriptor(),
            LogbrokerProto.getDescriptor(),
            DispatcherProto.getDescriptor(),
            CaProto.getDescriptor())
        .map(FileDescriptor::getServices)
        .flatMap(List::stream)
        .flatMap(service -> service.getMethods().stream())
        .toList();
  }
}
