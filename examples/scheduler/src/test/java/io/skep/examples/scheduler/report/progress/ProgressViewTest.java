package io.skep.examples.scheduler.report.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.examples.scheduler.report.TimelineEvent;
import io.skep.examples.scheduler.report.TimelineEvent.Kind;
import io.skep.examples.scheduler.report.text.Style;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProgressViewTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private Instant now = Instant.EPOCH;

  @Test
  void aPipeGetsWhatMattersAndASummaryForEachTenth() {
    try (var view = new PlainProgress(out)) {
      view.event(event(0, Kind.NODE, "heron", "joins, ready"));
      view.show(progress(0));
      view.event(event(1, Kind.RUNNING, "web.1", "runs on heron"));
      view.event(event(9, Kind.NODE, "wren", "is down"));
      view.show(progress(5));
      view.show(progress(30));
    }

    assertThat(written())
        .isEqualTo(
            """
            [      0 s] 5 nodes, 4 ready; 1,200 running, 3 starting, 2 waiting
            [      9 s] wren is down
            [     30 s] 5 nodes, 4 ready; 1,200 running, 3 starting, 2 waiting
            """);
  }

  @Test
  void aPipeIsNotFloodedWithEvents() {
    try (var view = new PlainProgress(out)) {
      for (int second = 1; second <= 1_000; second++) {
        view.event(event(second, Kind.WAITING, "huge.1", "waits"));
      }
    }

    assertThat(written().lines())
        .hasSize(PlainProgress.MAX_EVENTS + 1)
        .last()
        .asString()
        .endsWith("more events follow; the report has them all");
  }

  @Test
  void aTerminalIsDrawnInPlaceAndLeftClean() {
    var view = new LiveProgress(out, new Style(60, false), () -> now);

    view.event(event(9, Kind.NODE, "wren", "is down"));
    view.show(progress(30));
    now = now.plus(LiveProgress.FRAME);
    view.show(progress(60));
    view.close();

    assertThat(written().replace("\u001b[", "^"))
        .isEqualTo(
            """
            ^2K[###############---------------] 30 s
            ^2K4 of 5 nodes ready   1,200 running   3 starting   2 waiting
            ^2K        9 s  wren is down
            ^J^3A\r^2K[##############################] 1 min 00 s
            ^2K4 of 5 nodes ready   1,200 running   3 starting   2 waiting
            ^2K        9 s  wren is down
            ^J^3A\r^J""");
  }

  @Test
  void framesThatNobodyWouldSeeAreLeftOut() {
    var view = new LiveProgress(out, new Style(60, false), () -> now);

    view.show(progress(1));
    int first = written().length();
    now = now.plus(LiveProgress.FRAME).minusNanos(1);
    view.show(progress(2));

    assertThat(written()).hasSize(first);
  }

  @Test
  void aLineIsCutRatherThanWrapped() {
    var view = new LiveProgress(out, new Style(40, false), () -> now);

    view.event(event(9, Kind.WAITING, "huge.1", "waits: no suitable node (too small)"));
    view.show(progress(30));

    assertThat(written().replaceAll("\u001b\\[\\w\\w?", "").lines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThan(40));
  }

  @Test
  void coloursAreUsedOnlyWhereTheyAreAllowed() {
    var plain = new LiveProgress(out, new Style(60, false), () -> now);
    plain.event(event(9, Kind.NODE, "wren", "is down"));
    plain.show(progress(30));
    assertThat(written()).doesNotContain("\u001b[2m");

    bytes.reset();
    var coloured = new LiveProgress(out, new Style(60, true), () -> now);
    coloured.event(event(9, Kind.NODE, "wren", "is down"));
    coloured.show(progress(30));
    assertThat(written()).contains("\u001b[2m");
  }

  private String written() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static Progress progress(long second) {
    return new Progress(Duration.ofSeconds(second), Duration.ofSeconds(60), 5, 4, 1_200, 3, 2);
  }

  private static TimelineEvent event(long second, Kind kind, String subject, String text) {
    return new TimelineEvent(Duration.ofSeconds(second), kind, subject, text);
  }
}
