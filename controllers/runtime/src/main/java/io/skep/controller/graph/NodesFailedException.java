package io.skep.controller.graph;

import java.util.Map;
import java.util.stream.Collectors;

/** Nodes of a graph have failed. The first failure is the cause, the others are suppressed. */
public final class NodesFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NodesFailedException(Map<String, RuntimeException> failures, int nodes) {
    super(
        "%d of %d nodes failed: %s; what comes after them waits, all else was done"
            .formatted(failures.size(), nodes, texts(failures)),
        failures.values().iterator().next());
    failures.values().stream().skip(1).forEach(this::addSuppressed);
  }

  private static String texts(Map<String, RuntimeException> failures) {
    return failures.entrySet().stream()
        .map(failure -> "\"%s\" (%s)".formatted(failure.getKey(), failure.getValue()))
        .collect(Collectors.joining(", "));
  }
}
