package io.skep.store.raft.member;

import static io.skep.store.raft.member.DurableStoreTest.await;

import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VertxLoop;
import io.skep.store.memory.MemoryStoreOptions;
import io.skep.store.raft.Member;
import io.skep.store.raft.RaftOptions;
import io.skep.store.raft.Standing;
import io.skep.store.raft.Transport;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** Members of one group in this process, over loopback. */
final class Cluster implements AutoCloseable {
  /** Held, or its level is forgotten. It tells of each connection that fails. */
  private static final Logger TRANSPORT = Logger.getLogger("org.apache.ratis.thirdparty.io.grpc");

  static {
    TRANSPORT.setLevel(Level.WARNING);
  }

  /** Long, so that a busy machine elects nobody anew without cause. */
  private static final Duration ELECTION = Duration.ofSeconds(2);

  /** Connections get their ports above these. */
  private static final int LEAST_PORT = 12_000;

  private static final int MOST_PORT = 32_000;

  /** Ports that were given away: nobody listens at one of them until its member is open. */
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  /** How often another leader is looked for. */
  private static final int TRIES = 10;

  private final Vertx vertx = Vertx.vertx();
  private final VertxLoop loop = VertxLoop.on(vertx);
  private final String history = UUID.randomUUID().toString();
  private final Path directory;
  private final UnaryOperator<RaftOptions> options;
  private final List<Member> founders;
  private final Transport transport;
  private final Map<String, RaftMember> open = new LinkedHashMap<>();

  /** {@code size} founders, all open and ready. */
  Cluster(Path directory, int size, UnaryOperator<RaftOptions> options) {
    this(directory, size, options, new Transport.Loopback());
  }

  /** The same over {@code transport}. */
  Cluster(Path directory, int size, UnaryOperator<RaftOptions> options, Transport transport) {
    this.directory = directory;
    this.transport = transport;
    this.options = options;
    founders = addresses(size);
    List<CompletableFuture<Void>> opening =
        founders.stream().map(each -> CompletableFuture.runAsync(() -> open(each.id()))).toList();
    opening.forEach(CompletableFuture::join);
    founders.forEach(each -> await(member(each.id()).ready()));
  }

  private static List<Member> addresses(int size) {
    var members = new ArrayList<Member>();
    for (int each = 1; each <= size; each++) {
      members.add(new Member("m" + each, freeAddress()));
    }
    return members;
  }

  /** One that nobody is given who asks for any, also while its member is closed. */
  static String freeAddress() {
    int port;
    do {
      port = ThreadLocalRandom.current().nextInt(LEAST_PORT, MOST_PORT);
    } while (!GIVEN.add(port) || !isFree(port));
    return "127.0.0.1:" + port;
  }

  private static boolean isFree(int port) {
    try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }

  /** Opens a founder, for the first time or again. */
  RaftMember open(String id) {
    return open(id, transport);
  }

  /** The same, over a transport of its own. */
  RaftMember open(String id, Transport over) {
    Member self = founders.stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
    return open(id, RaftOptions.Group.founding(history, self, founders).over(over));
  }

  /** Opens a member that waits to be added. */
  RaftMember join(Member self) {
    return open(self.id(), RaftOptions.Group.joining(history, self).over(transport));
  }

  private RaftMember open(String id, RaftOptions.Group group) {
    RaftMember member =
        RaftMember.open(
            options.apply(RaftOptions.in(directory.resolve(id), group).withElection(ELECTION)),
            MemoryStoreOptions.of(Kinds.ALL));
    synchronized (open) {
      open.put(id, member);
    }
    return member;
  }

  String history() {
    return history;
  }

  RaftMember member(String id) {
    synchronized (open) {
      return open.get(id);
    }
  }

  List<RaftMember> members() {
    synchronized (open) {
      return List.copyOf(open.values());
    }
  }

  /** Closes it and leaves its directory. */
  void close(RaftMember member) {
    synchronized (open) {
      open.values().remove(member);
    }
    member.close();
  }

  String idOf(RaftMember member) {
    synchronized (open) {
      return open.entrySet().stream()
          .filter(each -> each.getValue() == member)
          .map(Map.Entry::getKey)
          .findFirst()
          .orElseThrow();
    }
  }

  /** The one that leads, once there is one. */
  RaftMember leader() {
    return first(members(), Standing.Leads.class);
  }

  /** Creates nodes in one transaction with whoever leads; again with the next one, if it must. */
  Version create(String... ids) {
    return byLeader(
        leader ->
            leader
                .store()
                .update(
                    tx ->
                        Stream.of(ids)
                            .filter(id -> tx.get(Kinds.NODE, id).isEmpty()) // An earlier try's.
                            .forEach(id -> tx.create(Kinds.NODE, DurableStoreTest.node(id)))));
  }

  /**
   * What {@code call} of the one that leads comes to. Where that one has ceased to lead by the end
   * and it failed, it is called with the next one, so it must bear that.
   */
  <T> T byLeader(Function<RaftMember, Future<T>> call) {
    for (int tries = 1; ; tries++) {
      RaftMember leader = leader();
      Standing before = leader.standing();
      try {
        return await(call.apply(leader));
      } catch (AssertionError | CompletionException e) {
        if (tries == TRIES || leader.standing().equals(before)) {
          throw e;
        }
      }
    }
  }

  /** {@link #byLeader} for a check of the one that leads. */
  void whileOneLeads(Consumer<RaftMember> check) {
    byLeader(
        leader -> {
          check.accept(leader);
          return Future.succeededFuture();
        });
  }

  /** Makes {@code member} lead. Another one may be elected instead, so it is asked for again. */
  void handOver(RaftMember member) {
    for (int tries = 0; tries < TRIES && leader() != member; tries++) {
      await(leader().transferLeadership(idOf(member)).otherwiseEmpty());
    }
    untilLeads(member);
  }

  List<RaftMember> followers() {
    RaftMember leader = leader();
    return members().stream().filter(each -> each != leader).toList();
  }

  /** Waits until {@code member} leads. */
  void untilLeads(RaftMember member) {
    first(List.of(member), Standing.Leads.class);
  }

  /** Waits until {@code member} does not lead. */
  void untilFollows(RaftMember member) {
    first(List.of(member), Standing.Follows.class);
  }

  /** The one of {@code members} that first says that it stands so. */
  private RaftMember first(List<RaftMember> members, Class<? extends Standing> wanted) {
    Promise<RaftMember> found = Promise.promise();
    List<Runnable> watches =
        members.stream()
            .map(
                member ->
                    member.watchStanding(
                        loop,
                        standing -> {
                          if (wanted.isInstance(standing)) {
                            found.tryComplete(member);
                          }
                        }))
            .toList();
    try {
      return await(found.future());
    } finally {
      watches.forEach(Runnable::run);
    }
  }

  @Override
  public void close() {
    // Together, so that none of them misses the others.
    List<CompletableFuture<Void>> closing =
        members().stream().map(each -> CompletableFuture.runAsync(each::close)).toList();
    closing.forEach(CompletableFuture::join);
    await(vertx.close());
  }
}
