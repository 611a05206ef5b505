package io.skep.informer.remote.grpc;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Message;
import io.skep.informer.remote.SourceException;
import io.skep.store.loop.Clock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Calls to whichever of several servers leads. One that follows refuses and says who leads, which
 * is asked next; where nobody knows, all are asked in turn, with pauses. Only what certainly
 * changed nothing is asked again. Any thread.
 */
final class LeaderCalls implements Calling {
  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LONGEST_PAUSE_MILLIS = 1_000;

  private final List<Server> servers;
  private final Function<Server, Calling> connect;
  private final Clock clock;
  private final Function<Duration, Future<?>> pause;
  private final Map<String, Calling> calls = new ConcurrentHashMap<>();

  /** Who answered last. */
  private volatile Server leader;

  /**
   * Calls to {@code servers}.
   *
   * @param servers at least one
   */
  LeaderCalls(Vertx vertx, List<Server> servers) {
    this(
        servers,
        server -> new Calls(vertx, server),
        Clock.system(),
        length -> vertx.timer(length.toMillis(), TimeUnit.MILLISECONDS));
  }

  /**
   * Calls to {@code servers}.
   *
   * @param servers at least one
   * @param connect makes calls to one of them
   * @param pause completes after so long
   */
  LeaderCalls(
      List<Server> servers,
      Function<Server, Calling> connect,
      Clock clock,
      Function<Duration, Future<?>> pause) {
    this.servers = servers.stream().map(Server::givenUpSoon).toList();
    this.connect = connect;
    this.clock = clock;
    this.pause = pause;
    this.leader = this.servers.get(0);
  }

  /** {@inheritDoc} {@code limit} holds for all that are asked, and the pauses, together. */
  @Override
  public <R extends Message> Future<R> call(
      MethodDescriptor method, Message request, R prototype, Duration limit) {
    return new Search<>(method, request, prototype, limit).ask(leader);
  }

  private Calling at(Server server) {
    return calls.computeIfAbsent(server.toString(), address -> connect.apply(server));
  }

  @Override
  public Future<Void> close() {
    return Future.join(calls.values().stream().map(Calling::close).toList()).mapEmpty();
  }

  private static boolean changedNothing(Throwable failure) {
    return failure instanceof SourceException refusal
        ? refusal.status().equals("UNAVAILABLE")
        : failure instanceof UnsentException
            || (failure instanceof ConnectionException unreached && unreached.nothingWasSent());
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
    private final long startedNanos = clock.nanoTime();
    private long pauseMillis = FIRST_PAUSE_MILLIS;
    private boolean sentOn;

    Search(MethodDescriptor method, Message request, R prototype, Duration limit) {
      this.method = method;
      this.request = request;
      this.prototype = prototype;
      this.limit = limit;
    }

    Future<R> ask(Server server) {
      return at(server)
          .call(method, request, prototype, Duration.ofMillis(Math.max(1, leftMillis())))
          .onSuccess(answer -> leader = server)
          .recover(failure -> elsewhere(server, failure));
    }

    private long leftMillis() {
      return limit.minusNanos(clock.nanoTime() - startedNanos).toMillis();
    }

    private Future<R> elsewhere(Server asked, Throwable failure) {
      if (!changedNothing(failure)) {
        return Future.failedFuture(failure);
      }
      Optional<Server> told = toldBy(asked, failure);
      // Whoever is sent on twice in a row asks in the middle of an election.
      sentOn = told.isPresent() && !sentOn;
      long length = sentOn ? 0 : pauseMillis;
      if (leftMillis() <= 2 * length) { // Whoever is asked needs time to answer, too.
        return Future.failedFuture(noneOf(asked, failure));
      }
      if (sentOn) {
        return ask(told.get());
      }
      pauseMillis = Math.min(2 * length, LONGEST_PAUSE_MILLIS);
      return pause
          .apply(Duration.ofMillis(length))
          .compose(over -> ask(told.orElseGet(() -> after(asked))));
    }

    private SourceException noneOf(Server last, Throwable failure) {
      return new SourceException(
          "UNAVAILABLE",
          "within %s none of %s has taken the call; the last one, %s: %s"
              .formatted(limit, servers, last, failure.getMessage()));
    }
  }
}
