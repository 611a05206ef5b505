package io.skep.informer.remote.figures;

import io.skep.api.Node;
import io.skep.informer.Event;
import io.skep.informer.HandlerOptions;
import io.skep.informer.remote.RemoteFeed;
import io.skep.informer.remote.RemoteOptions;
import io.skep.informer.remote.Source;
import io.skep.informer.remote.grpc.Server;
import io.skep.informer.remote.grpc.SkepSource;
import io.skep.informer.remote.grpc.SwarmSource;
import io.skep.informer.shared.SharedInformers;
import io.skep.store.Table;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VertxLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What it costs to follow a store in another process: messages a second to 1, 100 and 1,000
 * clients, the time from a commit to a handler at 1,000 commits a second, the memory that a
 * follower takes at the server, and the time until an informer of many tasks is synced. Beside it
 * SwarmKit's Go client at the same server, and etcd's watch. Server and clients are processes of
 * their own on this machine, over loopback without encryption.
 *
 * <p>Arguments: how many tasks, and how many messages in all for each rate; 100,000 and 500,000 if
 * they are left out.
 */
public final class WireFigures {
  private static final int[] CLIENTS = {1, 100, 1_000};
  private static final int STEADY = 10_000;
  private static final int FOLLOWERS = 1_000;
  private static final Path PEERS = Path.of("src", "jmh", "peers");

  private final int tasks;
  private final long messages;
  private final Optional<Path> swarmkit;
  private final Optional<Path> etcd;

  private WireFigures(int tasks, long messages) throws Exception {
    this.tasks = tasks;
    this.messages = messages;
    this.swarmkit = Program.build(PEERS.resolve("swarmkit"));
    this.etcd = Program.build(PEERS.resolve("etcd"));
  }

  /** Prints the figures; see the class. */
  public static void main(String[] args) throws Exception {
    var figures =
        new WireFigures(
            args.length > 0 ? Integer.parseInt(args[0]) : 100_000,
            args.length > 1 ? Long.parseLong(args[1]) : 500_000);
    figures.rates();
    figures.latencies();
    figures.memory();
    figures.sync();
    System.exit(0);
  }

  private void rates() throws Exception {
    System.out.println("| messages/s | clients | skep.v1, Java | Watch, Go | etcd |");
    System.out.println("|---|---|---|---|---|");
    for (int clients : CLIENTS) {
      long each = messages / clients;
      System.out.printf(
          "| | %,d | %s | %s | %s |%n",
          clients, followed(clients, each), watched(clients, each), etcdWatched(clients, each));
    }
  }

  private String followed(int clients, long each) throws Exception {
    try (Program server = Program.java(Serving.class)) {
      try (var followers = new Followers(Integer.parseInt(server.line()), clients)) {
        follow(server, followers, each); // Warms up.
        return rate(clients, each, follow(server, followers, each));
      }
    }
  }

  /** Nanoseconds until all have read as many. */
  private static long follow(Program server, Followers followers, long each)
      throws InterruptedException {
    long before = followers.slowest();
    long start = System.nanoTime();
    server.tell("commit " + each + " 0");
    for (long told = 0; told < each; ) {
      Thread.sleep(1);
      long read = followers.slowest() - before;
      if (read > told) {
        told = read;
        server.tell("read " + told);
      }
    }
    return System.nanoTime() - start;
  }

  private String watched(int clients, long each) throws Exception {
    if (swarmkit.isEmpty()) {
      return "–";
    }
    try (Program server = Program.java(Serving.class)) {
      String address = "127.0.0.1:" + server.line();
      watch(server, address, clients, each); // Warms up.
      return rate(clients, each, watch(server, address, clients, each));
    }
  }

  private long watch(Program server, String address, int clients, long each) throws Exception {
    try (Program peer = Program.of(swarmkit.orElseThrow(), "watch", address, clients, each)) {
      peer.line();
      long start = System.nanoTime();
      server.tell("commit " + each + " 0");
      for (String line; (line = peer.line()).startsWith("read"); ) {
        server.tell(line);
      }
      return System.nanoTime() - start;
    }
  }

  private String etcdWatched(int clients, long each) throws Exception {
    if (etcd.isEmpty()) {
      return "–";
    }
    return etcd(clients, each, 0)[0];
  }

  /** The rate, and the latency. */
  private String[] etcd(int clients, long each, int perSecond) throws Exception {
    Path directory = Files.createTempDirectory(Path.of("."), "etcd");
    try (Program server = Program.of(etcd.orElseThrow(), "serve", directory)) {
      String url = server.line();
      try (Program client =
          Program.of(etcd.orElseThrow(), "watch", url, clients, each, perSecond)) {
        long nanos = Long.parseLong(client.line().split(" ")[1]) * 1_000_000;
        return new String[] {rate(clients, each, nanos), latency(client.line())};
      }
    } finally {
      delete(directory);
    }
  }

  private static void delete(Path directory) throws Exception {
    try (var all = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) all.sorted(java.util.Comparator.reverseOrder())::iterator) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static String rate(int clients, long each, long nanos) {
    return "%,d".formatted(Math.round(clients * each / (nanos / 1e9)));
  }

  private static String latency(String line) {
    String[] words = line.split(" ");
    return "p50 %s, p99 %s".formatted(words[1], words[2]);
  }

  private void latencies() throws Exception {
    System.out.printf("%nCommit to handler at 1,000 a second, µs:%n");
    try (Program server = Program.java(Serving.class)) {
      int port = Integer.parseInt(server.line());
      Dialect skep = vertx -> new SkepSource(vertx, at(port), List.of(Kinds.NODE));
      handler(server, skep); // Warms up.
      System.out.println("informer, skep.v1: " + handler(server, skep));
      System.out.println(
          "informer, SwarmKit's dialect: "
              + handler(server, vertx -> new SwarmSource(vertx, at(port), List.of(Kinds.NODE))));
      if (swarmkit.isPresent()) {
        System.out.println("Watch, Go: " + goLatency(server, port));
      }
    }
    if (etcd.isPresent()) {
      System.out.println("etcd's watch: " + etcd(1, STEADY, 1_000)[1]);
    }
  }

  private static Server at(int port) {
    return Server.tcp("127.0.0.1", port);
  }

  private String goLatency(Program server, int port) throws Exception {
    try (Program peer =
        Program.of(swarmkit.orElseThrow(), "watch", "127.0.0.1:" + port, 1, STEADY)) {
      peer.line();
      server.tell("commit " + STEADY + " 1000");
      String line;
      do {
        line = peer.line();
      } while (line.startsWith("read"));
      return latency(line);
    }
  }

  /** Where a copy comes from. */
  private interface Dialect {
    Source on(Vertx vertx);
  }

  private String handler(Program server, Dialect dialect) throws Exception {
    Vertx vertx = Vertx.vertx();
    VertxLoop loop = VertxLoop.on(vertx);
    RemoteFeed feed = feed(loop, dialect.on(vertx), Kinds.NODE);
    var informer = new SharedInformers(feed).of(Kinds.NODE);
    feed.start();
    await(informer.synced());
    long[] nanos = new long[STEADY];
    var all = new CompletableFuture<Void>();
    var added = new CompletableFuture<Void>();
    var count = new int[1];
    loop.execute(
        () ->
            informer
                .addHandler(
                    event -> {
                      if (event instanceof Event.Updated<Node> updated) {
                        long at =
                            Long.parseLong(
                                updated.object().getSpec().getAnnotations().getLabelsOrThrow("at"));
                        nanos[count[0]++] = System.nanoTime() - at;
                        if (count[0] == STEADY) {
                          all.complete(null);
                        }
                      }
                    },
                    HandlerOptions.DEFAULT.withEveryEvent(STEADY))
                .onSuccess(registration -> registration.synced().onSuccess(added::complete)));
    added.get(1, TimeUnit.MINUTES);
    server.tell("commit " + STEADY + " 1000");
    all.get(2, TimeUnit.MINUTES);
    await(feed.stop());
    await(vertx.close());
    Arrays.sort(nanos);
    return "p50 %d, p99 %d".formatted(nanos[STEADY / 2] / 1_000, nanos[STEADY * 99 / 100] / 1_000);
  }

  private static RemoteFeed feed(VertxLoop loop, Source source, Table<?> table) {
    return new RemoteFeed(loop, source, RemoteOptions.of(List.of(table), new Random(3)));
  }

  private void memory() throws Exception {
    try (Program server = Program.java(Serving.class)) {
      int port = Integer.parseInt(server.line());
      new Followers(port, 10).close(); // Loads what it needs.
      long[] before = measure(server);
      try (var followers = new Followers(port, FOLLOWERS)) {
        follow(server, followers, 100);
        long[] after = measure(server);
        System.out.printf(
            "%nA follower takes %.1f KiB of the server's heap, and %.1f KiB of all its memory.%n",
            (after[0] - before[0]) / 1024.0 / FOLLOWERS,
            (after[1] - before[1]) / 1024.0 / FOLLOWERS);
      }
    }
  }

  private static long[] measure(Program server) throws Exception {
    server.tell("memory");
    return Arrays.stream(server.line().split(" ")).mapToLong(Long::parseLong).toArray();
  }

  private void sync() throws Exception {
    try (Program server = Program.java(Serving.class)) {
      int port = Integer.parseInt(server.line());
      server.tell("tasks " + tasks);
      server.line();
      System.out.printf("%n%,d tasks, ms:%n", tasks);
      for (int round = 0; round < 5; round++) {
        System.out.printf(
            "informer synced: skep.v1 %d, SwarmKit's dialect %d%n",
            synced(vertx -> new SkepSource(vertx, at(port), List.of(Kinds.TASK))),
            synced(vertx -> new SwarmSource(vertx, at(port), List.of(Kinds.TASK))));
      }
      if (swarmkit.isPresent()) {
        try (Program peer = Program.of(swarmkit.get(), "list", "127.0.0.1:" + port)) {
          for (int round = 0; round < 5; round++) {
            System.out.println("ListTasks, Go: " + peer.line());
          }
        }
      }
    }
  }

  private long synced(Dialect dialect) throws Exception {
    Vertx vertx = Vertx.vertx();
    RemoteFeed feed = feed(VertxLoop.on(vertx), dialect.on(vertx), Kinds.TASK);
    var informer = new SharedInformers(feed).of(Kinds.TASK);
    long start = System.nanoTime();
    feed.start();
    await(informer.synced());
    long millis = (System.nanoTime() - start) / 1_000_000;
    if (informer.reader().count() != tasks) {
      throw new IllegalStateException("it has " + informer.reader().count());
    }
    await(feed.stop());
    await(vertx.close());
    return millis;
  }

  private static <R> R await(Future<R> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(120, TimeUnit.SECONDS);
  }
}
