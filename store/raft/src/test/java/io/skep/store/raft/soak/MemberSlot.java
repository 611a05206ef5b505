package io.skep.store.raft.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A member's place in the group: its disk, and its process of the moment. Any thread. */
final class MemberSlot {
  private static final Pattern LOG_FILE = Pattern.compile("log_(?:inprogress_)?(\\d+).*");
  private static final long RESUME_MILLIS = 5_000;

  private final int number;
  private final Disk disk;
  private final Path hosts;
  private final CommitHistory commits;

  /** All watches that are open here, by name. */
  private final Map<String, CommitHistory.Watch> watches = new ConcurrentHashMap<>();

  /** The one that lasts as long as the member, over all its processes. */
  private final CommitHistory.Watch own;

  private volatile MemberProcess process;
  private volatile long ledTerm = -1;
  private volatile int follows;
  private volatile boolean paused;

  MemberSlot(int number, Disk disk, Path hosts, CommitHistory commits) {
    this.number = number;
    this.disk = disk;
    this.hosts = hosts;
    this.commits = commits;
    own = commits.new Watch(Links.name(number));
  }

  int number() {
    return number;
  }

  Disk disk() {
    return disk;
  }

  void start(List<String> arguments, Path errors) throws IOException {
    ledTerm = -1;
    follows = 0;
    watches.clear();
    process = MemberProcess.start(arguments, hosts, errors, this::take);
  }

  private void take(String line) {
    try {
      take(line.split(" ", -1));
    } catch (RuntimeException e) {
      commits.violated("%s said %s: %s".formatted(Links.name(number), line, e));
    }
  }

  private void take(String[] words) {
    switch (words[0]) {
      case "open", "ready" -> {}
      case "stands" -> {
        boolean leads = words[1].equals("leads");
        ledTerm = leads ? Long.parseLong(words[2]) : -1;
        follows = leads || words[2].equals("-") ? 0 : Integer.parseInt(words[2].substring(1));
      }
      default -> {
        CommitHistory.Watch watch = watches.get(words[1]);
        if (watch != null) {
          watch.take(words[0], List.of(words).subList(2, words.length).toArray(String[]::new));
        }
      }
    }
  }

  /**
   * Sees to it that the member's own watch is open: where it was, or from anew if what is missing
   * is no longer there. To be called now and then.
   */
  void watch() {
    MemberProcess its = process;
    if (!isReady() || watches.containsKey("own")) {
      if (own.isLost()) {
        watches.remove("own");
      }
      return;
    }
    watches.put("own", own);
    Answer answer =
        own.reached() < 0
            ? call(RESUME_MILLIS, "watch", "own")
            : call(RESUME_MILLIS, "resume", "own", Long.toString(own.reached()));
    if (!(answer instanceof Answer.Ok) && its == process) {
      watches.remove("own"); // It has not caught up yet, or it is gone.
    }
  }

  CommitHistory.Watch ownWatch() {
    return own;
  }

  /** Lets {@code watch} go on here, or begin if it has not; whether it does. */
  boolean goOn(String name, CommitHistory.Watch watch) {
    watches.put(name, watch);
    Answer answer =
        watch.reached() < 0
            ? call(RESUME_MILLIS, "watch", name)
            : call(RESUME_MILLIS, "resume", name, Long.toString(watch.reached()));
    if (!(answer instanceof Answer.Ok)) {
      leave(name);
      return false;
    }
    return true;
  }

  /** Ends the watch here; what it is told later does not count. */
  void leave(String name) {
    call(RESUME_MILLIS, "unwatch", name);
    watches.remove(name);
  }

  Answer call(long millis, String... words) {
    MemberProcess its = process;
    if (its == null) {
      return new Answer.No("it has not been started yet");
    }
    try {
      return its.call(millis, words);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer.Unknown("interrupted");
    }
  }

  /** The term in which it leads, or -1. */
  long ledTerm() {
    return ledTerm;
  }

  /** Whom it follows, or 0. */
  int follows() {
    return follows;
  }

  boolean isUp() {
    return process != null && !process.hasEnded();
  }

  boolean isReady() {
    return isUp() && process.isReady() && !paused;
  }

  void assertNotFailed(Path errors) {
    if (process != null && process.hasFailed()) {
      throw new SoakGroup.StuckException(
          "%s ended by itself with %d: %s"
              .formatted(Links.name(number), process.exitValue(), end(errors)));
    }
  }

  private static String end(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
    } catch (IOException e) {
      return e.toString();
    }
  }

  void dump(Path file) throws IOException, InterruptedException {
    process.dump(file);
  }

  void kill() throws InterruptedException {
    process.kill();
    ledTerm = -1;
    paused = false;
  }

  /** Kills it, and does not wait. */
  void end() {
    process.end();
  }

  boolean pause() throws IOException, InterruptedException {
    paused = true;
    return process.pause();
  }

  boolean goOn() throws IOException, InterruptedException {
    boolean was = paused;
    paused = false;
    return was && process.goOn();
  }

  /** Where its log begins; 0 if it has none. */
  long logBegins() {
    return logFiles().mapToLong(Long::longValue).min().orElse(0);
  }

  /** Where the newest file of its log begins; 0 if it has none. */
  long newestLogFile() {
    return logFiles().mapToLong(Long::longValue).max().orElse(0);
  }

  private Stream<Long> logFiles() {
    try (Stream<Path> files = Files.walk(disk.directory())) {
      return files
          .map(each -> LOG_FILE.matcher(each.getFileName().toString()))
          .filter(Matcher::matches)
          .map(each -> Long.parseLong(each.group(1)))
          .toList()
          .stream();
    } catch (UncheckedIOException | IOException e) {
      return Stream.empty(); // A file went away meanwhile.
    }
  }
}
