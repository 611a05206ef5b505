package io.skep.examples.scheduler;

import io.skep.examples.scheduler.OutputOptions.Format;
import io.skep.examples.scheduler.replay.ReplayResult;
import io.skep.examples.scheduler.report.progress.LiveProgress;
import io.skep.examples.scheduler.report.progress.PlainProgress;
import io.skep.examples.scheduler.report.progress.ProgressView;
import io.skep.examples.scheduler.report.text.ReplayText;
import io.skep.examples.scheduler.report.text.Style;
import io.skep.examples.scheduler.report.text.TextReport;
import io.skep.examples.scheduler.revision.RevisionOutcome;
import io.skep.examples.scheduler.run.Outcome;
import java.time.InstantSource;
import java.util.List;

/**
 * What a user sees: notices beforehand, progress while it runs, the answer at the end. With JSON or
 * YAML as the answer, everything else stays away from standard output.
 */
final class Display {
  private final Terminal terminal;
  private final Style style;
  private final boolean quiet;

  /** With {@code quiet}, standard output is left to the answer. */
  Display(Terminal terminal, boolean quiet) {
    this.terminal = terminal;
    this.style = new Style(terminal.width(), terminal.colours());
    this.quiet = quiet;
  }

  void notices(List<String> notices) {
    notices.forEach(terminal.err()::println);
  }

  /** Where the progress of a run is shown. */
  ProgressView progress() {
    if (quiet) {
      return ProgressView.silent();
    }
    return terminal.interactive()
        ? new LiveProgress(terminal.out(), style, InstantSource.system())
        : new PlainProgress(terminal.out());
  }

  void show(Outcome outcome, Format format) {
    switch (format) {
      case json -> terminal.out().println(StoreText.json(outcome.store()));
      case yaml -> terminal.out().print(StoreText.yaml(outcome.store()));
      case table -> showTable(outcome);
    }
  }

  void show(ReplayResult result, Format format) {
    switch (format) {
      case json -> terminal.out().println(StoreText.json(result.store()));
      case yaml -> terminal.out().print(StoreText.yaml(result.store()));
      case table -> terminal.out().print(ReplayText.render(result));
    }
  }

  private void showTable(Outcome outcome) {
    terminal.out().println();
    terminal.out().print(TextReport.render(outcome.report(), style));
  }

  /** Tells in a line what became of a revision. */
  void revision(RevisionOutcome outcome) {
    note("%s %s".formatted(outcome.revision(), outcome.text()));
  }

  void note(String sentence) {
    (quiet ? terminal.err() : terminal.out()).println(sentence);
  }
}
