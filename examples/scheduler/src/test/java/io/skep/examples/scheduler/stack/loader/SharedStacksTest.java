package io.skep.examples.scheduler.stack.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.skep.api.ServiceSpec;
import io.skep.api.SharedData;
import io.skep.examples.scheduler.input.InputException;
import io.skep.examples.scheduler.stack.MissingFiles;
import io.skep.examples.scheduler.stack.Notice;
import io.skep.examples.scheduler.stack.Stack;
import io.skep.examples.scheduler.stack.StackName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Real stack files, of which each is deployed or is refused for a reason that its text gives. */
class SharedStacksTest {
  private static final String FOLDER = "data/stacks";

  /**
   * What is known of a file without our reader.
   *
   * @param file its name
   * @param services how many it has
   * @param tasks how many the replicas of all of them are, a global service counting as one
   * @param notices of each kind that it must lead to, and no other
   */
  private record Deployed(
      String file, int services, long tasks, Map<Notice.Kind, Integer> notices) {
    @Override
    public String toString() {
      return file;
    }
  }

  private static Deployed deployed(String file, int services, long tasks, Object... notices) {
    Map<Notice.Kind, Integer> counts = new EnumMap<>(Notice.Kind.class);
    for (int i = 0; i < notices.length; i += 2) {
      counts.put((Notice.Kind) notices[i], (Integer) notices[i + 1]);
    }
    return new Deployed(file, services, tasks, counts);
  }

  static Stream<Deployed> deployed() {
    return Stream.of(
        deployed(
            "BretFisher__udemy-docker-mastery__swarm-stack-1__example-voting-app-stack.yml",
            6,
            7,
            Notice.Kind.IGNORED,
            1),
        deployed(
            "BretFisher__udemy-docker-mastery__swarm-stack-4__answer__voting-app-placement.yml",
            5,
            6),
        deployed("containrrr__shepherd__examples__docker-compose.swarm-cronjob.yml", 2, 1),
        deployed("crazy-max__swarm-cronjob__test__configs.yml", 1, 0, Notice.Kind.MISSING, 1),
        deployed(
            "delimitrou__DeathStarBench__hotelReservation__docker-compose.yml",
            24,
            24,
            Notice.Kind.IGNORED,
            3,
            Notice.Kind.IGNORED_BUILD,
            1,
            Notice.Kind.MISSING,
            1),
        deployed(
            "delimitrou__DeathStarBench__socialNetwork__docker-compose-swarm.yml",
            31,
            31,
            Notice.Kind.IGNORED,
            1),
        deployed("docker-flow__docker-flow-monitor__stack.yml", 7, 8, Notice.Kind.EXTERNAL, 3),
        deployed(
            "docker-flow__docker-flow-monitor__stacks__go-demo-instrument-alert-2.yml",
            2,
            4,
            Notice.Kind.EXTERNAL,
            2),
        deployed(
            "docker-flow__docker-flow-monitor__stacks__jenkins-aws-scale.yml",
            2,
            2,
            Notice.Kind.EXTERNAL,
            4),
        deployed(
            "docker-flow__docker-flow-swarm-listener__stack.yml", 2, 3, Notice.Kind.EXTERNAL, 1),
        deployed("dockersamples__example-voting-app__docker-stack.yml", 5, 7),
        deployed("lucaslorentz__caddy-docker-proxy__examples__distributed.yaml", 7, 9),
        deployed(
            "spring-petclinic__spring-petclinic-microservices__docker-compose.yml",
            11,
            11,
            Notice.Kind.IGNORED,
            2,
            Notice.Kind.IGNORED_BUILD,
            1,
            Notice.Kind.STAND_IN_IMAGE,
            2,
            Notice.Kind.UNSET_VARIABLE,
            3),
        deployed("stefanprodan__swarmprom__docker-compose.yml", 8, 8, Notice.Kind.MISSING, 4),
        deployed(
            "stefanprodan__swarmprom__weave-compose.yml",
            7,
            7,
            Notice.Kind.MISSING,
            2,
            Notice.Kind.UNSET_VARIABLE,
            1),
        deployed(
            "vegasbrianc__prometheus__docker-traefik-stack.yml",
            6,
            6,
            Notice.Kind.IGNORED,
            1,
            Notice.Kind.MISSING,
            1));
  }

  /** Files that need variables, with values for them, and how many services they have then. */
  static Stream<Deployed> deployedWithVariables() {
    return Stream.of(
        deployed("tiangolo__dockerswarm.rocks__docs__portainer.yml", 2, 2, Notice.Kind.EXTERNAL, 1),
        deployed(
            "tiangolo__dockerswarm.rocks__docs__traefik-host-v1.yml",
            3,
            7,
            Notice.Kind.EXTERNAL,
            1,
            Notice.Kind.IGNORED,
            1),
        deployed(
            "tiangolo__dockerswarm.rocks__docs__traefik-v3.yml", 1, 1, Notice.Kind.EXTERNAL, 1),
        deployed(
            "open-telemetry__opentelemetry-demo__docker-compose.yml",
            28,
            28,
            Notice.Kind.IGNORED,
            4,
            Notice.Kind.IGNORED_BUILD,
            1));
  }

  /** Files that are refused when no variable has a value, with every problem they have. */
  static Stream<Map.Entry<String, List<String>>> refused() {
    String full = "docker__cli__cli__compose__loader__full-example.yml";
    String rocks = "tiangolo__dockerswarm.rocks__docs__";
    String domain = "required variable DOMAIN has no value: Variable not set";
    String user = "required variable USERNAME has no value: Variable not set";
    String password = "required variable HASHED_PASSWORD has no value: Variable not set";
    String email = "required variable EMAIL has no value: Variable not set";
    String noNetwork = " in the file; add it to the top-level 'networks'";
    String mountedTwice = "the service mounts something at '/var/lib/mysql' already; remove one";
    return Stream.of(
        Map.entry(rocks + "portainer.yml", List.of("36:11: " + domain, "39:11: " + domain)),
        Map.entry(
            rocks + "traefik-host-v1.yml",
            List.of(
                "17:11: " + domain,
                "24:11: " + password,
                "24:11: " + user,
                "58:11: " + domain,
                "65:11: " + password,
                "65:11: " + user,
                "68:14: " + email)),
        Map.entry(
            rocks + "traefik-v3.yml",
            List.of(
                "30:11: " + password,
                "30:11: " + user,
                "37:11: " + domain,
                "42:11: " + domain,
                "72:9: " + email)),
        // An example of every key that was never meant to be deployed as it is.
        Map.entry(
            full,
            List.of(
                "73:17: must be 0 or at least 0.001 processors",
                "88:23: constraint expected one operator from ==, !=: cannot read the constraint"
                    + " \"node=foo\"; write a key, == or !=, and a value, for example"
                    + " node.role == worker",
                "216:7: no network 'other-other-network'" + noNetwork,
                "221:9: endpoint_mode dnsrr goes with ports of mode host only; use vip to publish"
                    + " through the ingress network",
                "278:9: " + mountedTwice,
                "285:9: no volume 'datavolume' in the file; add it to the top-level 'volumes'",
                "285:9: " + mountedTwice,
                "290:9: the service mounts something at '/opt' already; remove one")));
  }

  private static Stack load(String file, Map<String, String> environment) {
    Path path = SharedData.require(FOLDER).resolve(file);
    return new StackLoader(environment, MissingFiles.STAND_IN).load(new StackName("s"), path);
  }

  private static Map<String, String> variablesOf(String file) {
    return DemoVariables.of(SharedData.require(FOLDER).resolve(file));
  }

  @Test
  void everyFileIsExpectedToBeDeployedOrRefused() throws IOException {
    List<String> expected = new ArrayList<>();
    deployed().map(Deployed::file).forEach(expected::add);
    deployedWithVariables().map(Deployed::file).forEach(expected::add);
    refused()
        .map(Map.Entry::getKey)
        .filter(file -> !expected.contains(file))
        .forEach(expected::add);

    try (Stream<Path> files = Files.list(SharedData.require(FOLDER))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("deployed")
  void aFileIsDeployed(Deployed expected) throws IOException {
    assertDeployed(expected, load(expected.file(), Map.of()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("deployedWithVariables")
  void aFileIsDeployedOnceItsVariablesAreSet(Deployed expected) throws IOException {
    assertDeployed(expected, load(expected.file(), variablesOf(expected.file())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void aFileIsRefusedForEachOfItsProblems(Map.Entry<String, List<String>> expected) {
    String file = SharedData.require(FOLDER).resolve(expected.getKey()) + ":";

    InputException refused =
        catchThrowableOfType(InputException.class, () -> load(expected.getKey(), Map.of()));

    assertThat(refused.problems())
        .extracting(problem -> problem.toString().replace(file, ""))
        .containsExactlyElementsOf(expected.getValue());
  }

  @Test
  void aFileWhoseVariablesAreUnsetIsRefusedForWhatTheyLeaveBehindAndSaysWhichTheyAre() {
    SharedData.require(FOLDER);
    String file = "open-telemetry__opentelemetry-demo__docker-compose.yml";

    InputException refused = catchThrowableOfType(InputException.class, () -> load(file, Map.of()));

    assertThat(refused.problems())
        .hasSizeGreaterThan(40)
        .allSatisfy(
            problem ->
                assertThat(problem.reason())
                    .matches(
                        "(port '.*' names no container port|.* is no image name .*|the image has no name)"
                            + " \\(variables? [A-Z_]+(, [A-Z_]+)* (is|are) not set\\)"));
  }

  private static void assertDeployed(Deployed expected, Stack stack) throws IOException {
    assertThat(stack.services()).hasSize(expected.services());
    assertThat(stack.services().stream().mapToLong(SharedStacksTest::tasks).sum())
        .isEqualTo(expected.tasks());
    Map<Notice.Kind, Integer> notices = new EnumMap<>(Notice.Kind.class);
    stack.notices().forEach(notice -> notices.merge(notice.kind(), 1, Integer::sum));
    assertThat(notices).isEqualTo(expected.notices());
    assertSameAsPlainReading(expected.file(), stack);
  }

  private static long tasks(ServiceSpec service) {
    return service.hasGlobal() ? 1 : service.getReplicated().getReplicas();
  }

  /** Compares with a reading of the file that knows nothing but YAML. */
  private static void assertSameAsPlainReading(String file, Stack stack) throws IOException {
    JsonNode services =
        new YAMLMapper()
            .readTree(SharedData.require(FOLDER).resolve(file).toFile())
            .path("services");
    List<String> names = new ArrayList<>();
    services.fieldNames().forEachRemaining(names::add);

    assertThat(stack.services())
        .extracting(service -> service.getAnnotations().getName().substring("s_".length()))
        .containsExactlyElementsOf(names);
    for (int i = 0; i < names.size(); i++) {
      assertSame(services.path(names.get(i)), stack.services().get(i));
    }
  }

  private static void assertSame(JsonNode written, ServiceSpec service) {
    JsonNode deploy = written.path("deploy");
    assertThat(service.getTask().getPlacement().getConstraintsList())
        .isEqualTo(texts(deploy.path("placement").path("constraints")));
    assertThat(service.hasGlobal()).isEqualTo(deploy.path("mode").asText().equals("global"));
    assertThat(service.getTask().getContainer().getMountsCount())
        .isEqualTo(written.path("volumes").size());
    assertThat(service.getTask().getContainer().getSecretsCount())
        .isEqualTo(written.path("secrets").size());
    assertThat(service.getTask().getNetworksCount())
        .isEqualTo(Math.max(1, written.path("networks").size()));
    assertThat(service.getEndpoint().getPortsCount()).isEqualTo(written.path("ports").size());
    String image = written.path("image").asText();
    if (!image.isEmpty() && !image.contains("$")) {
      assertThat(service.getTask().getContainer().getImage()).isEqualTo(image);
    }
    String memory = deploy.path("resources").path("reservations").path("memory").asText("0M");
    assertThat(service.getTask().getResources().getReservations().getMemoryBytes())
        .isEqualTo(Long.parseLong(memory.replace("M", "")) << 20);
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(item -> texts.add(item.asText()));
    return texts;
  }
}
