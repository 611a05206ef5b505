package io.skep.examples.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a stack file would change, from the command line. */
class PlanCommandTest {
  private static final String SHOP =
      """
      services:
        web:
          image: nginx:1.27
          deploy:
            replicas: 2
            resources: {reservations: {cpus: "2"}}
        agent: {image: agent, deploy: {mode: global}}
      """;

  @TempDir private Path folder;

  @BeforeEach
  void writeTheShop() throws IOException {
    write("shop.yml", SHOP);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private Session plan(String... options) {
    return Session.of(folder, options);
  }

  @Test
  void onAnEmptyClusterAllOfAStackIsNew() {
    Session session = plan("plan", "--stack=shop.yml", "--nodes=2");

    assertThat(session.exitCode()).as(session.err()).isEqualTo(ExitCode.CHANGES);
    assertThat(session.out())
        .contains("Stack shop: 2 services created, 0 changed, 0 removed; 4 tasks created, 0")
        .contains("  create network shop_default\n")
        .contains("service shop_web: created, 0 tasks kept\n")
        .containsPattern("  \\+ shop_web\\.1 on node-[12]\n")
        .contains("  + shop_agent.node-1 on node-1\n", "  + shop_agent.node-2 on node-2\n");
  }

  @Test
  void theSameAgainChangesNothing() {
    Session session = plan("plan", "--stack=shop.yml", "--current=shop.yml", "--nodes=2");

    assertThat(session.exitCode()).as(session.err() + session.out()).isEqualTo(ExitCode.NO_CHANGES);
    assertThat(session.out())
        .startsWith("Stack shop: nothing would change\n")
        .contains("service shop_web: unchanged, 2 tasks kept");
  }

  @Test
  void aRevisionTellsWhatRollsWhatGoesAndWhatDoesNotFit() throws IOException {
    write(
        "v2.yml",
        """
        services:
          web:
            image: nginx:1.28
            deploy:
              replicas: 5
              resources: {reservations: {cpus: "2"}}
        """);

    Session session = plan("plan", "--stack=v2.yml", "--current=shop.yml", "--nodes=2");

    assertThat(session.exitCode()).as(session.err()).isEqualTo(ExitCode.CHANGES);
    assertThat(session.out())
        .contains(
            "Stack shop: 0 services created, 1 changed, 1 removed; 3 tasks created, 2 replaced, 2"
                + " removed; 1 would not fit")
        .contains("service shop_agent: removed, 0 tasks kept\n")
        .contains("  - shop_agent.node-1 from node-1\n")
        .containsPattern("  \\+ shop_web\\.[345] on node-[12]\n")
        .containsPattern("  ~ shop_web\\.1 (from node-[12] to|on) node-[12]\n")
        .containsPattern(
            Pattern.compile(
                " shop_web\\.\\d( from node-[12])? does not fit: no suitable node \\(insufficient"
                    + " resources on 2 nodes\\)\n +nearest: free 2 CPUs on node-[12]\n"));
  }

  /** What a run saved is what a plan starts from; a smaller service loses tasks. */
  @Test
  void aSavedStoreIsThePresent() throws IOException {
    assertThat(plan("--stack=shop.yml", "--nodes=2", "--snapshot=now.pb").exitCode()).isZero();
    write("shop2.yml", SHOP.replace("replicas: 2", "replicas: 1"));

    Session same = plan("plan", "--stack=shop.yml", "--snapshot=now.pb");
    Session smaller = plan("plan", "--stack=shop2.yml", "--snapshot=now.pb", "--name=shop");
    Session other = plan("plan", "--stack=shop2.yml", "--snapshot=now.pb");

    assertThat(same.exitCode()).as(same.err() + same.out()).isEqualTo(ExitCode.NO_CHANGES);
    assertThat(smaller.exitCode()).as(smaller.err()).isEqualTo(ExitCode.CHANGES);
    assertThat(smaller.out())
        .contains("service shop_web: changed, 1 task kept")
        .containsPattern("  - shop_web\\.[12] from node-[12]\n");
    assertThat(other.err()).contains("has no stack shop2", "it has shop", "--name");
  }

  @Test
  void whatWouldBeRefusedIsSaidSo() throws IOException {
    write("v2.yml", SHOP.replace("mode: global", "replicas: 1"));

    Session session = plan("plan", "--stack=v2.yml", "--current=shop.yml");

    assertThat(session.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(session.err())
        .contains("v2.yml would be refused: service shop_agent: service mode change is not");
  }

  @Test
  void theScorerDecidesWhereTasksWouldGo() throws IOException {
    write("two.yml", SHOP.replace("  agent: {image: agent, deploy: {mode: global}}\n", ""));

    String spread = plan("plan", "--stack=two.yml", "--nodes=2").out();
    String packed = plan("plan", "--stack=two.yml", "--nodes=2", "--scorer=binpack").out();

    assertThat(spread).contains("on node-1\n").contains("on node-2\n");
    assertThat(packed).containsPattern("1 on (node-[12])\n.*2 on \\1\n");
  }

  @ParameterizedTest
  @CsvSource({
    "plan, --stack",
    "plan --stack=nowhere.yml, nowhere.yml",
    "plan --stack=shop.yml --current=nowhere.yml, nowhere.yml",
    "plan --stack=shop.yml --snapshot=nowhere.pb, nowhere.pb",
    "plan --stack=shop.yml --snapshot=shop.yml, cannot be read as a saved store",
    "plan --stack=shop.yml --snapshot=a.pb --nodes=3, --snapshot is all",
    "plan --stack=shop.yml --name=_, no name for a stack",
    "plan --stack=shop.yml --scorer=dice, dice",
    "explain, TASK",
    "explain --stack=nowhere.yml web.1, nowhere.yml",
    "explain --history=. web.1, --history",
  })
  void badInputEndsWithTwoAndAReason(String line, String said) {
    Session session = plan(line.split(" "));

    assertThat(session.exitCode()).as(session.err()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(session.err()).contains(said);
  }

  @Test
  void moreReplicasThanAPlanIsMadeForAreBadInput() throws IOException {
    write("huge.yml", SHOP.replace("replicas: 2", "replicas: 200000"));
    plan("--stack=shop.yml", "--nodes=2", "--snapshot=now.pb");

    assertThat(
            List.of(
                plan("plan", "--stack=huge.yml", "--nodes=2"),
                plan("plan", "--stack=huge.yml", "--snapshot=now.pb", "--name=shop")))
        .allSatisfy(
            session -> {
              assertThat(session.exitCode()).as(session.err()).isEqualTo(ExitCode.BAD_INPUT);
              assertThat(session.err())
                  .contains("huge.yml: ", "a plan is made for at most 100000; ask for fewer");
            });
  }

  @Test
  void explainTellsAllAboutATaskThatWaits() throws IOException {
    write(
        "big.yml",
        SHOP.replace("cpus: \"2\"", "cpus: \"3\"").replace("replicas: 2", "replicas: 3"));

    List<Session> each =
        Stream.of("web.1", "web.2", "big_web.3")
            .map(name -> plan("explain", "--stack=big.yml", "--nodes=2", name))
            .toList();
    Session agent = plan("explain", "--stack=big.yml", "--nodes=2", "big_agent.node-2");

    assertThat(each)
        .extracting(Session::exitCode)
        .as("two fit")
        .containsExactlyInAnyOrder(ExitCode.ALL_PLACED, ExitCode.ALL_PLACED, ExitCode.PENDING);
    Session waits = each.stream().filter(s -> s.exitCode() != 0).findFirst().orElseThrow();
    assertThat(waits.out())
        .containsPattern("^big_web\\.[123] \\(\\w+\\) is PENDING, wanted RUNNING\n")
        .containsPattern(
            "task big_web.[123] waits: no suitable node \\(insufficient resources on 2 nodes\\)\n")
        .contains("in the way: resource refuses 2 nodes (node-", "nearest: free 2 CPUs");
    assertThat(agent.exitCode()).as(agent.err()).isEqualTo(ExitCode.ALL_PLACED);
    assertThat(agent.out()).contains("is RUNNING on node-2, wanted RUNNING");
    String id = waits.out().replaceAll("(?s)^\\S+ \\((\\w+)\\).*", "$1");
    assertThat(plan("explain", "--stack=big.yml", "--nodes=2", id.substring(0, 12)).out())
        .isEqualTo(waits.out());
  }

  @Test
  void aTaskThatIsNotThereIsToldWithNamesThatAreNear() {
    Session near = plan("explain", "--stack=shop.yml", "--nodes=2", "wbe.1");
    Session far = plan("explain", "--stack=shop.yml", "--nodes=2", "completely-else");
    Session many = plan("explain", "--stack=shop.yml", "--nodes=2", "");

    assertThat(near.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(near.err()).contains("no task is called 'wbe.1'; did you mean shop_web.1");
    assertThat(far.err()).contains("there are shop_agent.node-1, shop_agent.node-2, shop_web.1");
    assertThat(many.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
  }
}
