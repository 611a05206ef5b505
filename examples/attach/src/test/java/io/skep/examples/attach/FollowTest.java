package io.skep.examples.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.examples.attach.view.LiveView.Size;
import io.skep.server.Rig;
import io.skep.server.listen.Listener;
import io.skep.server.listen.ServerOptions;
import io.skep.server.listen.StoreServer;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Over a real socket, from a server in this process. */
class FollowTest {
  private final Rig rig = Rig.open();

  @BeforeEach
  void fill() {
    rig.write(Demo::create);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void aLineForEachChange() {
    try (Session session = Session.of(follow(""))) {
      session.printed(out -> out.contains("node wren"));
      rig.write(FollowTest::startSecond);
      session.printed(out -> out.contains("2/3"));
      rig.write(FollowTest::failFirst);
      session.printed(out -> out.contains("exit code 7"));
      rig.write(
          tx -> {
            tx.delete(Kinds.TASK, "agent.wren");
            tx.delete(Kinds.SERVICE, "web-id");
            return null;
          });

      assertThat(session.printed(out -> out.contains("global 1/1")).lines())
          .containsExactly(
              "09:30:00 service agent: global 2/2, agent:2",
              "09:30:00 service web: replicated 1/3, nginx:1.27, updating",
              "09:30:00 task agent.finch: running on finch",
              "09:30:00 task agent.wren: running on wren",
              "09:30:00 task web.1: running on finch",
              "09:30:00 task web.2: starting on wren, to be running",
              "09:30:00 node finch: ready, active, manager",
              "09:30:00 node kite: down, drain, worker",
              "09:30:00 node wren: ready, active, worker",
              "09:30:00 task web.2: running on wren",
              "09:30:00 service web: replicated 2/3, nginx:1.27, updating",
              "09:30:00 task web.1: failed on finch, to be running: exit code 7",
              "09:30:00 service web: replicated 1/3, nginx:1.27, updating",
              "09:30:00 service web removed",
              "09:30:00 task agent.wren removed",
              "09:30:00 service agent: global 1/1, agent:2");
    }
  }

  @Test
  void anObjectOfJsonForEachChange() {
    try (Session session = Session.of(follow("-o json"))) {
      session.printed(out -> out.lines().count() == 9);
      rig.write(tx -> tx.delete(Kinds.SERVICE, "agent-id"));

      List<String> lines = session.printed(out -> out.contains("removed")).lines().toList();
      assertThat(lines.get(0))
          .startsWith(
              "{\"change\":\"is\",\"kind\":\"service\",\"id\":\"agent-id\",\"name\":\"agent\"");
      assertThat(lines)
          .allSatisfy(line -> assertThat(new JsonObject(line).fieldNames()).contains("id"));
      assertThat(new JsonObject(lines.get(9)).getString("change")).isEqualTo("removed");
    }
  }

  @Test
  void aTableThatIsDrawnAgainInItsPlace() {
    try (Session session = Session.on(new Size(60, 30), follow(""))) {
      session.printed(out -> out.contains("web.2"));
      rig.write(FollowTest::startSecond);

      String sent = session.printed(out -> out.contains("2/3"));
      assertThat(FakeScreen.after(sent, 30))
          .isEqualTo(
              """
              %s, version %s

              SERVICE  MODE        REPLICAS  IMAGE       UPDATE
              agent    global      2/2       agent:2
              web      replicated  2/3       nginx:1.27  updating

              TASK         NODE   DESIRED  CURRENT  SINCE  ERROR
              agent.finch  finch  running  running  2d
              agent.wren   wren   running  running  2m
              web.1        finch  running  running  45s
              web.2        wren   running  running  3s
              """
                  .formatted("unix://" + socket(), rig.store().view().version()));
    }
  }

  @Test
  void linesOnATerminalIfThatIsAskedFor() {
    try (Session session = Session.on(new Size(60, 30), follow("--plain"))) {
      assertThat(session.printed(out -> out.contains("node wren")))
          .startsWith("09:30:00 service agent: global 2/2, agent:2\n")
          .doesNotContain("\u001b");
    }
  }

  @Test
  void aLostConnectionIsToldAndWhatWasMissedMeanwhileIsShown() {
    try (Session session = Session.of(follow(""))) {
      session.printed(out -> out.contains("node wren"));
      Rig.await(rig.server().stop());
      session.printed(out -> out.contains("connection lost, trying again: "));
      rig.write(FollowTest::startSecond);
      var next =
          new StoreServer(rig.vertx(), rig.store(), ServerOptions.at(Listener.unix(socket())));
      Rig.await(next.start());

      String printed = session.printed(out -> out.contains("connected again"));
      session.printed(out -> out.contains("web.2: running on wren"));
      assertThat(printed).contains("09:30:00 connection lost, trying again: unix://" + socket());
      Rig.await(next.stop());
    }
  }

  private String follow(String words) {
    return "follow %s --manager %s".formatted(words, socket());
  }

  private Path socket() {
    return rig.folder().resolve("c.sock");
  }

  static Void startSecond(Tx tx) {
    return become(tx, "web.2", TaskState.RUNNING, "");
  }

  static Void failFirst(Tx tx) {
    return become(tx, "web.1", TaskState.FAILED, "exit code 7");
  }

  private static Void become(Tx tx, String id, TaskState state, String error) {
    Task.Builder task = tx.get(Kinds.TASK, id).orElseThrow().toBuilder();
    task.getStatusBuilder().setState(state).setErr(error);
    tx.update(Kinds.TASK, task.build());
    return null;
  }
}
