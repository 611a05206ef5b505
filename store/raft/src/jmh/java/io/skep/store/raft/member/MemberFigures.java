package io.skep.store.raft.member;

import static io.skep.store.raft.member.DurableStoreTest.await;

import io.skep.store.Store;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.skep.store.raft.Member;
import io.skep.store.raft.RaftOptions;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What does a durable store of so many tasks cost? Its heap next to that of the same store without
 * a log; the time until it is ready in a new process, from a snapshot alone and with as much log
 * after it as there can be; and how fast a member of three catches up that was away, by the log,
 * and one that is new, by a snapshot. Prints a line a round. Arguments: tasks of the store that is
 * alone, tasks of the group, rounds, and the directory to write to. Each process wants a heap of 4
 * GB.
 */
public final class MemberFigures {
  private static final String PLAIN = "plain";
  private static final String DURABLE = "durable";

  /** Just below the 64 MiB after which a snapshot would be written. */
  private static final long LOG_BYTES = 60 << 20;

  private static final int ENTRIES_MISSED = 200_000;
  private static final int OBJECTS_MISSED = 1_000;

  /** A log that is never shortened, and one that is as soon as a snapshot is there. */
  private static final long NO_SNAPSHOTS = Long.MAX_VALUE / 2;

  private static final long SEGMENT_BYTES = 16 << 20;
  private static final long SMALL_SEGMENT_BYTES = 1 << 20;

  /** That of earlier figures. */
  private static final Duration ELECTION = Duration.ofMillis(600);

  private MemberFigures() {}

  /** Measures, and prints. */
  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case PLAIN -> plain(Integer.parseInt(args[1]));
      case DURABLE -> durable(Path.of(args[1]));
      default -> all(args);
    }
    System.exit(0); // Threads of the engine may be left.
  }

  private static void all(String[] args) throws Exception {
    int tasks = Integer.parseInt(args[0]);
    int shared = Integer.parseInt(args[1]);
    int rounds = Integer.parseInt(args[2]);
    Path directory = Files.createTempDirectory(Path.of(args[3]), "member-figures");
    try {
      fill(tasks, directory.resolve("alone"));
      for (int round = 1; round <= rounds; round++) {
        inProcess("without a log", PLAIN, args[0]);
        inProcess("from a snapshot", DURABLE, directory.resolve("alone").toString());
      }
      addLog(tasks, directory.resolve("alone"));
      for (int round = 1; round <= rounds; round++) {
        inProcess("from a snapshot and a log", DURABLE, directory.resolve("alone").toString());
      }
      for (int round = 1; round <= rounds; round++) {
        byLog(directory.resolve("log-" + round));
        bySnapshot(shared, directory.resolve("snapshot-" + round));
      }
    } finally {
      delete(directory);
    }
  }

  /** A store with a snapshot of so many tasks, and nothing after it. */
  private static void fill(int tasks, Path directory) throws IOException {
    long start = System.nanoTime();
    try (RaftMember member = open(directory)) {
      await(member.ready());
      SampleTasks.create(member.store(), tasks);
      long filled = System.nanoTime();
      await(member.snapshot());
      System.out.printf(
          "%,d tasks written in %.1f s, the last snapshot of %,d MB in %.1f s%n",
          tasks,
          (filled - start) / 1e9,
          newestSnapshot(directory) >> 20,
          (System.nanoTime() - filled) / 1e9);
    }
  }

  private static void addLog(int tasks, Path directory) throws InterruptedException {
    try (RaftMember member = open(directory)) {
      await(member.ready());
      long count = LOG_BYTES / SampleTasks.entryBytes();
      SampleTasks.update(member.store(), tasks, count);
      System.out.printf("%,d entries, about %,d MB, written after it%n", count, LOG_BYTES >> 20);
    }
  }

  private static RaftMember open(Path directory) {
    return RaftMember.open(RaftOptions.alone(directory), MemoryStoreOptions.of(Kinds.ALL));
  }

  private static void inProcess(String what, String... args) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx4g",
                "-cp",
                System.getProperty("java.class.path"),
                MemberFigures.class.getName()));
    command.addAll(List.of(args));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (var lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      lines.lines().forEach(line -> System.out.println(what + ": " + line));
    }
  }

  private static void plain(int tasks) {
    long empty = usedHeap();
    try (var store = new MemoryStore(MemoryStoreOptions.of(Kinds.ALL))) {
      SampleTasks.create(store, tasks);
      System.out.printf("%,d MB of heap%n", (usedHeap() - empty) >> 20);
      await(store.update(tx -> {})); // It is reachable until here.
    }
  }

  private static void durable(Path directory) {
    long empty = usedHeap();
    long start = System.nanoTime();
    try (RaftMember member = open(directory)) {
      await(member.ready());
      double ready = (System.nanoTime() - start) / 1e9;
      System.out.printf("ready after %.1f s, %,d MB of heap%n", ready, (usedHeap() - empty) >> 20);
    }
  }

  private static Cluster three(Path directory, long segmentBytes) {
    return new Cluster(
        directory,
        3,
        options -> options.withElection(ELECTION).withSnapshots(NO_SNAPSHOTS, segmentBytes));
  }

  private static void byLog(Path directory) throws IOException, InterruptedException {
    try (var cluster = three(directory, SEGMENT_BYTES)) {
      SampleTasks.create(cluster.leader().store(), OBJECTS_MISSED);
      RaftMember away = cluster.followers().get(0);
      String id = cluster.idOf(away);
      cluster.close(away);
      Store leader = cluster.leader().store();
      SampleTasks.update(leader, OBJECTS_MISSED, ENTRIES_MISSED);
      Version newest = leader.view().version();

      long start = System.nanoTime();
      Store back = cluster.open(id).store();
      Version had = back.view().version();
      awaitBeyond(back, had);
      long first = System.nanoTime();
      awaitBeyond(back, new Version(newest.index() - 1));
      double seconds = (System.nanoTime() - first) / 1e9;
      System.out.printf(
          "by the log: %,d entries, the first after %.1f s, the others in %.1f s: %,.0f entries/s,"
              + " %.1f MB/s%n",
          ENTRIES_MISSED,
          (first - start) / 1e9,
          seconds,
          ENTRIES_MISSED / seconds,
          ENTRIES_MISSED / seconds * SampleTasks.entryBytes() / (1 << 20));
    }
  }

  private static void bySnapshot(int tasks, Path directory)
      throws IOException, InterruptedException {
    try (var cluster = three(directory, SMALL_SEGMENT_BYTES)) {
      RaftMember leader = cluster.leader();
      SampleTasks.create(leader.store(), tasks);
      await(leader.snapshot());
      SampleTasks.update(leader.store(), tasks, 1);
      await(leader.snapshot()); // The log that the first one needs is all that is left.
      var fresh = new Member("m4", Cluster.freeAddress());
      Store joined = cluster.join(fresh).store();

      long start = System.nanoTime();
      await(leader.add(fresh));
      awaitBeyond(joined, new Version(leader.store().view().version().index() - 1));
      double seconds = (System.nanoTime() - start) / 1e9;
      long bytes = newestSnapshot(directory.resolve("m4"));
      System.out.printf(
          "by a snapshot: %,d tasks, %,d MB, in %.1f s: %.1f MB/s%n",
          tasks, bytes >> 20, seconds, bytes / seconds / (1 << 20));
    }
  }

  private static void awaitBeyond(Store store, Version version) throws InterruptedException {
    while (!store.view().version().isAfter(version)) {
      Thread.sleep(1);
    }
  }

  /** The size of the one that was written last. Looks where nothing else comes and goes. */
  private static long newestSnapshot(Path directory) throws IOException {
    try (Stream<Path> histories = Files.list(directory.resolve("raft"))) {
      Path snapshots = histories.findFirst().orElseThrow().resolve("sm");
      try (Stream<Path> all = Files.list(snapshots)) {
        return all.filter(each -> each.getFileName().toString().matches("snapshot\\.\\d+_\\d+"))
            .map(Path::toFile)
            .max(Comparator.comparing(File::lastModified))
            .orElseThrow()
            .length();
      }
    }
  }

  private static long usedHeap() {
    System.gc();
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(file);
      }
    }
  }
}
