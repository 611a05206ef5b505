package io.skep.controller.graph;

import java.util.Set;

/**
 * What is asked of a graph to test with: which version of its parts, and which nodes are inactive,
 * not wanted, or throw.
 */
record Wish(String version, Set<String> inactive, Set<String> unwanted, Set<String> broken) {
  static final Wish V1 = new Wish("v1", Set.of(), Set.of(), Set.of());
  static final Wish V2 = new Wish("v2", Set.of(), Set.of(), Set.of());

  Wish inactive(String... nodes) {
    return new Wish(version, Set.of(nodes), unwanted, broken);
  }

  Wish unwanted(String... nodes) {
    return new Wish(version, inactive, Set.of(nodes), broken);
  }

  Wish broken(String... nodes) {
    return new Wish(version, inactive, unwanted, Set.of(nodes));
  }
}
