package io.skep.store.raft.member;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingDeque;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.TransferLeadershipException;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;

/**
 * An engine of two members that answers when the test says so, on the thread of the test: as the
 * real one does on its own, at times under a lock. Who is told there and asks for something that
 * another thread needs that lock for waits for ever. It is m1, and leads.
 */
final class HeldEngine {
  private static final RaftGroupId GROUP = RaftGroupId.randomId();
  private static final RaftPeerId SELF = RaftPeerId.valueOf("m1");
  private static final List<RaftPeer> PEERS =
      List.of(
          RaftPeer.newBuilder().setId(SELF).setAddress("127.0.0.1:1").build(),
          RaftPeer.newBuilder().setId("m2").setAddress("127.0.0.1:2").build());

  private final BlockingDeque<CompletableFuture<RaftClientReply>> asked =
      new LinkedBlockingDeque<>();
  private volatile boolean leads = true;
  private volatile boolean closed;

  /** The engine itself, for {@code machine}. */
  Engine engine(StoreMachine machine) {
    return new Engine(fake(RaftServer.class, this::server), GROUP, machine, new Parameters());
  }

  private Object server(String method, Object[] arguments) throws IOException {
    return switch (method) {
      case "getId" -> SELF;
      case "getDivision" -> division();
      case "submitClientRequestAsync", "transferLeadershipAsync", "setConfigurationAsync" -> {
        var answer = new CompletableFuture<RaftClientReply>();
        asked.add(answer);
        yield answer;
      }
      default -> throw new UnsupportedOperationException(method);
    };
  }

  private RaftServer.Division division() throws IOException {
    if (closed) {
      throw new IOException("closed");
    }
    return fake(
        RaftServer.Division.class,
        (method, arguments) ->
            switch (method) {
              case "getInfo" ->
                  fake(DivisionInfo.class, (asked, none) -> asked.equals("isLeader") ? leads : 1L);
              case "getRaftConf" -> fake(RaftConfiguration.class, HeldEngine::members);
              default -> throw new UnsupportedOperationException(method);
            });
  }

  private static Object members(String method, Object[] arguments) {
    return method.equals("getAllPeers")
        ? PEERS
        : PEERS.stream().filter(peer -> peer.getId().equals(arguments[0])).findFirst().orElse(null);
  }

  /** From now on another member leads. */
  void follow() {
    leads = false;
  }

  /** From now on it is closed. */
  void close() {
    closed = true;
  }

  /** Its term, as an engine tells it. */
  long term() {
    return engine(null).term();
  }

  /** How much was asked of it and has no answer. */
  int waiting() {
    return asked.size();
  }

  /** Waits until something is asked of it. */
  void awaitAsked() throws InterruptedException {
    asked.putFirst(asked.take());
  }

  /** Grants the oldest that was asked of it; waits until something is. */
  void grant() throws InterruptedException {
    answer(RaftClientReply.newBuilder().setSuccess());
  }

  /** Denies the oldest that was asked of it; waits until something is. */
  void deny(String reason) throws InterruptedException {
    answer(RaftClientReply.newBuilder().setException(new TransferLeadershipException(reason)));
  }

  private void answer(RaftClientReply.Builder reply) throws InterruptedException {
    asked
        .take()
        .complete(
            reply.setClientId(ClientId.randomId()).setServerId(SELF).setGroupId(GROUP).build());
  }

  private static <T> T fake(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> call.of(method.getName(), arguments)));
  }

  private interface Call {
    Object of(String method, Object[] arguments) throws Exception;
  }
}
