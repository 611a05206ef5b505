package io.skep.informer.remote.grpc;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Message;
import io.vertx.core.Future;
import java.time.Duration;

/** Makes calls that have one answer. Any thread. */
interface Calling {
  /**
   * The one answer. Fails with {@link io.skep.informer.remote.SourceException}, {@link
   * ConnectionException}, or {@link java.util.concurrent.TimeoutException} if there is none after
   * {@code limit}, an {@link UnsentException} of those if nothing was sent either.
   */
  <R extends Message> Future<R> call(
      MethodDescriptor method, Message request, R prototype, Duration limit);

  /** Ends all connections. */
  Future<Void> close();
}
