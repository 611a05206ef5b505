package io.skep.informer.remote.grpc;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Message;
import io.skep.informer.remote.SourceException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Calls to whichever of several servers leads. One that follows refuses and says who leads, which
 * is asked next; where nobody knows, all are asked in turn, with pauses. Only what certainly
 * changed nothing is asked again. Any thread.
 */
final class LeaderCalls implements Calling {
  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LONGEST_PAUSE_MILLIS = 1_000;

  private final Vertx vertx;
  private final List<Server> servers;
  private final Map<String, Calls> calls = new ConcurrentHashMap<>();

  /** Who answered last. */
  private volatile Server leader;

  /**
   * Calls to {@code servers}.
   *
   * @param servers at least one
   */
  LeaderCalls(Vertx vertx, List<Server> servers) {
    this.vertx = vertx;
    this.servers = servers.stream().map(Server::givenUpSoon).toList();
    this.leader = this.servers.get(0);
  }

  /** {@inheritDoc} {@code limit} holds for each answer, and for all pauses together. */
  @Override
  public <R extends Message> Future<R> call(
      MethodDescriptor method, Message request, R prototype, Duration limit) {
    return new Search<>(method, request, prototype, limit).ask(leader);
  }

  private Calls at(Server server) {
    return calls.computeIfAbsent(server.toString(), address -> new Calls(vertx, server));
  }

  @Override
  public Future<Void> close() {
    return Future.join(calls.values().stream().map(Calls::close).toList()).mapEmpty();
  }

  private static boolean changedNothing(Throwable failure) {
    return failure instanceof SourceException refusal
        ? refusal.status().equals("UNAVAILABLE")
        : failure instanceof ConnectionException unreached && unreached.nothingWasSent();
  }

  /** Who leads, as {@code asked} says: one of those that are known, or one that can be trusted. */
  private Optional<Server> toldBy(Server asked, Throwable failure) {
    if (!(failure instanceof SourceException refusal) || refusal.leader().isEmpty()) {
      return Optional.empty();
    }
    String address = refusal.leader().get();
    Optional<Server> known =
        servers.stream().filter(each -> each.toString().equals(address)).findFirst();
    return known.or(() -> stranger(asked, address)).filter(each -> !each.equals(asked));
  }

  /** Of a server that nobody has named only its certificate can tell that it is one of them. */
  private static Optional<Server> stranger(Server asked, String address) {
    return asked.isUnderTls() && !asked.isSocket()
        ? Optional.of(Server.parse(address).with(asked.http()))
        : Optional.empty();
  }

  private Server after(Server asked) {
    return servers.get((servers.indexOf(asked) + 1) % servers.size());
  }

  /** One call on its way. One step after the other. */
  private final class Search<R extends Message> {
    private final MethodDescriptor method;
    private final Message request;
    private final R prototype;
    private final Duration limit;
    private long pauseMillis = FIRST_PAUSE_MILLIS;
    private long pausedMillis;
    private boolean sentOn;

    Search(MethodDescriptor method, Message request, R prototype, Duration limit) {
      this.method = method;
      this.request = request;
      this.prototype = prototype;
      this.limit = limit;
    }

    Future<R> ask(Server server) {
      return at(server)
          .call(method, request, prototype, limit)
          .onSuccess(answer -> leader = server)
          .recover(failure -> elsewhere(server, failure));
    }

    private Future<R> elsewhere(Server asked, Throwable failure) {
      if (!changedNothing(failure)) {
        return Future.failedFuture(failure);
      }
      Optional<Server> told = toldBy(asked, failure);
      if (told.isPresent() && !sentOn) {
        sentOn = true; // Whoever is sent on twice in a row asks in the middle of an election.
        return ask(told.get());
      }
      sentOn = false;
      if (pausedMillis >= limit.toMillis()) {
        return Future.failedFuture(
            new SourceException(
                "UNAVAILABLE",
                "for %s none of %s has taken the call; the last one, %s: %s"
                    .formatted(limit, servers, asked, failure.getMessage())));
      }
      long pause = pauseMillis;
      pausedMillis += pause;
      pauseMillis = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
      return vertx
          .timer(pause, TimeUnit.MILLISECONDS)
          .compose(over -> ask(told.orElseGet(() -> after(asked))));
    }
  }
}
