package io.skep.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.skep.manager.config.Configuration;
import io.skep.manager.config.Key;
import io.skep.manager.config.Membership;
import io.skep.manager.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators install fits the daemon: its settings, its endpoints, its metrics. */
class DeployFilesTest {
  private static final Path ROOT = Path.of(System.getProperty("skep.root", "../.."));
  private static final Path FOLDER = ROOT.resolve("deploy/manager");
  private static final Pattern METRIC_ROW =
      Pattern.compile("(?m)^\\| `([a-z.]+)` \\| (counter|gauge|timer)");
  private static final Pattern SERIES = Pattern.compile("\\b(?:skep|swarm)_[a-z_]+");
  private static final Pattern VARIABLE = Pattern.compile("\\bSKEP_[A-Z_]+\\b");
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private static String text(String file) throws IOException {
    return Files.readString(FOLDER.resolve(file));
  }

  private static List<JsonNode> documents(String file) throws IOException {
    return YAML.readerFor(JsonNode.class).<JsonNode>readValues(text(file)).readAll();
  }

  /** All series that Prometheus shows of what docs/metrics.md lists. */
  private static Set<String> series() throws IOException {
    var series = new TreeSet<String>();
    String page = Files.readString(ROOT.resolve("docs/metrics.md"));
    for (MatchResult row : METRIC_ROW.matcher(page).results().toList()) {
      String name = row.group(1).replace('.', '_');
      switch (row.group(2)) {
        case "counter" -> series.add(name + "_total");
        case "gauge" -> series.add(name);
        default ->
            Stream.of("_seconds_count", "_seconds_sum", "_seconds_max")
                .forEach(end -> series.add(name + end));
      }
    }
    assertThat(series).hasSizeGreaterThan(30);
    return series;
  }

  @Test
  void alertsAreAboutMetricsThatExist() throws IOException {
    Set<String> known = series();
    JsonNode rules = documents("alerts.yml").get(0).at("/groups/0/rules");
    assertThat(rules).isNotEmpty();
    for (JsonNode rule : rules) {
      List<String> used = used(rule.get("expr").asText());
      assertThat(used).as(rule.get("alert").asText()).isNotEmpty();
      assertThat(known).containsAll(used);
      assertThat(rule.at("/labels/severity").asText()).isIn("warning", "critical");
      assertThat(rule.at("/annotations/summary").asText()).isNotEmpty();
    }
  }

  @Test
  void theDashboardShowsMetricsThatExist() throws IOException {
    Set<String> known = series();
    JsonNode panels = new ObjectMapper().readTree(text("dashboard.json")).get("panels");
    assertThat(panels).isNotEmpty();
    for (JsonNode panel : panels) {
      assertThat(panel.get("targets")).isNotEmpty();
      for (JsonNode target : panel.get("targets")) {
        List<String> used = used(target.get("expr").asText());
        assertThat(used).as(panel.get("title").asText()).isNotEmpty();
        assertThat(known).containsAll(used);
      }
    }
  }

  private static List<String> used(String expression) {
    return SERIES.matcher(expression).results().map(MatchResult::group).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Dockerfile",
        "compose.yml",
        "stack.yml",
        "compose-cluster.yml",
        "stack-cluster.yml",
        "skep-manager.service",
        "skep-manager-cluster.conf",
        "kubernetes.yml"
      })
  void everySettingIsOne(String file) throws IOException {
    var known = new TreeSet<>(Arrays.stream(Key.values()).map(Key::variable).toList());
    known.add(Configuration.FILE_VARIABLE);

    List<String> used = VARIABLE.matcher(text(file)).results().map(MatchResult::group).toList();

    assertThat(used).isNotEmpty();
    assertThat(known).containsAll(used);
  }

  @ParameterizedTest
  @ValueSource(strings = {"compose.yml", "stack.yml"})
  void composeFilesRunTheManagerWithoutRights(String file) throws IOException {
    JsonNode manager = documents(file).get(0).at("/services/manager");

    assertThat(manager.get("image").asText()).isEqualTo("skep/manager");
    assertThat(manager.get("read_only").asBoolean()).isTrue();
    assertThat(manager.get("cap_drop").get(0).asText()).isEqualTo("ALL");
    assertThat(manager.get("stop_grace_period").asText()).isEqualTo("90s");
  }

  @ParameterizedTest
  @ValueSource(strings = {"compose-cluster.yml", "stack-cluster.yml"})
  void threeManagersKnowEachOther(String file) throws IOException {
    JsonNode services = documents(file).get(0).get("services");
    assertThat(services).hasSize(3);
    for (Map.Entry<String, JsonNode> service : services.properties()) {
      // The parser leaves what is merged into a mapping apart.
      JsonNode own = service.getValue().get("environment");
      JsonNode merged = documents(file).get(0).get("x-cluster");
      Map<Key, String> flags = new EnumMap<>(Key.class);
      for (Key key : Key.values()) {
        Optional.ofNullable(own.get(key.variable()))
            .or(() -> Optional.ofNullable(merged.get(key.variable())))
            .ifPresent(value -> flags.put(key, value.asText()));
      }
      flags.put(Key.CLUSTER, UUID.randomUUID().toString()); // The user's own.

      Membership mine =
          Settings.of(Configuration.of(Optional.empty(), Map.of(), flags))
              .membership()
              .orElseThrow();

      assertThat(mine.founders()).hasSize(3).contains(mine.self());
      assertThat(mine.self().address()).startsWith(service.getKey() + ":");
    }
  }

  @Test
  void kubernetesAsksTheEndpointsAndGivesNoRights() throws IOException {
    JsonNode set = documents("kubernetes.yml").get(1);
    JsonNode pod = set.at("/spec/template/spec");
    JsonNode manager = pod.at("/containers/0");

    assertThat(set.get("kind").asText()).isEqualTo("StatefulSet");
    assertThat(set.at("/spec/replicas").asInt()).isEqualTo(1);
    assertThat(pod.get("enableServiceLinks").asBoolean(true)).isFalse();
    assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
    assertThat(manager.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/livez");
    assertThat(manager.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/readyz");
    assertThat(manager.at("/securityContext/readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(manager.at("/securityContext/allowPrivilegeEscalation").asBoolean(true)).isFalse();
  }

  @Test
  void theImageRunsAsNobodyInParticular() throws IOException {
    assertThat(text("Dockerfile").lines())
        .contains("USER 10001:10001", "STOPSIGNAL SIGTERM")
        .contains("ENTRYPOINT [\"/opt/skep-manager/bin/skep-manager\"]");
  }

  @Test
  void systemdTakesTheUnit(@TempDir Path folder) throws Exception {
    Path tool = Path.of("/usr/bin/systemd-analyze");
    assumeTrue(Files.isExecutable(tool), "systemd-analyze is not installed");
    Path unit = folder.resolve("skep-manager.service");
    Files.writeString(
        unit,
        text("skep-manager.service").replace("/opt/skep-manager/bin/skep-manager", "/bin/true"));

    Process verify =
        new ProcessBuilder(tool.toString(), "verify", "--man=no", unit.toString())
            .redirectErrorStream(true)
            .start();
    String told =
        new String(verify.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);

    assertThat(verify.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(told.lines().filter(line -> line.contains("skep-manager.service"))).isEmpty();
  }

  @Test
  void theLauncherIsAShellScriptThatRunsTheDaemon() throws Exception {
    Path launcher = FOLDER.resolve("src/main/launcher/skep-manager");

    Process check = new ProcessBuilder("sh", "-n", launcher.toString()).start();

    assertThat(check.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(check.exitValue()).isZero();
    assertThat(Files.isExecutable(launcher)).isTrue();
    assertThat(Files.readString(launcher)).contains("io.skep.manager.Main \"$@\"");
  }
}
