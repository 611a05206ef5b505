package io.skep.store.figures;

import java.util.ArrayList;
import java.util.List;

/**
 * One line of the comparison.
 *
 * @param name what the peer calls it, and what the command line selects by
 * @param peer the peer's benchmark, as the Go tool selects it
 * @param benchmark the class and method of ours
 * @param plain the same on the JDK's maps; empty for none
 * @param parameters the parameters of ours: {@code name=value}, with commas between; empty for none
 * @param goal how many times faster ours should be; 0 for no goal
 */
record Operation(
    String name, String peer, String benchmark, String plain, String parameters, int goal) {
  private static final String SIZE = "10000";
  private static final String MILLION = "1000000";

  /** How many watch, and how many publish. */
  private static final List<String> SHAPES =
      List.of("10x1", "100x1", "1000x1", "10000x1", "10x4", "100x8", "1000x4", "1000x64");

  static List<Operation> all() {
    var all = new ArrayList<Operation>();
    all.add(write("CreateNode", 12));
    all.add(write("CreateTask", 12));
    all.add(write("UpdateNode", 45));
    all.add(write("UpdateNodeTransaction", 50));
    all.add(write("UpdateTaskTransaction", 50));
    all.add(write("DeleteNodeTransaction", 20));
    all.add(write("NodeConcurrency", 40));
    all.add(read("GetNode", SIZE, 15));
    all.add(read("GetNode", MILLION, 20));
    all.add(read("GetTask", SIZE, 15));
    all.add(read("GetTask", MILLION, 20));
    all.add(read("FindAllNodes", SIZE, 150));
    all.add(read("FindNodeByName", SIZE, 7));
    all.add(read("FindNodeByNameMiss", SIZE, 0));
    all.add(read("FindNodeByNamePrefix", SIZE, 12));
    all.add(read("FindNodeByIdPrefix", SIZE, 12));
    all.add(read("FindNodeByCustom", SIZE, 12));
    all.add(read("FindTaskByService", SIZE, 12));
    for (String shape : SHAPES) {
      all.add(publish("Publish", shape));
    }
    for (String shape : SHAPES) {
      all.add(publish("Watch", shape));
    }
    all.add(watchHalf("100", 100));
    all.add(watchHalf("10000", 150));
    return all;
  }

  private static Operation write(String name, int goal) {
    return new Operation(
        name, "^Benchmark" + name + "$", "TransactionBenchmark." + method(name), "", "", goal);
  }

  private static Operation read(String name, String size, int goal) {
    return new Operation(
        name + "/" + size,
        "^Benchmark%s$/^%s$".formatted(name, size),
        "ReadBenchmark." + method(name),
        "SkipListBenchmark." + method(name),
        "size=" + size,
        goal);
  }

  private static Operation publish(String name, String shape) {
    return new Operation(
        name + "/" + shape,
        "^Benchmark%s$/^%s$".formatted(name, shape),
        "PublishBenchmark." + method(name),
        "",
        "watchersAndPublishers=" + shape,
        0);
  }

  private static Operation watchHalf(String watchers, int goal) {
    return new Operation(
        "WatchHalf/" + watchers,
        "^BenchmarkWatchHalf$/^%s$".formatted(watchers),
        "PublishBenchmark.watch",
        "",
        "concerned=half,watchersAndPublishers=" + watchers + "x1",
        goal);
  }

  private static String method(String name) {
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }
}
