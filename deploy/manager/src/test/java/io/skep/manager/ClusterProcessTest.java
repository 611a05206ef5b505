package io.skep.manager;

import static io.skep.api.RaftMemberStatus.Reachability.REACHABLE;
import static io.skep.api.RaftMemberStatus.Reachability.UNREACHABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.list;

import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.server.Eventually;
import io.vertx.grpc.common.GrpcStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three managers as operators run them: processes that are killed and stopped. */
class ClusterProcessTest {
  @TempDir private Path folder;

  @Test
  void theWorkGoesOnThroughTheKillOfALeaderWithNoTaskLostOrDoubled() throws Exception { // S-19
    try (var trio = new Trio(folder)) {
      trio.create(Cluster.spec("web", 12));
      Eventually.seen(trio::isRefusedAtAFollower, refused -> refused);
      Set<String> before = ids(trio.running(trio.follower(), 12));

      String killed = trio.leader();
      trio.kill(killed);
      String next = trio.create(Cluster.spec("more", 6));
      List<Task> after = trio.running(next, 18);

      assertThat(ids(after)).as("what ran goes on").containsAll(before);
      assertThat(slots(after)).as("one task for each slot").doesNotHaveDuplicates();

      trio.restart(killed).ready();
      assertThat(ids(trio.running(killed, 18))).as("it has caught up").isEqualTo(ids(after));
      try (Cluster at = trio.client(killed)) {
        assertThat(at.tasks()).allMatch(task -> task.getStatus().getState() == TaskState.RUNNING);
      }
    }
  }

  @Test
  void aLeaderThatIsStoppedHandsOverFirst() throws Exception {
    try (var trio = new Trio(folder)) {
      trio.running(trio.create(Cluster.spec("web", 3)), 3);
      String leader = trio.leader();
      Child stopped = trio.child(leader);

      assertThat(trio.terminate(leader)).as(stopped.log()).isZero();
      assertThat(stopped.log()).doesNotContain("will miss this member");
      String next = trio.create(Cluster.spec("more", 3));

      assertThat(slots(trio.running(next, 6))).doesNotHaveDuplicates();
    }
  }

  @Test
  void anOperatorHandsTheLeadershipOverAndTheWorkGoesOn() throws Exception { // S-19
    try (var trio = new Trio(folder)) {
      trio.create(Cluster.spec("web", 3));
      String other = trio.follower();
      trio.running(other, 3);

      trio.handOver(other);

      String leads = trio.create(Cluster.spec("more", 3));
      assertThat(slots(trio.running(leads, 6))).doesNotHaveDuplicates();
    }
  }

  @Test // api.C-1, api.C-2
  void membersAreListedAddedAndRemoved() throws Exception {
    try (var trio = new Trio(folder)) {
      trio.create(Cluster.spec("web", 3));
      String other = trio.follower();
      trio.running(other, 3);
      Eventually.seen(
          () -> membersOf(trio, trio.follower()),
          answer -> answer.status() == 409 && answer.text().contains(trio.address(trio.leader())));
      assertThat(trio.answered(asked -> asked.get("/members"), answer -> answer.status() == 200))
          .extracting(answer -> answer.text().lines().toList(), list(String.class))
          .hasSize(3)
          .filteredOn(line -> line.contains(" leads "))
          .hasSize(1);
      trio.answered(
          asked -> asked.post("/leader?name=nobody"),
          new Admin.Answer(400, "nobody is no member")::equals);
      Eventually.seen(
          () -> removed(trio, trio.leader()),
          answer -> answer.text().contains("hand the leadership"));
      trio.managers(Map.of("a", REACHABLE, "b", REACHABLE, "c", REACHABLE));
      for (String name : trio.names()) {
        Eventually.seen(
            () -> trio.leader().equals(trio.leaderIn(name)), shown -> shown); // As node ls does.
      }

      trio.kill(other); // And its disk with it.
      trio.managers(Map.of(other, UNREACHABLE));
      trio.remove(other);
      Child fresh = trio.join("d");
      trio.add("d");
      fresh.ready();
      trio.managers(Map.of("d", REACHABLE));
      Eventually.seen(() -> trio.managers().keySet(), now -> !now.contains(other));
      assertThat(slots(trio.running("d", 3))).doesNotHaveDuplicates();
    }
  }

  private static Admin.Answer membersOf(Trio trio, String name) {
    try (Admin asked = trio.admin(name)) {
      return asked.get("/members");
    }
  }

  /** What {@code name} answers when it shall remove itself. */
  private static Admin.Answer removed(Trio trio, String name) {
    try (Admin asked = trio.admin(name)) {
      return asked.delete("/members?name=" + name);
    }
  }

  @Test // api.A-13, S-19
  void writesArePassedOnToWhoeverLeads() throws Exception {
    try (var trio = new Trio(folder, "--writes=forward")) {
      trio.createAtAFollower(Cluster.spec("web", 3));
      trio.answered( // One to whom nothing could be passed on.
          asked -> asked.post("/members?member=d=127.0.0.1:9"),
          new Admin.Answer(
                  400,
                  "writes are forwarded, and where clients reach d is not said; add it as"
                      + " d=127.0.0.1:9/HOST:PORT")
              ::equals);
      trio.kill(trio.leader());
      trio.createAtAFollower(Cluster.spec("more", 3));

      for (String name : trio.names()) {
        assertThat(slots(trio.running(name, 6))).doesNotHaveDuplicates();
      }
    }
  }

  @Test // api.A-9
  void managersAndTheirClientsAreKnownByTheirCertificates() throws Exception {
    try (var trio = Trio.certified(folder)) {
      trio.create(Cluster.spec("web", 3));
      String lost = trio.follower();
      trio.running(lost, 3);
      for (String name : trio.names()) { // Whoever leads by now.
        try (Cluster stranger =
            Cluster.at("127.0.0.1", trio.port(name), Certificates.of("stranger"))) {
          assertThat(stranger.refused(Cluster.spec("more", 1)).status())
              .isEqualTo(GrpcStatus.PERMISSION_DENIED);
        }
      }

      trio.kill(lost);
      try (Child impostor = trio.impostor(lost, "stranger")) {
        Eventually.seen(() -> trio.isListening(lost), listening -> listening);
        long silence = trio.silenceMillis(lost);
        String leads = trio.create(Cluster.spec("more", 3));
        trio.running(leads, 6);
        Eventually.seen(() -> trio.silenceMillis(lost), now -> now > silence + 3_000);
        assertThat(impostor.log()).as("it has caught up with nobody").doesNotContain("ready\n");
      }
    }
  }

  @Test // S-19
  void aBackupBeginsAnotherHistoryInAnotherCluster() throws Exception {
    try (var trio = new Trio(folder)) {
      trio.create(Cluster.spec("web", 3));
      String other = trio.follower();
      trio.running(other, 3);
      String history = trio.child(other).history();
      try (Admin admin = trio.admin(other)) {
        assertThat(admin.post("/backup").status()).isEqualTo(200);
      }
      for (String name : trio.names()) {
        trio.kill(name);
      }

      trio.newCluster();
      Path data = Files.createDirectories(trio.folder("r").resolve("skep-data"));
      Files.copy(trio.folder(other).resolve("skep-data/admin/backup"), data.resolve("snapshot"));
      Child restored = trio.found("r").ready();
      assertThat(restored.history()).isNotEqualTo(history);
      trio.running("r", 3);
      assertThat(trio.create(Cluster.spec("more", 3))).isEqualTo("r");
      trio.running("r", 6);

      Child fresh = trio.join("d");
      trio.add("d");
      assertThat(fresh.ready().history()).isEqualTo(restored.history());
      assertThat(slots(trio.running("d", 6))).doesNotHaveDuplicates();
    }
  }

  @Test
  void oneMemberGoesOnWhenTheMajorityIsLost() throws Exception {
    try (var trio = new Trio(folder)) {
      trio.create(Cluster.spec("web", 3));
      String last = trio.follower();
      trio.running(last, 3);
      for (String name : trio.names()) {
        trio.kill(name);
      }

      trio.newCluster();
      try (Child forced = trio.restart(last, last, "--force-new-cluster")) {
        assertThat(forced.exit()).as(forced.log()).isZero();
        assertThat(forced.log()).contains("must not run again with what they have");
      }
      trio.restart(last, last).ready();

      trio.running(last, 3);
      assertThat(trio.create(Cluster.spec("more", 3))).isEqualTo(last);
      trio.running(last, 6);
    }
  }

  private static Set<String> ids(List<Task> tasks) {
    return tasks.stream().map(Task::getId).collect(Collectors.toSet());
  }

  private static List<String> slots(List<Task> tasks) {
    return tasks.stream().map(task -> task.getServiceId() + "/" + task.getSlot()).toList();
  }
}
