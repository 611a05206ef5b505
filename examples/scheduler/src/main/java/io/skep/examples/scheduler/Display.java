package io.skep.examples.scheduler;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.skep.api.StoreSnapshot;
import io.skep.examples.scheduler.SchedulerCommand.Format;
import io.skep.examples.scheduler.report.Waiting;
import io.skep.examples.scheduler.report.progress.LiveProgress;
import io.skep.examples.scheduler.report.progress.PlainProgress;
import io.skep.examples.scheduler.report.progress.ProgressView;
import io.skep.examples.scheduler.report.text.Style;
import io.skep.examples.scheduler.report.text.TextReport;
import io.skep.examples.scheduler.run.Outcome;
import java.time.InstantSource;
import java.util.List;

/**
 * What a user sees: notices beforehand, progress while it runs, the answer at the end. With JSON as
 * the answer, everything else stays away from standard output.
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
    if (format == Format.json) {
      terminal.out().println(json(outcome.store()));
      return;
    }
    terminal.out().println();
    terminal.out().print(TextReport.render(outcome.report(), style));
    for (Waiting job : outcome.notStarted()) {
      note("%s: %s".formatted(job.service(), job.reason()));
    }
  }

  void note(String sentence) {
    (quiet ? terminal.err() : terminal.out()).println(sentence);
  }

  private static String json(StoreSnapshot store) {
    try {
      return JsonFormat.printer().preservingProtoFieldNames().sortingMapKeys().print(store);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the store holds a payload of a type that is not known", e);
    }
  }
}
