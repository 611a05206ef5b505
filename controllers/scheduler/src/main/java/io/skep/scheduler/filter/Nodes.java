package io.skep.scheduler.filter;

/** Counts nodes in words. */
final class Nodes {
  private Nodes() {}

  static String count(int nodes) {
    return nodes == 1 ? "1 node" : nodes + " nodes";
  }
}
