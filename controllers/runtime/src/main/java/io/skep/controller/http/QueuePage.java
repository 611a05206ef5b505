package io.skep.controller.http;

import io.skep.controller.Explanation;
import io.skep.controller.Manager;
import io.skep.controller.Workload;
import io.vertx.core.Future;
import java.util.List;

/**
 * The keys of a manager's controllers, as text: a line for each controller and below it one for
 * each key, cut short if it is long. Immutable, any thread.
 */
final class QueuePage {
  /** Of each state and controller: what fits on a screen or two. */
  static final int KEYS = 20;

  /** A problem in the words of an exception may be of any length. */
  static final int LINE = 1000;

  private final Manager manager;

  QueuePage(Manager manager) {
    this.manager = manager;
  }

  /**
   * All of it, or of {@code controller} only, or one key of that; of null all. Fails with {@link
   * IllegalArgumentException} if there is no such controller.
   */
  Future<String> text(String controller, String key) {
    if (controller != null && key != null) {
      // It throws if there is no such controller, and a future is what was promised.
      return Future.succeededFuture()
          .compose(asked -> manager.explain(controller, key))
          .map(QueuePage::line);
    }
    return manager.workloads(KEYS).map(all -> text(all, controller));
  }

  private static String text(List<Workload> all, String controller) {
    var text = new StringBuilder();
    for (Workload one : all) {
      if (controller == null || one.controller().equals(controller)) {
        append(one, text);
      }
    }
    if (controller != null && text.isEmpty()) {
      throw new IllegalArgumentException(
          "there is no controller \"%s\"; there are %s"
              .formatted(controller, all.stream().map(Workload::controller).toList()));
    }
    return text.toString();
  }

  private static void append(Workload of, StringBuilder text) {
    text.append(
        "%s: %d processing, %d queued, %d waiting, %d given up\n"
            .formatted(of.controller(), of.processing(), of.queued(), of.waiting(), of.givenUp()));
    of.keys().forEach(key -> text.append("  ").append(line(key)));
  }

  private static String line(Explanation of) {
    String line = of.toString().replaceAll("\\R", " ");
    return (line.length() <= LINE ? line : line.substring(0, LINE - 1) + "…") + "\n";
  }
}
