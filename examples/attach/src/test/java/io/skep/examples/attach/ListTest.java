package io.skep.examples.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.server.Rig;
import io.skep.server.listen.Listener;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over real sockets and ports, from a server in this process. */
class ListTest {
  @TempDir private Path folder;
  private Certificates certificates;
  private Rig rig;

  @BeforeEach
  void open() throws IOException {
    certificates = Certificates.in(folder);
    rig =
        Rig.open(
            options ->
                options.alsoAt(
                    Listener.unix(folder.resolve("tls.sock"), certificates.server("manager")),
                    Listener.tcp("127.0.0.1", 0, certificates.server("manager"))));
    rig.write(Demo::create);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void everythingThatIsThere() {
    assertThat(list(""))
        .isEqualTo(
            """
            SERVICE  MODE        REPLICAS  IMAGE       UPDATE
            agent    global      2/2       agent:2
            web      replicated  1/3       nginx:1.27  updating

            TASK         NODE   DESIRED  CURRENT   SINCE  ERROR
            agent.finch  finch  running  running   2d
            agent.wren   wren   running  running   2m
            web.1        finch  running  running   45s
            web.2        wren   running  starting  3s

            NODE   STATE  AVAILABILITY  ROLE
            finch  ready  active        manager
            kite   down   drain         worker
            wren   ready  active        worker
            """);
  }

  @Test
  void tasksOfThePastAreListedIfThatIsAskedFor() {
    assertThat(list("tasks --all"))
        .isEqualTo(
            """
            TASK         NODE   DESIRED   CURRENT   SINCE  ERROR
            agent.finch  finch  running   running   2d
            agent.wren   wren   running   running   2m
            web.1        finch  running   running   45s
            web.2        wren   running   starting  3s
            web.2        kite   shutdown  failed    1h     task: non-zero exit (1) [31mpanic
            """);
  }

  @Test
  void whatProgramsRead() {
    JsonObject json = new JsonObject(list("-o json"));

    assertThat(json.fieldNames()).containsExactly("services", "tasks", "nodes");
    assertThat(json.getJsonArray("services").getJsonObject(1).encode())
        .isEqualTo(
            """
            {"id":"web-id","name":"web","mode":"replicated","running":1,"desired":3,"completed":0,\
            "completions":0,"image":"nginx:1.27","update":"updating"}\
            """);
    assertThat(json.getJsonArray("tasks").getJsonObject(3).encode())
        .isEqualTo(
            """
            {"id":"web.2","name":"web.2","service":"web","slot":2,"node":"wren","desired":"running",\
            "state":"starting","since":"2026-03-01T09:29:57Z","error":""}\
            """);
    assertThat(json.getJsonArray("nodes").getJsonObject(1).encode())
        .isEqualTo(
            """
            {"id":"kite-id","name":"kite","state":"down","availability":"drain","role":"worker"}\
            """);
  }

  @Test
  void theSameOverEveryLine() {
    String overSocket = list("nodes");
    String tls = folder.resolve("tls.sock").toString();
    String port = "127.0.0.1:" + rig.server().ports().get(0);

    assertThat(overSocket).contains("kite");
    assertThat(run("list nodes --manager " + tls)).as("found out").isEqualTo(overSocket);
    assertThat(run("list nodes --tls --manager " + tls)).as("TLS").isEqualTo(overSocket);
    assertThat(run("list nodes --manager " + port + certificates.client("manager")))
        .as("TCP")
        .isEqualTo(overSocket);
  }

  @Test
  void theKeyMayBeOneThatSwarmKitKeepsItsOwnThingsIn() throws IOException {
    Path key = Path.of(certificates.file("manager.key"));
    String pem = Files.readString(key);
    Files.writeString(
        key, pem.replaceFirst("KEY-----\\n", "KEY-----\nkek-version: 0\nraft-dek: EiAKM+CV-E\n\n"));

    assertThat(
            run(
                "list services --manager 127.0.0.1:%d%s"
                    .formatted(rig.server().ports().get(0), certificates.client("manager"))))
        .contains("nginx");
  }

  @Test
  void theSameInEveryDialect() {
    assertThat(list("--dialect swarm")).isEqualTo(list("--dialect skep"));
  }

  @Test
  void nothing() {
    try (Rig empty = Rig.open()) {
      assertThat(run("list services --manager " + empty.folder().resolve("c.sock")))
          .isEqualTo("SERVICE  MODE  REPLICAS  IMAGE  UPDATE\n");
    }
  }

  private String list(String words) {
    return run("list %s --manager %s".formatted(words, rig.folder().resolve("c.sock")));
  }

  private static String run(String line) {
    Session session = Session.of(line);
    assertThat(session.exitCode()).as(session.err()).isZero();
    assertThat(session.err()).isEmpty();
    return session.out();
  }
}
