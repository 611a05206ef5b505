package io.skep.scheduler.filter;

import io.skep.api.Node;
import io.skep.api.Task;
import io.skep.scheduler.Filter;
import io.skep.scheduler.cluster.Cluster;

/** Asks one filter about one node on which nothing runs. */
final class Judged {
  private Judged() {}

  static boolean by(Filter filter, Task task, Node node) {
    var cluster = new Cluster();
    cluster.put(node);
    return filter
        .demandOf(task)
        .map(demand -> demand.test(cluster.node(node.getId()).orElseThrow()))
        .orElse(true);
  }
}
