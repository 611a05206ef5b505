package io.skep.examples.scheduler.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.skep.examples.scheduler.report.ReportedService;
import io.skep.examples.scheduler.report.RunReport;
import io.skep.examples.scheduler.report.SmallRun;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HtmlReportTest {
  private static final Pattern DATA =
      Pattern.compile(
          "<script type=\"application/json\" id=\"run\">(.*?)</script>", Pattern.DOTALL);

  private final String page = HtmlReport.render(SmallRun.example());

  @Test
  void theSameRunGivesTheSameBytes() {
    assertThat(HtmlReport.render(SmallRun.example())).isEqualTo(page);
  }

  @Test
  void thePageLoadsNothing() {
    assertThat(page)
        .contains("default-src 'none'")
        .doesNotContain("http:", "https:", "@import", "url(", " src=", " href=");
  }

  @Test
  void namesAndNotesAreTextWhereverTheyStand() {
    RunReport hostile = named("</script><script>alert(1)</script>&\u2028");

    String rendered = HtmlReport.render(hostile);

    assertThat(page).doesNotContain("<b>log</b>").contains("&lt;b&gt;log&lt;/b&gt;");
    assertThat(page).contains("Shares may span devices &amp; that is fine.");
    assertThat(rendered).doesNotContain("<script>alert");
    assertThat(rendered.split("</script>", -1)).hasSameSizeAs(page.split("</script>", -1));
  }

  @Test
  void whatWaitsAndWhatMovedCanBeReadWithoutScript() {
    assertThat(page)
        .contains("<td>huge</td><td class=\"number\">1</td><td>no suitable node (too small)</td>")
        .contains("<td class=\"number\">10 s</td><td>web.2</td><td>wren</td><td>heron</td>")
        .contains("<noscript>")
        .contains("web         1 2            2x");
  }

  @Test
  void theDataHoldsEveryStepByItsPlaceInTheLists() throws IOException {
    JsonNode run = data(page);

    assertThat(run.path("end").asLong()).isEqualTo(20_000);
    assertThat(run.path("nodes")).hasSize(2);
    assertThat(run.at("/nodes/1/steps").toString())
        .isEqualTo("[[0,\"ready\",1],[10000,\"down\",0]]");
    assertThat(run.at("/services/1/name").asText()).isEqualTo("<b>log</b>");
    assertThat(run.at("/tasks/1/name").asText()).isEqualTo("web.2");
    assertThat(run.at("/tasks/1/cpu").asLong()).isEqualTo(500);
    assertThat(run.at("/tasks/1/steps").toString()).isEqualTo("[[1000,1,2,-1],[10000,1,3,-1]]");
    assertThat(run.at("/tasks/3/steps").toString()).isEqualTo("[[1000,-1,0,0]]");
    assertThat(run.at("/notes/0").asText()).isEqualTo("no suitable node (too small)");
    assertThat(run.path("events")).hasSize(16);
    assertThat(run.at("/events/14").toString())
        .isEqualTo("[10000,3,\"web.2\",\"moves from wren to heron\"]");
  }

  @Test
  void aFailedNodeIsMarkedInTheChart() {
    assertThat(page.split("class=\"down\" d=", -1)).hasSize(2);
    assertThat(page).contains("<path class=\"down\" d=\"M500 0V100\"/>");
  }

  @Test
  void theChartShowsHowManyRanAndWaited() {
    String chart = new ActivityChart(SmallRun.example()).svg();

    // Three run from column 50 on, two while web.2 is between nodes, three again.
    assertThat(chart)
        .contains("class=\"running\" d=\"M0 100V100H50V0H501V34H600V0H1000V100Z\"")
        .contains("class=\"waiting\" d=\"M0 100V100H50V67H1000\"");
  }

  @Test
  void aRunWithoutAnythingIsAPageToo() {
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

    assertThat(HtmlReport.render(empty))
        .contains("Every task that is wanted has its node.", "No task had to leave its node.");
  }

  private static RunReport named(String name) {
    RunReport run = SmallRun.example();
    return new RunReport(
        name,
        run.seed(),
        run.duration(),
        run.nodes(),
        List.of(new ReportedService("s", name, "replicated", 1, Duration.ZERO)),
        run.tasks(),
        run.moves(),
        run.events(),
        List.of(name));
  }

  private static JsonNode data(String page) throws IOException {
    Matcher data = DATA.matcher(page);
    assertThat(data.find()).isTrue();
    return new ObjectMapper().readTree(data.group(1));
  }
}
