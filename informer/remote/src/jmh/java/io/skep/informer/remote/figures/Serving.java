package io.skep.informer.remote.figures;

import io.skep.api.Annotations;
import io.skep.api.Node;
import io.skep.api.NodeSpec;
import io.skep.api.Task;
import io.skep.server.listen.Listener;
import io.skep.server.listen.ServerOptions;
import io.skep.server.listen.StoreServer;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * The server that is measured, in a process of its own. It prints its port, and obeys what it
 * reads:
 *
 * <ul>
 *   <li>{@code tasks N}: it has so many tasks from now on;
 *   <li>{@code commit N PER_SECOND}: so many updates of nodes of about 512 bytes, each a
 *       transaction of its own; 0 a second is as fast as it goes, but at most a thousand ahead of
 *       the slowest reader;
 *   <li>{@code read N}: the slowest reader has so many of these;
 *   <li>{@code memory}: answers with the bytes of its heap that are in use, and of all its memory.
 * </ul>
 */
public final class Serving {
  private static final int NODES = 64;
  private static final int AHEAD = 1_000;
  private static final String TEXT = "x".repeat(430);

  private final MemoryStore store = new MemoryStore(MemoryStoreOptions.of(Kinds.ALL));
  private volatile long read;

  private Serving() {}

  /** Serves until its input ends. */
  public static void main(String[] args) throws Exception {
    new Serving().run();
    System.exit(0);
  }

  private void run() throws Exception {
    Vertx vertx = Vertx.vertx();
    var server = new StoreServer(vertx, store, ServerOptions.at(Listener.plainTcp("127.0.0.1", 0)));
    server.start().toCompletionStage().toCompletableFuture().get();
    store.update(
        tx -> {
          for (int i = 0; i < NODES; i++) {
            tx.create(Kinds.NODE, node(i));
          }
        });
    System.out.println(server.ports().get(0));
    var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line; (line = commands.readLine()) != null; ) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "tasks" -> {
          createTasks(Integer.parseInt(words[1]));
          System.out.println("done");
        }
        case "commit" -> commit(Long.parseLong(words[1]), Long.parseLong(words[2]));
        case "read" -> read = Long.parseLong(words[1]);
        case "memory" -> System.out.println(usedBytes() + " " + residentBytes());
        default -> throw new IllegalArgumentException(line);
      }
    }
  }

  private void createTasks(int count) {
    for (int from = 0; from < count; from += 200) {
      int first = from;
      store.update(
          tx -> {
            for (int i = first; i < Math.min(first + 200, count); i++) {
              tx.create(Kinds.TASK, task(i));
            }
          });
    }
  }

  /** On a thread of its own, as it waits. */
  private void commit(long count, long perSecond) {
    read = 0;
    var writer =
        new Thread(
            () -> {
              long start = System.nanoTime();
              for (long i = 0; i < count; i++) {
                if (perSecond > 0) {
                  await(start + i * 1_000_000_000 / perSecond);
                }
                while (perSecond == 0 && i - read > AHEAD) {
                  LockSupport.parkNanos(100_000);
                }
                int number = (int) (i % NODES);
                store.update(tx -> touch(tx, number));
              }
            },
            "writer");
    writer.setDaemon(true);
    writer.start();
  }

  private static void await(long time) {
    for (long left; (left = time - System.nanoTime()) > 0; ) {
      LockSupport.parkNanos(left);
    }
  }

  private static void touch(Tx tx, int number) {
    Node.Builder node = tx.get(Kinds.NODE, "node-" + number).orElseThrow().toBuilder();
    node.getSpecBuilder().getAnnotationsBuilder().putLabels("at", Long.toString(System.nanoTime()));
    tx.update(Kinds.NODE, node.build());
  }

  private static Node node(int number) {
    return Node.newBuilder()
        .setId("node-" + number)
        .setSpec(
            NodeSpec.newBuilder()
                .setAnnotations(
                    Annotations.newBuilder().setName("node-" + number).putLabels("text", TEXT)))
        .build();
  }

  private static Task task(int number) {
    Task.Builder task =
        Task.newBuilder()
            .setId("t%07d".formatted(number))
            .setNodeId("node-" + number % NODES)
            .setServiceId("s" + number % 500)
            .setSlot(number % 100);
    task.getSpecBuilder()
        .getContainerBuilder()
        .setImage("registry.example/app:1.27")
        .addEnv("MODE=production")
        .putLabels("team", "blue");
    return task.build();
  }

  private static long usedBytes() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static long residentBytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    return !Files.exists(status)
        ? 0
        : Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
            .sum();
  }
}
