package io.skep.examples.scheduler.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.examples.scheduler.report.Amounts;
import io.skep.examples.scheduler.report.NodeStep;
import io.skep.examples.scheduler.report.Phase;
import io.skep.examples.scheduler.report.ReportedNode;
import io.skep.examples.scheduler.report.ReportedService;
import io.skep.examples.scheduler.report.ReportedTask;
import io.skep.examples.scheduler.report.RunReport;
import io.skep.examples.scheduler.report.SmallRun;
import io.skep.examples.scheduler.report.TaskStep;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TextReportTest {
  @Test
  void aFewNodesAreColumnsOverTheServices() {
    String text = TextReport.render(SmallRun.example(), Style.plain(100));

    assertThat(text)
        .isEqualTo(
            """
            a small run
            2 nodes, 1 ready; 4 of 5 tasks placed, 3 running, 1 waiting, 1 moved; seed 7, 20 s

                        heron          wren
                        manager        worker
                        ready          down
            web         1 2            2x
            <b>log</b>  on             -
            huge        -              -
            cpus        1.5/4          0.5/4
            memory      1.5 GiB/8 GiB  512 MiB/8 GiB
            ~ starting   x stopping or lost with its node   ? waiting

            Waiting
              huge (1 task): no suitable node (too small)

            Moved
              10 s  web.2  wren to heron

            Note: Shares may span devices & that is fine.
            """);
  }

  @Test
  void nodesThatDoNotFitBesideEachOtherAreListed() {
    String text = TextReport.render(many(8, 24), Style.plain(40));

    assertThat(text)
        .contains(
            """
            node-0  pod-0.1 pod-8.1 pod-16.1
            node-1  pod-1.1 pod-9.1 pod-17.1
            """);
    assertThat(text.lines().skip(2)).allSatisfy(line -> assertThat(line).hasSizeLessThan(41));
  }

  @Test
  void aLongListIsWrappedUnderItself() {
    assertThat(Wrap.hanging("web:  ", "one two three four", 16))
        .containsExactly("web:  one two", "    three four");
    assertThat(Wrap.hanging("web  ", "one two three four", 16))
        .containsExactly("web  one two", "     three four");
  }

  @Test
  void ofHundredsOfNodesTheFullestAreShown() {
    String text = TextReport.render(many(1_523, 60), Style.plain(100));

    assertThat(text.lines()).hasSizeLessThan(60);
    assertThat(text)
        .contains("1,523 nodes, 1,523 ready; 60 of 60 tasks placed")
        .contains("node-0   pod-0.1\n")
        .contains("and 1,483 nodes, 20 of them with tasks");
  }

  @Test
  void aRunThatEndsEmptyIsShownAtItsBusiestMoment() {
    RunReport report = many(2, 0);
    var task =
        new ReportedTask(
            "t",
            "s",
            "pod.1",
            1,
            Amounts.NONE,
            List.of(
                new TaskStep(Duration.ofSeconds(5), "n1", Phase.RUNNING, ""),
                new TaskStep(Duration.ofSeconds(9), "n1", Phase.ENDED, "")));
    var ended =
        new RunReport(
            "gone",
            1,
            Duration.ofSeconds(10),
            report.nodes(),
            List.of(new ReportedService("s", "pod", "replicated", 1, Duration.ofSeconds(5))),
            List.of(task),
            List.of(),
            List.of(),
            List.of());

    assertThat(TextReport.render(ended, Style.plain(100)))
        .contains("Nothing is left at the end. The busiest moment, at 5 s, with 1 task:")
        .contains("pod     -        1\n");
  }

  @Test
  void nothingToReportIsSaidPlainly() {
    var empty =
        new RunReport(
            "empty",
            1,
            Duration.ZERO,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of());

    assertThat(TextReport.render(empty, Style.plain(80))).contains("Nothing waits");
  }

  @Test
  void coloursOnlyColour() {
    String plain = TextReport.render(SmallRun.example(), new Style(100, false));
    String coloured = TextReport.render(SmallRun.example(), new Style(100, true));

    assertThat(plain).doesNotContain("\u001b");
    assertThat(coloured).contains("\u001b[");
    assertThat(coloured.replaceAll("\u001b\\[\\d+m", "")).isEqualTo(plain);
  }

  private static RunReport many(int nodes, int tasks) {
    return new RunReport(
        "many",
        1,
        Duration.ofDays(149),
        IntStream.range(0, nodes).mapToObj(TextReportTest::node).toList(),
        List.of(),
        IntStream.range(0, tasks).mapToObj(number -> task(number, nodes)).toList(),
        List.of(),
        List.of(),
        List.of());
  }

  private static ReportedNode node(int number) {
    return new ReportedNode(
        "n" + number,
        "node-" + number,
        "worker",
        new TreeMap<>(),
        Amounts.NONE,
        List.of(new NodeStep(Duration.ZERO, "ready", "active")));
  }

  private static ReportedTask task(int number, int nodes) {
    return new ReportedTask(
        "t" + number,
        "s" + number,
        "pod-" + number + ".1",
        1,
        Amounts.NONE,
        List.of(new TaskStep(Duration.ZERO, "n" + number % nodes, Phase.RUNNING, "")));
  }
}
