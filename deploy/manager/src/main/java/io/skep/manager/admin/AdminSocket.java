package io.skep.manager.admin;

import io.skep.controller.lease.LogLeadership;
import io.skep.manager.config.Members;
import io.skep.manager.config.Settings;
import io.skep.manager.disk.OwnFolder;
import io.skep.store.ProposalRefusedException;
import io.skep.store.raft.Member;
import io.skep.store.raft.MemberHealth;
import io.skep.store.raft.NoQuorumException;
import io.skep.store.raft.member.RaftMember;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP over a socket in the data folder, for whoever may open it:
 *
 * <pre>
 * GET    /members                              who belongs to the cluster, with health and lag
 * POST   /members?member=NAME=HOST:PORT[/HOST:PORT]  adds one that waits for it
 * DELETE /members?name=NAME                    removes one, unless the others were no majority
 * POST   /leader?name=NAME                     hands the leadership over
 * POST   /backup                               writes a backup, and says where
 * </pre>
 *
 * <p>All but the last are for the member that leads; others name it. Answers are text, a line each.
 */
public final class AdminSocket {
  private static final Logger LOG = LoggerFactory.getLogger(AdminSocket.class);

  private static final int TRANSFER_SECONDS = 30;

  private final Vertx vertx;
  private final RaftMember member;
  private final LogLeadership leadership;
  private final OwnFolder folder;
  private final Duration limit;
  private final Settings.Writes writes;
  private final HttpServer server;

  /** An answer: what is told, or why not. */
  private record Answer(int status, String text) {}

  /**
   * About {@code member}.
   *
   * @param folder where the socket and backups are
   * @param limit how long a hand-over waits for what runs as the leader
   * @param writes what becomes of writes where a member follows
   */
  public AdminSocket(
      Vertx vertx,
      RaftMember member,
      LogLeadership leadership,
      OwnFolder folder,
      Duration limit,
      Settings.Writes writes) {
    this.vertx = vertx;
    this.member = member;
    this.leadership = leadership;
    this.folder = folder;
    this.limit = limit;
    this.writes = writes;
    server = vertx.createHttpServer().requestHandler(this::serve);
  }

  /** Where it listens. */
  public Path path() {
    return folder.path().resolve("admin.sock");
  }

  /** Listens; blocks for the file system. Fails if the path is too long for a socket, say. */
  public Future<Void> open() throws IOException {
    Files.deleteIfExists(path()); // Of a process that died: the folder is this one's.
    return server.listen(SocketAddress.domainSocketAddress(path().toString())).mapEmpty();
  }

  /** Listens no more. */
  public Future<Void> close() {
    return server.close();
  }

  private void serve(HttpServerRequest request) {
    Future<String> done;
    try {
      done = answer(request);
    } catch (RuntimeException e) {
      done = Future.failedFuture(e);
    }
    done.map(text -> new Answer(200, text))
        .otherwise(AdminSocket::refusal)
        .onSuccess(
            answer -> request.response().setStatusCode(answer.status()).end(answer.text() + "\n"));
  }

  private Future<String> answer(HttpServerRequest request) {
    String call = request.method() + " " + request.path();
    return switch (call) {
      case "GET /members" -> member.members().map(AdminSocket::table);
      case "POST /members" -> {
        Member added = Members.parse(required(request, "member"));
        checkForwarding(added);
        yield member.add(added).map(done -> "added " + added);
      }
      case "DELETE /members" -> {
        String name = required(request, "name");
        yield member.remove(name).map(done -> "removed " + name);
      }
      case "POST /leader" -> {
        String name = required(request, "name");
        yield member
            .members() // Refused here, so that nothing ends for it.
            .compose(known -> handOver(name, known))
            .map(done -> name + " leads");
      }
      case "POST /backup" -> backup();
      default ->
          throw new IllegalArgumentException(
              "there is no %s; there are GET, POST, DELETE /members, POST /leader, POST /backup"
                  .formatted(call));
    };
  }

  /** Where clients reach it is known to the others by this call only. */
  private void checkForwarding(Member added) {
    if (writes == Settings.Writes.FORWARD && added.clients().isEmpty()) {
      throw new IllegalArgumentException(
          "writes are forwarded, and where clients reach %s is not said; add it as %s=%s/HOST:PORT"
              .formatted(added.id(), added.id(), added.address()));
    }
  }

  private Future<Void> handOver(String name, List<MemberHealth> known) {
    if (known.stream().noneMatch(each -> each.member().id().equals(name))) {
      throw new IllegalArgumentException(name + " is no member");
    }
    return leadership.handOver(
        limit,
        () -> // Whatever becomes of it: meanwhile nothing runs here as the leader.
        member.transferLeadership(name).timeout(TRANSFER_SECONDS, TimeUnit.SECONDS));
  }

  private Future<String> backup() {
    return vertx.executeBlocking(
        () -> {
          Path written = folder.write("backup", member::backup);
          LOG.info("wrote a backup to {}", written);
          return written.toString();
        });
  }

  private static String required(HttpServerRequest request, String name) {
    String value = request.getParam(name);
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException(
          "%s %s needs ?%s=...".formatted(request.method(), request.path(), name));
    }
    return value;
  }

  private static String table(List<MemberHealth> members) {
    return members.stream()
        .map(
            each ->
                "%s %s %s silent-ms=%d behind=%d"
                    .formatted(
                        each.member().id(),
                        each.member().address(),
                        each.leads() ? "leads" : "follows",
                        each.silent().toMillis(),
                        each.behind()))
        .collect(Collectors.joining("\n"));
  }

  private static Answer refusal(Throwable cause) {
    if (cause instanceof IllegalArgumentException) {
      return new Answer(400, cause.getMessage());
    }
    if (cause instanceof ProposalRefusedException || cause instanceof NoQuorumException) {
      return new Answer(409, cause.getMessage());
    }
    LOG.error("a call of the admin socket failed", cause);
    return new Answer(500, "failed; see the log");
  }
}
