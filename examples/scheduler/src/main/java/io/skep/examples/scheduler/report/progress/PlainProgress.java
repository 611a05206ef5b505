package io.skep.examples.scheduler.report.progress;

import static io.skep.examples.scheduler.report.Quantity.count;
import static io.skep.examples.scheduler.report.Quantity.grouped;

import io.skep.examples.scheduler.report.Quantity;
import io.skep.examples.scheduler.report.TimelineEvent;
import java.io.PrintStream;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * Progress as lines for a file or a pipe: what a reader would miss if it were not said, and a
 * summary for every tenth of the run. Depends on virtual time only, so the same run gives the same
 * lines.
 */
public final class PlainProgress implements ProgressView {
  /** Events beyond this many are in the report; a log that says everything is read by nobody. */
  static final int MAX_EVENTS = 60;

  private static final int STEP_PERCENT = 10;
  private static final Set<TimelineEvent.Kind> TOLD =
      EnumSet.of(
          TimelineEvent.Kind.NODE,
          TimelineEvent.Kind.PLACED,
          TimelineEvent.Kind.MOVED,
          TimelineEvent.Kind.WAITING);

  private final PrintStream out;
  private int told;
  private int nextPercent;

  /** Prints to {@code out}, which stays open. */
  public PlainProgress(PrintStream out) {
    this.out = out;
  }

  @Override
  public void event(TimelineEvent event) {
    boolean beginning = event.kind() == TimelineEvent.Kind.NODE && event.at().isZero();
    if (beginning || !TOLD.contains(event.kind()) || told > MAX_EVENTS) {
      return;
    }
    told++;
    String text = event.subject() + " " + event.text();
    print(event.at(), told > MAX_EVENTS ? "more events follow; the report has them all" : text);
  }

  @Override
  public void show(Progress progress) {
    if (progress.percent() < nextPercent) {
      return;
    }
    nextPercent = (progress.percent() / STEP_PERCENT + 1) * STEP_PERCENT;
    print(
        progress.at(),
        "%s, %s ready; %s running, %s starting, %s waiting"
            .formatted(
                count(progress.nodes(), "node"),
                grouped(progress.nodesReady()),
                grouped(progress.running()),
                grouped(progress.starting()),
                grouped(progress.waiting())));
  }

  private void print(Duration at, String text) {
    out.print("[%9s] %s\n".formatted(Quantity.time(at), text));
  }

  @Override
  public void close() {
    out.flush();
  }
}
