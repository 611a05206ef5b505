package io.skep.controller.health;

import io.skep.store.loop.Answer;
import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Whether the loops of a process still answer. One that does not is blocked by code that should not
 * block, or has more to do than it can; a restart may help.
 *
 * <p>A loop that has not answered is not asked again before it has, so that probes pile up nothing.
 * Any thread.
 */
public final class Liveness {
  /** How long a loop may take to answer. */
  public static final Duration LIMIT = Duration.ofSeconds(2);

  private final Loop home;
  private final List<Pulse> pulses;

  /** One loop; confined to {@code home}. */
  private final class Pulse {
    private final Loop loop;

    /** Completes when the loop has answered the last question. */
    private Promise<Void> beat = Promise.promise();

    private long askedNanos;

    private Pulse(Loop loop) {
      this.loop = loop;
      beat.complete();
    }

    private Future<Report> ask(String name) {
      if (beat.future().isComplete()) {
        Promise<Void> next = Promise.promise();
        beat = next;
        askedNanos = home.clock().nanoTime();
        loop.execute(() -> home.execute(next::complete));
      }
      Duration left = LIMIT.minusNanos(home.clock().nanoTime() - askedNanos);
      Promise<Report> answer = Promise.promise();
      Loop.Timer timer =
          home.after(
              left,
              () ->
                  answer.tryComplete(new Report(name, false, "has not answered for " + waited())));
      beat.future()
          .onComplete(
              done -> {
                timer.cancel();
                answer.tryComplete(new Report(name, true, "answered after " + waited()));
              });
      return answer.future();
    }

    private Duration waited() {
      return Duration.ofNanos(home.clock().nanoTime() - askedNanos);
    }
  }

  private Liveness(Loop home, List<? extends Loop> loops) {
    this.home = home;
    pulses = loops.stream().map(loop -> new Pulse(loop)).toList();
  }

  /**
   * Asks {@code loops}.
   *
   * @param home counts the time; where it does not answer itself nothing does, and whoever asks
   *     gets no answer at all
   */
  public static Liveness of(Loop home, List<? extends Loop> loops) {
    return new Liveness(Objects.requireNonNull(home, "home"), List.copyOf(loops));
  }

  /** What there is to say about each loop, in the order in which they were given; two seconds. */
  public Future<List<Report>> reports() {
    Promise<List<Report>> all = Promise.promise();
    home.execute(
        () -> {
          List<Future<Report>> asked =
              IntStream.range(0, pulses.size())
                  .mapToObj(i -> pulses.get(i).ask("loop-" + i))
                  .toList();
          Future.all(asked).map(done -> done.<Report>list()).onComplete(all);
        });
    return Answer.of(all.future());
  }

  /** Whether every loop answers in time. */
  public Future<Boolean> isAlive() {
    return reports().map(reports -> reports.stream().allMatch(Report::isGood));
  }
}
