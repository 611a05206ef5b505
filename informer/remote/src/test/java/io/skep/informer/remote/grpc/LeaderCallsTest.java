package io.skep.informer.remote.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Message;
import io.skep.api.v1.CommitRequest;
import io.skep.api.v1.CommitResponse;
import io.skep.api.v1.FeedProto;
import io.skep.informer.remote.SourceException;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VirtualClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** How long it is looked for whoever leads, in virtual time. */
class LeaderCallsTest {
  private static final MethodDescriptor COMMIT =
      FeedProto.getDescriptor().findServiceByName("Feed").findMethodByName("Commit");

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final List<Server> SERVERS =
      List.of(Server.tcp("10.0.0.1", 4242), Server.tcp("10.0.0.2", 4242));

  private final VirtualClock clock = new VirtualClock(0);
  private final Loop loop = clock.loop("caller");
  private final List<Duration> limits = new ArrayList<>();
  private long endedNanos;

  /**
   * A server that fails after {@code delay}, if it is waited for so long, with {@code late} else.
   */
  private final class SlowServer implements Calling {
    private final Duration delay;
    private final Throwable failure;
    private final Throwable late;

    SlowServer(Duration delay, Throwable failure, Throwable late) {
      this.delay = delay;
      this.failure = failure;
      this.late = late;
    }

    @Override
    public <R extends Message> Future<R> call(
        MethodDescriptor method, Message request, R prototype, Duration limit) {
      limits.add(limit);
      Promise<R> answer = Promise.promise();
      boolean isLate = delay.compareTo(limit) > 0;
      loop.after(isLate ? limit : delay, () -> answer.fail(isLate ? late : failure));
      return answer.future();
    }

    @Override
    public Future<Void> close() {
      return Future.succeededFuture();
    }
  }

  private Future<CommitResponse> call(Duration delay, Throwable failure, Throwable late) {
    var calls =
        new LeaderCalls(
            SERVERS,
            server -> new SlowServer(delay, failure, late),
            clock,
            length -> {
              Promise<Void> over = Promise.promise();
              loop.after(length, over::complete);
              return over.future();
            });
    Future<CommitResponse> answer =
        calls.call(
            COMMIT, CommitRequest.getDefaultInstance(), CommitResponse.getDefaultInstance(), LIMIT);
    long begunNanos = clock.nanoTime();
    answer.onComplete(ended -> endedNanos = clock.nanoTime() - begunNanos);
    clock.advance(Duration.ofMinutes(10));
    return answer;
  }

  @Test // api.A-12: connecting counts, as do the pauses
  void whereNobodyIsReachedAllTriesTogetherTakeTheLimit() {
    Future<CommitResponse> answer =
        call(
            Duration.ofSeconds(3),
            ConnectionException.unreached(SERVERS.get(0), new ConnectException("timed out")),
            new UnsentException(SERVERS.get(0), Duration.ofSeconds(1)));

    assertThat(answer.cause())
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("within PT30S none of [10.0.0.1:4242, 10.0.0.2:4242]");
    assertThat(Duration.ofNanos(endedNanos)).isBetween(Duration.ofSeconds(25), LIMIT);
    assertThat(limits).hasSizeBetween(7, 9).first().isEqualTo(LIMIT);
    assertThat(limits).isSortedAccordingTo((one, next) -> next.compareTo(one));
  }

  @Test // api.A-12: so does the wait for an answer
  void whoAnswersLateIsNotWaitedForLongerThanTheLimit() {
    Future<CommitResponse> answer =
        call(
            Duration.ofSeconds(20),
            new SourceException("UNAVAILABLE", "follows"),
            new TimeoutException());

    assertThat(answer.cause()).isInstanceOf(TimeoutException.class);
    assertThat(Duration.ofNanos(endedNanos)).isEqualTo(LIMIT);
    assertThat(limits).hasSize(2);
  }

  @Test // api.A-12: what was not sent has no unknown outcome
  void whereNoConnectionIsThereInTimeNothingWasSent() throws Exception {
    Vertx vertx = Vertx.vertx();
    try (var mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var calls = new Calls(vertx, Server.tcp("127.0.0.1", mute.getLocalPort()).underTls());

      assertThat(
              calls.call(
                  COMMIT,
                  CommitRequest.getDefaultInstance(),
                  CommitResponse.getDefaultInstance(),
                  Duration.ofMillis(50)))
          .extracting(Future::toCompletionStage)
          .extracting(CompletionStage::toCompletableFuture)
          .asInstanceOf(InstanceOfAssertFactories.COMPLETABLE_FUTURE)
          .failsWithin(Duration.ofMinutes(2))
          .withThrowableThat()
          .withCauseInstanceOf(UnsentException.class)
          .withMessageContaining("no connection after PT0.05S");
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }
}
