package io.skep.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Task;
import io.skep.api.TaskState;
import java.nio.file.Path;
import java.util.List;
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

  @Test
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

        trio.kill(other); // And its disk with it.
        assertThat(admin.delete("/members?name=" + other).text()).isEqualTo("removed " + other);
        Child fresh = trio.join("d");
        assertThat(
                admin
                    .post(
                        "/members?member=d=%s/%s"
                            .formatted(trio.memberAddress("d"), trio.address("d")))
                    .text())
            .startsWith("added d");
        fresh.ready();
        assertThat(slots(trio.running("d", 3))).doesNotHaveDuplicates();
      }
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
