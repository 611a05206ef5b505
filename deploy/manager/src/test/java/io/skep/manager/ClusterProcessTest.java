package io.skep.manager;

import static io.skep.api.RaftMemberStatus.Reachability.REACHABLE;
import static io.skep.api.RaftMemberStatus.Reachability.UNREACHABLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Task;
import io.skep.api.TaskState;
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
      String leader = trio.create(Cluster.spec("web", 12));
      String other = trio.names().stream().filter(each -> !each.equals(leader)).findAny().get();
      assertThat(trio.refused(other, Cluster.spec("refused", 1)).text())
          .contains("write to the one that leads, at " + trio.address(leader));
      Set<String> before = ids(trio.running(other, 12));

      trio.kill(leader);
      String next = trio.create(Cluster.spec("more", 6));
      List<Task> after = trio.running(next, 18);

      assertThat(next).isNotEqualTo(leader);
      assertThat(ids(after)).as("what ran goes on").containsAll(before);
      assertThat(slots(after)).as("one task for each slot").doesNotHaveDuplicates();

      trio.restart(leader).ready();
      assertThat(ids(trio.running(leader, 18))).as("it has caught up").isEqualTo(ids(after));
      try (Cluster at = trio.client(leader)) {
        assertThat(at.tasks()).allMatch(task -> task.getStatus().getState() == TaskState.RUNNING);
      }
    }
  }

  @Test
  void aLeaderThatIsStoppedHandsOverFirst() throws Exception {
    try (var trio = new Trio(folder)) {
      String leader = trio.create(Cluster.spec("web", 3));
      trio.running(leader, 3);
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
      String leader = trio.create(Cluster.spec("web", 3));
      String other = trio.names().stream().filter(each -> !each.equals(leader)).findAny().get();
      trio.running(other, 3);
      try (Admin admin = trio.admin(leader)) {
        assertThat(admin.post("/leader?name=" + other))
            .isEqualTo(new Admin.Answer(200, other + " leads"));
      }

      assertThat(trio.create(Cluster.spec("more", 3))).isEqualTo(other);
      assertThat(slots(trio.running(leader, 6))).doesNotHaveDuplicates();
    }
  }

  @Test // api.C-1, api.C-2
  void membersAreListedAddedAndRemoved() throws Exception {
    try (var trio = new Trio(folder)) {
      String leader = trio.create(Cluster.spec("web", 3));
      String other = trio.names().stream().filter(each -> !each.equals(leader)).findAny().get();
      trio.running(other, 3);
      try (Admin follower = trio.admin(other);
          Admin admin = trio.admin(leader)) {
        assertThat(follower.get("/members").status()).isEqualTo(409);
        assertThat(follower.get("/members").text()).contains(trio.address(leader));
        assertThat(admin.get("/members").text().lines())
            .hasSize(3)
            .anyMatch(line -> line.startsWith(leader + " ") && line.contains(" leads "));
        assertThat(admin.post("/leader?name=nobody"))
            .isEqualTo(new Admin.Answer(400, "nobody is no member"));
        assertThat(admin.delete("/members?name=" + leader).text()).contains("hand the leadership");
        trio.managers(leader, Map.of("a", REACHABLE, "b", REACHABLE, "c", REACHABLE));
        assertThat(trio.leaderIn(leader)).as("as swarmctl node ls shows it").isEqualTo(leader);
        assertThat(trio.leaderIn(other)).as("the same elsewhere").isEqualTo(leader);

        trio.kill(other); // And its disk with it.
        trio.managers(leader, Map.of(other, UNREACHABLE));
        assertThat(admin.delete("/members?name=" + other).text()).isEqualTo("removed " + other);
        Child fresh = trio.join("d");
        assertThat(trio.add("d", admin).text()).startsWith("added d");
        fresh.ready();
        trio.managers(leader, Map.of("d", REACHABLE));
        Eventually.seen(() -> trio.managers(leader).keySet(), now -> !now.contains(other));
        assertThat(slots(trio.running("d", 3))).doesNotHaveDuplicates();
      }
    }
  }

  @Test // api.A-13, S-19
  void writesArePassedOnToWhoeverLeads() throws Exception {
    try (var trio = new Trio(folder, "--writes=forward")) {
      String leader = trio.leader();
      createAtAFollower(trio, leader, "web");
      try (Admin admin = trio.admin(leader)) {
        assertThat(admin.post("/members?member=d=127.0.0.1:9"))
            .as("one to whom nothing could be passed on")
            .isEqualTo(
                new Admin.Answer(
                    400,
                    "writes are forwarded, and where clients reach d is not said; add it as"
                        + " d=127.0.0.1:9/HOST:PORT"));
      }
      trio.kill(leader);
      createAtAFollower(trio, trio.leader(), "more");

      for (String name : trio.names()) {
        assertThat(slots(trio.running(name, 6))).doesNotHaveDuplicates();
      }
    }
  }

  private static void createAtAFollower(Trio trio, String leader, String service) {
    String other = trio.names().stream().filter(each -> !each.equals(leader)).findAny().get();
    try (Cluster at = trio.client(other)) {
      at.create(Cluster.spec(service, 3));
    }
  }

  @Test // api.A-9
  void managersAndTheirClientsAreKnownByTheirCertificates() throws Exception {
    try (var trio = Trio.certified(folder)) {
      String leader = trio.create(Cluster.spec("web", 3));
      String lost = trio.names().stream().filter(each -> !each.equals(leader)).findAny().get();
      trio.running(lost, 3);
      try (Cluster stranger =
          Cluster.at("127.0.0.1", trio.port(leader), Certificates.of("stranger"))) {
        assertThat(stranger.refused(Cluster.spec("more", 1)).status())
            .isEqualTo(GrpcStatus.PERMISSION_DENIED);
      }

      trio.kill(lost);
      try (Child impostor = trio.impostor(lost, "stranger")) {
        Eventually.seen(() -> trio.isListening(lost), listening -> listening);
        long silence = trio.silenceMillis(leader, lost);
        trio.create(Cluster.spec("more", 3));
        trio.running(leader, 6);
        Eventually.seen(() -> trio.silenceMillis(leader, lost), now -> now > silence + 3_000);
        assertThat(impostor.log()).as("it has caught up with nobody").doesNotContain("ready\n");
      }
    }
  }

  @Test // S-19
  void aBackupBeginsAnotherHistoryInAnotherCluster() throws Exception {
    try (var trio = new Trio(folder)) {
      String leader = trio.create(Cluster.spec("web", 3));
      String other = trio.names().stream().filter(each -> !each.equals(leader)).findAny().get();
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
      try (Admin admin = trio.admin("r")) {
        assertThat(trio.add("d", admin).text()).startsWith("added d");
      }
      assertThat(fresh.ready().history()).isEqualTo(restored.history());
      assertThat(slots(trio.running("d", 6))).doesNotHaveDuplicates();
    }
  }

  @Test
  void oneMemberGoesOnWhenTheMajorityIsLost() throws Exception {
    try (var trio = new Trio(folder)) {
      String leader = trio.create(Cluster.spec("web", 3));
      String last = trio.names().stream().filter(each -> !each.equals(leader)).findAny().get();
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
