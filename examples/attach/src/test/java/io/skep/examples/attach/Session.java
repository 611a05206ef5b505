package io.skep.examples.attach;

import io.skep.examples.attach.view.LiveView.Size;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** One call of the program at {@link Demo#NOW}, with all that it says. */
final class Session implements AutoCloseable {
  private static final int LOOKS = 18_000;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
  private final Thread thread;

  private Session(Optional<Size> screen, String line) {
    var terminal = new Terminal(stream(out), stream(err), screen, () -> Demo.NOW, ZoneOffset.UTC);
    thread =
        new Thread(
            () -> exitCode.complete(Main.run(terminal, line.strip().split(" +", -1))), "attach");
    thread.start();
  }

  /** Starts the program as if its output went into a pipe. */
  static Session of(String line) {
    return new Session(Optional.empty(), line);
  }

  /** Starts the program on a terminal. */
  static Session on(Size screen, String line) {
    return new Session(Optional.of(screen), line);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  /** What it exits with by itself. */
  int exitCode() {
    return exitCode.orTimeout(2, TimeUnit.MINUTES).join();
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  /** What it has printed, once that is as {@code wanted}. */
  String printed(Predicate<String> wanted) {
    for (int look = 0; look < LOOKS; look++) {
      String now = out();
      if (wanted.test(now)) {
        return now;
      }
      if (exitCode.isDone()) {
        throw new AssertionError("ended with %s:\n%s%s".formatted(exitCode.join(), out(), err()));
      }
      LockSupport.parkNanos(10_000_000);
    }
    throw new AssertionError("not printed; at last there was:\n" + out());
  }

  /** Ends a {@code follow}. */
  @Override
  public void close() {
    thread.interrupt();
    exitCode();
  }
}
