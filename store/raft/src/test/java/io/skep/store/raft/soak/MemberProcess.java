package io.skep.store.raft.soak;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** A running {@link MemberMain}. Any thread. */
final class MemberProcess {
  private static final int DUMP_SECONDS = 20;

  private final Process process;
  private final Writer in;
  private final Map<Long, CompletableFuture<Answer>> calls = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile boolean ready;
  private volatile boolean ending;

  /**
   * Starts it.
   *
   * @param arguments of {@link MemberMain}
   * @param hosts where it finds the others
   * @param errors what it logs is appended to
   * @param events is told each line that is no answer, on one thread, in their order
   */
  static MemberProcess start(
      List<String> arguments, Path hosts, Path errors, Consumer<String> events) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx256m",
            "-Djdk.net.hosts.file=" + hosts,
            "-Dorg.slf4j.simpleLogger.showDateTime=true",
            "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS",
            "-Dorg.slf4j.simpleLogger.log.org.apache.ratis="
                + System.getProperty("skep.raft.soak.log", "error"),
            "-cp",
            System.getProperty("java.class.path"),
            MemberMain.class.getName()));
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
            .start();
    var member = new MemberProcess(process);
    var reader = new Thread(() -> member.read(events), "read-" + process.pid());
    reader.setDaemon(true);
    reader.start();
    return member;
  }

  private MemberProcess(Process process) {
    this.process = process;
    in =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
  }

  private void read(Consumer<String> events) {
    try (var out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (Character.isDigit(line.charAt(0))) {
          var call = calls.remove(Long.parseLong(line.substring(0, line.indexOf(' '))));
          if (call != null) {
            call.complete(Answer.parse(line));
          }
        } else {
          ready |= line.equals("ready");
          events.accept(line);
        }
      }
    } catch (IOException e) {
      // It has ended, which is all there is to know.
    } finally {
      ended.complete(null);
      calls.values().forEach(call -> call.complete(new Answer.Unknown("the process ended")));
    }
  }

  /** Calls it; a call without an answer in time is unknown. */
  Answer call(long millis, String... words) throws InterruptedException {
    long number = numbers.incrementAndGet();
    var answer = new CompletableFuture<Answer>();
    calls.put(number, answer);
    try {
      synchronized (in) {
        in.write(number + " " + String.join(" ", words) + "\n");
        in.flush();
      }
    } catch (IOException e) {
      answer.complete(new Answer.Unknown("the process does not read: " + e.getMessage()));
    }
    if (ended.isDone()) {
      answer.complete(new Answer.Unknown("the process ended"));
    }
    answer.completeOnTimeout(new Answer.Unknown("no answer"), millis, TimeUnit.MILLISECONDS);
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      calls.remove(number);
    }
  }

  /** Whether it has said that it is of use. */
  boolean isReady() {
    return ready && process.isAlive();
  }

  /** Whether it has ended, and nobody ended it. */
  boolean hasFailed() {
    return !ending && !process.isAlive();
  }

  boolean hasEnded() {
    return ended.isDone() || !process.isAlive();
  }

  int exitValue() {
    return process.exitValue();
  }

  /** Writes what all its threads do to {@code file}, if it can still tell. */
  void dump(Path file) throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), "Thread.print")
        .redirectErrorStream(true)
        .redirectOutput(file.toFile())
        .start()
        .waitFor(DUMP_SECONDS, TimeUnit.SECONDS);
  }

  /** SIGKILL. */
  void end() {
    ending = true;
    process.toHandle().destroyForcibly();
  }

  /** SIGKILL; returns when it is gone and all that it said has been read. */
  void kill() throws InterruptedException {
    end();
    process.waitFor();
    ended.join();
  }

  /** SIGSTOP; whether it has stopped. */
  boolean pause() throws IOException, InterruptedException {
    return signal("STOP");
  }

  /** SIGCONT. */
  boolean goOn() throws IOException, InterruptedException {
    return signal("CONT");
  }

  private boolean signal(String name) throws IOException, InterruptedException {
    return new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor()
            == 0
        && process.isAlive();
  }
}
