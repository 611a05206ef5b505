package io.skep.server.call;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.skep.server.Caller;
import io.skep.server.Caller.Role;
import io.skep.server.ReadMode;
import io.skep.server.RefusedException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.Service;
import io.vertx.grpc.server.ServiceBuilder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The calls of one service: which code answers each of them, and who may make them. A call of the
 * service that nothing was said of is answered UNIMPLEMENTED. Filled by one thread, then only read.
 */
public final class RpcTable {
  /** Binds one call. */
  private interface Binding {
    void to(ServiceBuilder builder, Gate gate, Optional<Forwarder> forwarder);
  }

  private final ServiceDescriptor descriptor;
  private final ServiceName name;
  private final Role needed;
  private final Reads reads;
  private final Map<String, Binding> bindings = new HashMap<>();

  /** The calls of {@code descriptor}, for callers that may do what {@code needed} may. */
  public RpcTable(ServiceDescriptor descriptor, Role needed) {
    this(descriptor, needed, Reads.ALONE);
  }

  /** The same on a store that {@code reads} make as new as a call asks. */
  public RpcTable(ServiceDescriptor descriptor, Role needed, Reads reads) {
    this.reads = reads;
    this.descriptor = descriptor;
    this.name = ServiceName.create(descriptor.getFullName());
    this.needed = needed;
  }

  /** The name of the service, with its package. */
  public String fullName() {
    return descriptor.getFullName();
  }

  /** The call {@code rpc} is answered as soon as the store is as new as it must be. */
  public <Q extends Message, R extends Message> RpcTable read(
      String rpc, Q prototype, Function<Q, R> answer) {
    return bind(
        rpc,
        prototype,
        (Call<Q, R> call) ->
            call.request()
                .compose(
                    request ->
                        reads.reached(call.reads(reads.usual())).map(now -> answer.apply(request)))
                .onComplete(call::end, call::fail));
  }

  /**
   * The call {@code rpc} is answered when the write that it makes is decided: here, or where calls
   * are passed on to.
   */
  public <Q extends Message, R extends Message> RpcTable write(
      String rpc, Q prototype, Function<Q, Future<R>> answer) {
    return call(rpc, prototype, (caller, request) -> answer.apply(request));
  }

  /** The same of a write that needs to know who calls. */
  public <Q extends Message, R extends Message> RpcTable call(
      String rpc, Q prototype, BiFunction<Caller, Q, Future<R>> answer) {
    return bind(
        rpc,
        prototype,
        (Call<Q, R> call) ->
            call.request()
                .compose(request -> answer.apply(call.caller(), request))
                .recover(failure -> call.passedOn(failure, method(rpc).getOutputType()))
                .onComplete(call::end, call::fail));
  }

  /**
   * The call {@code rpc} is answered by many messages, which begin as soon as the store is as new
   * as the call asks. It takes a place among {@code open} from the moment its request is read, so
   * that those that wait count as well.
   *
   * @param ahead whether a request is about something that this store does not have yet: another
   *     one may have told it
   */
  public <Q extends Message, R extends Message> RpcTable stream(
      String rpc,
      Q prototype,
      OpenStreams open,
      Predicate<Q> ahead,
      BiConsumer<Q, Outflow<R>> answer) {
    return bind(
        rpc,
        prototype,
        (Call<Q, R> call) ->
            call.request()
                .compose(
                    request -> {
                      ReadMode mode =
                          ahead.test(request) ? ReadMode.LINEARIZABLE : call.reads(ReadMode.LOCAL);
                      return stream(call, request, open.enter(), mode, answer);
                    })
                .onFailure(call::fail));
  }

  private <Q extends Message, R extends Message> Future<Q> stream(
      Call<Q, R> call,
      Q request,
      OpenStreams.Place place,
      ReadMode mode,
      BiConsumer<Q, Outflow<R>> answer) {
    call.onGone(place::leave);
    return reads
        .reached(mode)
        .map(now -> begin(call, request, place, answer))
        .onFailure(refused -> place.leave());
  }

  /** From here on the place is left when the messages end. */
  private static <Q extends Message, R extends Message> Q begin(
      Call<Q, R> call, Q request, OpenStreams.Place place, BiConsumer<Q, Outflow<R>> answer) {
    if (!call.isGone()) {
      answer.accept(request, call.outflow(place));
    }
    return request;
  }

  /** The call {@code rpc} is refused: {@code text} says why, and what to do. */
  public RpcTable unimplemented(String rpc, String text) {
    bindings.put(rpc, (builder, gate, forwarder) -> refuse(builder, method(rpc), text));
    return this;
  }

  /**
   * The service, for a listener whose callers {@code gate} knows.
   *
   * @param forwarder passes on what this server may not write; empty to refuse it
   */
  public Service service(Gate gate, Optional<Forwarder> forwarder) {
    ServiceBuilder builder = Service.service(name, descriptor);
    for (MethodDescriptor method : descriptor.getMethods()) {
      Binding binding = bindings.get(method.getName());
      if (binding == null) {
        refuse(builder, method, method.getFullName() + " is not offered by this server");
      } else {
        binding.to(builder, gate, forwarder);
      }
    }
    return builder.build();
  }

  private <Q extends Message, R extends Message> RpcTable bind(
      String rpc, Q prototype, Consumer<Call<Q, R>> answer) {
    MethodDescriptor method = method(rpc);
    if (!method.getInputType().equals(prototype.getDescriptorForType())) {
      throw new IllegalStateException(
          "%s takes %s, not %s"
              .formatted(
                  method.getFullName(),
                  method.getInputType().getName(),
                  prototype.getDescriptorForType().getName()));
    }
    @SuppressWarnings("unchecked") // What a parser makes is of its message's class.
    var parser = (Parser<Q>) prototype.getParserForType();
    ServiceMethod<Buffer, R> bytes =
        ServiceMethod.server(
            name, rpc, GrpcMessageEncoder.<R>encoder(), GrpcMessageDecoder.IDENTITY);
    bindings.put(
        rpc,
        (builder, gate, forwarder) ->
            builder.bind(
                bytes,
                request ->
                    Call.start(
                        method.getFullName(), request, parser, gate, forwarder, needed, answer)));
    return this;
  }

  private void refuse(ServiceBuilder builder, MethodDescriptor method, String text) {
    var raw =
        ServiceMethod.server(
            name, method.getName(), GrpcMessageEncoder.IDENTITY, GrpcMessageDecoder.IDENTITY);
    builder.bind(raw, request -> refuse(request, text));
  }

  private static void refuse(GrpcServerRequest<?, ?> request, String text) {
    request.invalidMessageHandler(invalid -> {}); // Else a second answer would be tried.
    RefusedException refusal = RefusedException.unimplemented(text);
    request.response().status(refusal.status()).statusMessage(text).end();
  }

  private MethodDescriptor method(String rpc) {
    MethodDescriptor method = descriptor.findMethodByName(rpc);
    if (method == null) {
      throw new IllegalStateException(descriptor.getFullName() + " has no call " + rpc);
    }
    return method;
  }
}
