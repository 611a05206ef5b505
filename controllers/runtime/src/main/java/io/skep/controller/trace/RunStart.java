package io.skep.controller.trace;

import java.util.List;

/**
 * A run that begins. Immutable.
 *
 * @param controller its controller
 * @param key what it is about
 * @param runId names it in logs
 * @param attempt which attempt of the key it is
 * @param traces the traces of what led to it, each once, the first cause first: as writers told
 *     them, so not necessarily {@linkplain TraceContext#parse contexts}. At most 16
 */
public record RunStart(
    String controller, String key, String runId, int attempt, List<String> traces) {
  /** Copies the traces. */
  public RunStart {
    traces = List.copyOf(traces);
  }
}
