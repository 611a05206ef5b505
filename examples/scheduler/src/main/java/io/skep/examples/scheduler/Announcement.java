package io.skep.examples.scheduler;

import io.skep.examples.scheduler.report.Waiting;
import io.skep.examples.scheduler.run.Outcome;
import io.skep.examples.scheduler.sample.ExpectedPending;
import io.skep.examples.scheduler.sample.Sample;
import java.io.PrintStream;
import java.util.List;
import java.util.TreeSet;

/** What the bundled stack says will stay pending. */
record Announcement(List<ExpectedPending> expected) {
  /** Compares the end of the run with it; a difference is told on {@code err}. */
  int check(Outcome outcome, PrintStream err) {
    var announced = new TreeSet<String>();
    expected.forEach(
        one ->
            announced.add(
                line(Sample.STACK_NAME + "_" + one.service(), one.count(), one.reason())));
    var actual = new TreeSet<String>();
    for (Waiting waiting : outcome.pending()) {
      actual.add(line(waiting.service(), waiting.count(), waiting.reason()));
    }
    if (announced.equals(actual)) {
      return ExitCode.ALL_PLACED;
    }
    err.println("The demonstration did not go as announced.");
    err.println("announced to stay pending: " + announced);
    err.println("stayed pending:            " + actual);
    return ExitCode.FAILED;
  }

  private static String line(String service, int count, String reason) {
    return "%d of %s: %s".formatted(count, service, reason);
  }
}
