package io.skep.examples.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Task;
import io.skep.manager.Cluster;
import io.skep.manager.Commits;
import io.skep.manager.Trio;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stacks at three managers, of which the one that leads is killed while its scheduler places them.
 * {@code -Dskep.cluster.rounds=20} deploys so many, and kills as many leaders.
 */
class DeployClusterTest {
  private static final int ROUNDS = Integer.getInteger("skep.cluster.rounds", 1);
  private static final int TASKS = 60;

  private static final String SHOP =
      """
      services:
        web: {image: nginx, deploy: {replicas: 30}}
        api: {image: api, deploy: {replicas: 20}}
        db: {image: db, deploy: {replicas: 10}}
      """;

  @TempDir private Path folder;

  @Test // S-19, api.A-12, api.F-8
  void eachTaskIsPlacedOnceThroughTheKillOfALeader() throws Exception {
    try (var trio = new Trio(Files.createDirectories(folder.resolve("managers")))) {
      List<String> options = new ArrayList<>(List.of("--insecure"));
      trio.names().forEach(name -> options.add("--manager=" + trio.address(name)));
      for (int round = 0; round < ROUNDS; round++) {
        String stack = "shop%d.yml".formatted(round);
        Files.writeString(folder.resolve(stack), SHOP);
        String leader = trio.leader();
        CompletableFuture<Session> deployment =
            CompletableFuture.supplyAsync(() -> deploy(stack, options));
        int before = round * TASKS;
        killOnceOneIsPlaced(trio, leader, before);

        Session session = deployment.get(10, TimeUnit.MINUTES);

        assertThat(session.exitCode()).as(session.err() + session.out()).isZero();
        assertThat(session.out()).contains(stack + " accepted: adds web, api, db; converged after");
        for (String survivor : trio.names()) {
          try (Cluster at = trio.client(survivor)) {
            at.running(before + TASKS);
            Commits.of(at).eachOnce(before + TASKS);
          }
        }
        if (round < ROUNDS - 1) {
          trio.restart(leader).ready();
        }
      }
    }
  }

  private Session deploy(String stack, List<String> options) {
    List<String> words = new ArrayList<>(List.of("deploy", "--stack=" + stack, "--within=300"));
    words.addAll(options);
    return Session.of(folder, words.toArray(String[]::new));
  }

  /** Kills {@code leader} when more than {@code before} tasks are placed; looks without a pause. */
  private static void killOnceOneIsPlaced(Trio trio, String leader, int before)
      throws InterruptedException {
    long deadlineNanos = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
    try (Cluster at = trio.client(leader)) {
      while (placed(at) <= before) {
        assertThat(System.nanoTime()).as("a task is placed in minutes").isLessThan(deadlineNanos);
      }
      trio.kill(leader);
    }
  }

  private static int placed(Cluster at) {
    return (int) at.tasks().stream().map(Task::getNodeId).filter(id -> !id.isEmpty()).count();
  }

  @Test
  void whereNobodyAnswersItIsSaidForHowLongAndWhatToDo() throws Exception {
    Files.writeString(folder.resolve("shop.yml"), SHOP);

    Session session =
        Session.of(folder, "deploy", "--stack=shop.yml", "--manager=/no.sock", "--within=10");

    assertThat(session.exitCode()).as(session.err()).isEqualTo(ExitCode.PENDING);
    assertThat(session.err())
        .contains("there is no such socket")
        .contains("shop.yml: for 10 s no manager has shown what it stores; see that one of those")
        .doesNotContain("null");
  }

  @Test
  void aDeploymentNeedsAManagerAndNoNodes() throws Exception {
    Files.writeString(folder.resolve("shop.yml"), SHOP);

    assertThat(Session.of(folder, "deploy", "--stack=shop.yml"))
        .matches(session -> session.exitCode() == ExitCode.BAD_INPUT)
        .matches(session -> session.err().startsWith("say with --manager where to deploy"));
    assertThat(Session.of(folder, "deploy", "--stack=shop.yml", "--manager=/x", "--within=0"))
        .matches(session -> session.exitCode() == ExitCode.BAD_INPUT)
        .matches(session -> session.err().startsWith("--within has to be 1 or more seconds"));
    assertThat(Session.of(folder, "deploy", "--stack=shop.yml", "--manager=/no.sock", "--nodes=3"))
        .matches(session -> session.exitCode() == ExitCode.BAD_INPUT)
        .matches(session -> session.err().startsWith("the nodes are those of the manager"));
  }
}
