package io.skep.examples.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.skep.api.Node;
import io.skep.api.NodeSpec;
import io.skep.api.StoreSnapshot;
import io.skep.api.TaskState;
import io.skep.examples.scheduler.check.PlacementChecker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  private static final String WEB =
      """
      version: "3.9"
      services:
        web:
          image: nginx:1.27
          ports: ["8080:80"]
          deploy:
            replicas: 4
            restart_policy: {delay: 1s}
      """;

  private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^```\\w*\\n(.*?)^```");

  @TempDir private Path folder;

  @Test
  void withoutArgumentsItShowsTheDemonstrationAndWritesAReport() throws IOException {
    Session session = Session.of(folder);

    assertThat(session.exitCode()).as(session.err()).isEqualTo(ExitCode.ALL_PLACED);
    assertThat(session.out())
        .contains("finch")
        .contains("moves from finch to")
        .contains("no suitable node (insufficient resources on 4 nodes");
    assertThat(Files.readString(folder.resolve("skep-report.html"))).contains("</html>");
  }

  @Test
  void theReadmeShowsWhatTheDemonstrationPrints() throws IOException {
    Path root = Path.of(System.getProperty("skep.root"));
    String readme = Files.readString(root.resolve("README.md"));
    String runIt = readme.substring(readme.indexOf("## Run it"), readme.indexOf("## Examples"));
    List<String> blocks = CODE_BLOCK.matcher(runIt).results().map(block -> block.group(1)).toList();

    List<String> printed = Session.of(folder).out().lines().toList();

    assertThat(blocks).as("the command, and what it prints").hasSize(2);
    assertThat(blocks.get(1).split("(?m)^\\.\\.\\.\\n"))
        .as("pieces of the output, between ellipses")
        .hasSizeGreaterThan(1)
        .allSatisfy(piece -> assertThat(printed).containsSequence(piece.lines().toList()));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {2, 3, 4, 5})
  void theDemonstrationGoesAsAnnouncedWithAnySeed(long seed) {
    Session session = Session.of(folder, "--seed", Long.toString(seed));

    assertThat(session.exitCode()).as(session.err()).isEqualTo(ExitCode.ALL_PLACED);
  }

  @Test
  void anotherClusterMakesTheBundledStackAnOrdinaryOne() {
    Session session = Session.of(folder, "--nodes", "3");

    assertThat(session.out()).contains("3 nodes");
  }

  @Test
  void theSameSeedGivesTheSameBytes() throws IOException {
    Session first = Session.of(folder, "--snapshot", "a.pb", "--report", "a.html");
    Session second = Session.of(folder, "--snapshot", "b.pb", "--report", "b.html");

    assertThat(second.out().replace("b.pb", "a.pb").replace("b.html", "a.html"))
        .isEqualTo(first.out());
    assertThat(folder.resolve("b.pb")).hasSameBinaryContentAs(folder.resolve("a.pb"));
    assertThat(folder.resolve("b.html")).hasSameBinaryContentAs(folder.resolve("a.html"));
  }

  @Test
  void aStackThatFitsIsPlacedAndMovesWhenItsNodeDies() throws IOException {
    Files.writeString(folder.resolve("web.yml"), WEB);

    Session session =
        Session.of(
            folder, "--stack=web.yml", "--nodes=3", "--fail=node-2@20s", "--snapshot=end.pb");

    assertThat(session.exitCode()).as(session.err()).isEqualTo(ExitCode.ALL_PLACED);
    assertThat(session.out()).contains("moves from node-2 to");
    StoreSnapshot end = StoreSnapshot.parseFrom(Files.readAllBytes(folder.resolve("end.pb")));
    assertThat(PlacementChecker.violations(end)).isEmpty();
  }

  @Test
  void aStackThatDoesNotFitEndsWithThreeAndTheReason() throws IOException {
    Files.writeString(
        folder.resolve("web.yml"),
        WEB + "      placement: {constraints: [node.labels.disk == ssd]}\n");

    Session session = Session.of(folder, "--stack=web.yml", "--nodes=3");

    assertThat(session.exitCode()).isEqualTo(ExitCode.PENDING);
    assertThat(session.out())
        .contains("no suitable node (scheduling constraints not satisfied on 3 nodes)");
  }

  /** OR-50. */
  @Test
  void jobsAreRunToTheirEnd() throws IOException {
    Files.writeString(
        folder.resolve("job.yml"),
        """
        services:
          migrate:
            image: tool:1
            deploy: {mode: replicated-job, replicas: 2}
          sweep:
            image: tool:1
            deploy: {mode: global-job}
        """);

    Session session = Session.of(folder, "--stack=job.yml", "--nodes=3", "--snapshot=end.pb");

    assertThat(session.exitCode()).as(session.err()).isEqualTo(ExitCode.ALL_PLACED);
    StoreSnapshot end = StoreSnapshot.parseFrom(Files.readAllBytes(folder.resolve("end.pb")));
    assertThat(end.getTasksList())
        .filteredOn(task -> task.getStatus().getState() == TaskState.COMPLETE)
        .extracting(task -> task.getServiceAnnotations().getName())
        .containsExactlyInAnyOrder(
            "job_migrate", "job_migrate", "job_sweep", "job_sweep", "job_sweep");
  }

  @Test
  void aChangedJobIsRunAgainAndConverges() throws IOException {
    String job = "services: {sum: {image: \"sum:1\", deploy: {mode: replicated-job, replicas: 2}}}";
    Path history = Files.createDirectories(folder.resolve("jobs"));
    Files.writeString(history.resolve("1.yml"), job);
    Files.writeString(history.resolve("2.yml"), job.replace("sum:1", "sum:2"));

    Session session = Session.of(folder, "--history=jobs", "--nodes=2");

    assertThat(session.exitCode()).as(session.out()).isEqualTo(ExitCode.ALL_PLACED);
    assertThat(session.out())
        .contains("1.yml accepted: adds sum; converged after")
        .contains("2.yml accepted: changes sum (image); converged after");
  }

  @Test
  void aChangedServiceIsRolledOutWhileItRuns() throws IOException {
    Files.writeString(folder.resolve("v1.yml"), WEB);
    Files.writeString(folder.resolve("v2.yml"), WEB.replace("nginx:1.27", "nginx:1.28"));

    Session session =
        Session.of(folder, "--stack=v1.yml", "--nodes=3", "--then=v2.yml@20s", "--snapshot=end.pb");

    assertThat(session.exitCode()).as(session.err()).isEqualTo(ExitCode.ALL_PLACED);
    assertThat(session.out()).contains("v2.yml accepted: changes web (image); converged after");
    StoreSnapshot end = StoreSnapshot.parseFrom(Files.readAllBytes(folder.resolve("end.pb")));
    assertThat(end.getTasksList())
        .filteredOn(task -> task.getStatus().getState() == TaskState.RUNNING)
        .hasSize(4)
        .allSatisfy(
            task -> assertThat(task.getSpec().getContainer().getImage()).isEqualTo("nginx:1.28"));
    assertThat(PlacementChecker.violations(end)).isEmpty();
  }

  @Test
  void jsonIsTheWholeStoreAndNothingElse() throws InvalidProtocolBufferException {
    Session session = Session.of(folder, "-o", "json");

    var snapshot = StoreSnapshot.newBuilder();
    JsonFormat.parser().merge(session.out(), snapshot);
    assertThat(snapshot.getNodesList()).hasSize(5);
    assertThat(session.out()).contains("\"service_id\"");
  }

  @Test
  void yamlHoldsTheSameAsJson() throws IOException {
    String json = Session.of(folder, "-o", "json").out();
    String yaml = Session.of(folder, "-o", "yaml").out();

    assertThat(yaml).startsWith("nodes:\n").contains("service_id: ");
    assertThat(new YAMLMapper().readTree(yaml)).isEqualTo(new ObjectMapper().readTree(json));
  }

  @Test
  void aDrainedNodeIsEmptiedAndKeepsNothing() throws IOException {
    Files.writeString(folder.resolve("web.yml"), WEB);

    Session session =
        Session.of(
            folder, "--stack=web.yml", "--nodes=3", "--drain=node-2@20s", "--snapshot=end.pb");

    assertThat(session.exitCode()).as(session.err()).isEqualTo(ExitCode.ALL_PLACED);
    assertThat(session.out()).contains("moves from node-2 to");
    StoreSnapshot end = StoreSnapshot.parseFrom(Files.readAllBytes(folder.resolve("end.pb")));
    assertThat(PlacementChecker.violations(end)).isEmpty();
    String drained =
        end.getNodesList().stream()
            .filter(node -> node.getSpec().getAvailability() == NodeSpec.Availability.DRAIN)
            .map(Node::getId)
            .reduce("", String::concat);
    assertThat(end.getTasksList())
        .filteredOn(task -> task.getStatus().getState() == TaskState.RUNNING)
        .hasSize(4)
        .noneMatch(task -> task.getNodeId().equals(drained));
  }

  @Test
  void variablesComeFromFilesOfWhichTheLastWins() throws IOException {
    Files.writeString(folder.resolve("v.yml"), "services: {web: {image: \"$IMAGE:$TAG\"}}\n");
    Files.writeString(folder.resolve("a.env"), "IMAGE=nginx\nTAG=1\n");
    Files.writeString(folder.resolve("b.env"), "TAG=2\n");

    Session session =
        Session.of(folder, "--stack=v.yml", "--env-file=a.env", "--env-file=b.env", "-o", "json");

    assertThat(session.exitCode()).as(session.err()).isEqualTo(ExitCode.ALL_PLACED);
    assertThat(session.out()).contains("nginx:2");
  }

  @Test
  void jsonAndBinarySnapshotHoldTheSame() throws IOException {
    Session session = Session.of(folder, "-o", "json", "--snapshot", "end.pb");

    var fromJson = StoreSnapshot.newBuilder();
    JsonFormat.parser().merge(session.out(), fromJson);
    assertThat(StoreSnapshot.parseFrom(Files.readAllBytes(folder.resolve("end.pb"))))
        .isEqualTo(fromJson.build());
  }

  @Test
  void twoStacksOfTheSameFileNameAreToldApart() throws IOException {
    for (String name : new String[] {"a", "b"}) {
      Path stack = Files.createDirectories(folder.resolve(name)).resolve("stack.yml");
      Files.writeString(stack, "services: {web: {image: nginx}}\n");
    }

    Session session = Session.of(folder, "--stack", "a/stack.yml", "--stack", "b/stack.yml");

    assertThat(session.exitCode()).as(session.err()).isEqualTo(ExitCode.ALL_PLACED);
    assertThat(session.out()).contains("stack_web").contains("stack-2_web");
  }

  /** AL-7. */
  @Test
  void aServiceWhosePortIsTakenSaysByWhom() throws IOException {
    Files.writeString(folder.resolve("one.yml"), WEB);
    Files.writeString(folder.resolve("two.yml"), WEB);

    Session session = Session.of(folder, "--stack", "one.yml", "--stack", "two.yml");

    assertThat(session.exitCode()).isEqualTo(ExitCode.PENDING);
    assertThat(session.out())
        .containsPattern("port 8080/tcp is already in use by service \"(one|two)_web\"");
  }

  /** AL-7: the service that stands first in the file has the port. */
  @Test
  void aPortThatTwoServicesOfAFilePublishBelongsToTheFirst() throws IOException {
    Files.writeString(
        folder.resolve("two.yml"),
        """
        services:
          web: {image: nginx, ports: ["8080:80"], deploy: {replicas: 2}}
          api: {image: nginx, ports: ["9090:80", "8080:81"], deploy: {replicas: 3}}
          dns: {image: nginx, ports: ["8080:80/udp"]}
        """);

    Session session = Session.of(folder, "--stack=two.yml", "--nodes=3", "--snapshot=end.pb");

    assertThat(session.exitCode()).isEqualTo(ExitCode.PENDING);
    assertThat(session.out().replaceAll("\\s+", " "))
        .contains("two_api (3 tasks): port 8080/tcp is already in use by service \"two_web\"");
    StoreSnapshot end = StoreSnapshot.parseFrom(Files.readAllBytes(folder.resolve("end.pb")));
    assertThat(end.getTasksList())
        .filteredOn(task -> task.getStatus().getState() == TaskState.RUNNING)
        .extracting(task -> task.getServiceAnnotations().getName())
        .containsExactlyInAnyOrder("two_web", "two_web", "two_dns");
  }

  @Test
  void aSecondRevisionTakesThePlaceOfTheFirst() throws IOException {
    Files.writeString(folder.resolve("v1.yml"), WEB);
    Files.writeString(folder.resolve("v2.yml"), WEB.replace("replicas: 4", "replicas: 6"));

    Session session =
        Session.of(folder, "--stack=v1.yml", "--nodes=3", "--then=v2.yml@20s", "--snapshot=end.pb");

    assertThat(session.exitCode()).as(session.err()).isEqualTo(ExitCode.ALL_PLACED);
    assertThat(session.out()).contains("v2.yml accepted: changes web (replicas); converged after");
    StoreSnapshot end = StoreSnapshot.parseFrom(Files.readAllBytes(folder.resolve("end.pb")));
    assertThat(end.getTasksList()).hasSize(6);
    assertThat(PlacementChecker.violations(end)).isEmpty();
  }

  @Test
  void ofRevisionsThatAnotherOneOvertookNothingElseIsTold() throws IOException {
    Files.writeString(folder.resolve("v1.yml"), WEB);
    Files.writeString(folder.resolve("v2.yml"), WEB.replace("nginx:1.27", "nginx:1.28"));
    Files.writeString(folder.resolve("v3.yml"), WEB.replace("replicas: 4", "mode: global"));
    Files.writeString(folder.resolve("v4.yml"), WEB.replace("nginx:1.27", "nginx:1.29"));

    Session session =
        Session.of(
            folder,
            "--stack=v1.yml",
            "--nodes=3",
            "--then=v2.yml@20s",
            "--then=v3.yml@21s",
            "--then=v4.yml@22s");

    assertThat(session.exitCode()).as(session.out()).isEqualTo(ExitCode.REFUSED);
    assertThat(session.out())
        .contains("v2.yml accepted: changes web (image); overtaken\n")
        .containsPattern("v3.yml refused: .*; what was accepted last runs on\n")
        .containsPattern("v4.yml accepted: changes web \\(image\\); converged after \\d+ s\n");
  }

  @Test
  void aLateRevisionThatChangesNothingHasConvergedAtOnceAndOvertakesNone() throws IOException {
    Files.writeString(folder.resolve("v1.yml"), WEB);
    Files.writeString(folder.resolve("v2.yml"), WEB.replace("nginx:1.27", "nginx:1.28"));

    Session session =
        Session.of(folder, "--stack=v1.yml", "--nodes=3", "--then=v2.yml@20s", "--then=v2.yml@10m");

    assertThat(session.exitCode()).as(session.out()).isEqualTo(ExitCode.ALL_PLACED);
    assertThat(session.out())
        .containsPattern("v2.yml accepted: changes web \\(image\\); converged after \\d+ s\n")
        .contains("v2.yml accepted: changes nothing; converged after 0 s\n");
  }

  @Test
  void aHistoryIsAppliedRevisionByRevision() throws IOException {
    Path history = Files.createDirectories(folder.resolve("shop"));
    Files.writeString(history.resolve("1.yml"), WEB);
    Files.writeString(history.resolve("2.yml"), WEB.replace("image:", "imagge:"));
    Files.writeString(history.resolve("3.yml"), WEB.replace("replicas: 4", "mode: global"));
    Files.writeString(history.resolve("4.yaml"), WEB.replace("replicas: 4", "replicas: 2"));
    Files.writeString(history.resolve("notes.txt"), "no revision");

    Session session = Session.of(folder, "--history=shop", "--nodes=3");

    assertThat(session.exitCode()).as(session.err()).isEqualTo(ExitCode.REFUSED);
    List<String> lines = session.out().lines().filter(line -> line.matches("\\d\\.y.*")).toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0)).startsWith("1.yml accepted: adds web; converged after ");
    assertThat(lines.get(1)).startsWith("2.yml refused: ").contains("2.yml:4:", "imagge");
    assertThat(lines.get(2))
        .startsWith("3.yml refused: service shop_web: service mode change is not allowed")
        .endsWith("what was accepted last runs on");
    assertThat(lines.get(3)).startsWith("4.yaml accepted: changes web (replicas); converged");
  }

  @Test
  void aHistoryThatDoesNotFitEndsWithThree() throws IOException {
    Path history = Files.createDirectories(folder.resolve("shop"));
    Files.writeString(
        history.resolve("1.yml"),
        WEB + "      placement: {constraints: [node.labels.disk == ssd]}\n");

    Session session = Session.of(folder, "--history=shop", "--nodes=3");

    assertThat(session.exitCode()).isEqualTo(ExitCode.PENDING);
    assertThat(session.out())
        .contains("NOT converged: shop_web: 0 of 4 tasks run: no suitable node");
  }

  @Test
  void aMistakeInAFileIsToldWithItsLine() throws IOException {
    Files.writeString(folder.resolve("bad.yml"), "services:\n  web:\n    imagge: nginx\n");

    Session session = Session.of(folder, "--stack", "bad.yml");

    assertThat(session.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(session.err()).contains("bad.yml:3:").contains("imagge");
  }

  @ParameterizedTest
  @CsvSource({
    "--stack=nowhere.yml, nowhere.yml",
    "--nodes=0, --nodes",
    "--nodes=nowhere.yml, nowhere.yml",
    "--fail=finch, NODE@TIME",
    "--fail=swan@1s, swan",
    "--fail=finch@99999999999999999999h, too long",
    "--drain=swan@1s, swan",
    "--drain=finch@soon, NODE@TIME",
    "--env-file=nowhere.env, nowhere.env",
    "--output=xml, xml",
    "--then=v2.yml, FILE@TIME",
    "--then=nowhere.yml@3s, nowhere.yml",
    "--history=nowhere, nowhere",
    "--history=., no .yml",
    "--history=. --stack=a.yml, --history",
    "--stack=a.yml --stack=b.yml --then=c.yml@1s, --then",
    "--service-trace=nowhere.csv, nowhere.csv",
    "--service-trace=a.csv --batch=b.csv, not both",
    "--batch=a.csv --nodes=b.yml, --batch takes a number",
    "--batch=a.csv --fail=node-1@3s, by itself",
    "--batch=a.csv --speed=5, by itself",
    "--batch=a.csv --strict, by itself",
    "--service-trace=a.csv --env-file=a.env, by itself",
    "--live=5, --live",
    "--until=5s, --until",
    "--batch=a.csv --until=soon, TIME",
    "--scorer=dice, dice",
    "--trace=only-one.csv, --trace",
    "--speed=0, --speed",
    "--colour, --colour",
  })
  void badOptionsEndWithTwoAndAReason(String option, String said) {
    Session session = Session.of(folder, option.split(" "));

    assertThat(session.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(session.err()).contains(said);
  }

  @Test
  void aTraceIsReplayedInCompressedTime() throws IOException {
    Files.writeString(
        folder.resolve("nodes.csv"),
        "sn,cpu_milli,memory_mib,gpu,model\nn1,4000,8192,1,A\nn2,4000,8192,0,\n");
    Files.writeString(
        folder.resolve("pods.csv"),
        """
        name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time,scheduled_time
        p1,1000,1024,1,600,,LS,Running,0,500,0
        p2,1000,1024,1,600,,LS,Running,10,,10
        p3,1000,1024,2,1000,,LS,Running,20,,20
        """);

    Session session = Session.of(folder, "--trace", "nodes.csv,pods.csv", "--snapshot", "end.pb");

    assertThat(session.exitCode()).as(session.err()).isEqualTo(ExitCode.PENDING);
    assertThat(session.out())
        .contains("p3")
        .contains("no suitable node (insufficient resources on 2 nodes)")
        .contains("a share may therefore")
        .containsPattern("tasks: 3 asked for, 2 placed, 1 pending at the end, at most 2 at once")
        .containsPattern("fragmentation: \\d+\\.\\d\\d % on average");
    StoreSnapshot end = StoreSnapshot.parseFrom(Files.readAllBytes(folder.resolve("end.pb")));
    assertThat(PlacementChecker.violations(end)).isEmpty();
  }

  @Test
  void coloursAreForPeopleWhoDidNotDeclineThem() {
    String plain = Session.of(folder).out();
    String watched = Session.of(folder, true, Map.of(), "--report=r.html").out();
    String declined = Session.of(folder, true, Map.of("NO_COLOR", "1"), "--report=r.html").out();

    assertThat(plain).doesNotContain("\u001b");
    assertThat(watched).contains("\u001b[3");
    assertThat(declined).doesNotContain("\u001b[3");
  }

  @Test
  void helpNamesEveryOptionAndExitCode() {
    Session session = Session.of(folder, "--help");

    assertThat(session.exitCode()).isZero();
    assertThat(session.out())
        .contains("--stack", "--nodes", "--trace", "--seed", "--speed", "--fail", "--report")
        .contains("--snapshot", "-o", "--strict", "--drain", "--env-file", "--then", "--history")
        .contains("--service-trace", "--batch", "--live", "--until", "--scorer")
        .contains("plan", "explain")
        .contains("something stays pending");
  }
}
