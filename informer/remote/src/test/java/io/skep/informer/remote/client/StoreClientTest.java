package io.skep.informer.remote.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.Node;
import io.skep.api.Service;
import io.skep.informer.Informer;
import io.skep.informer.remote.grpc.Server;
import io.skep.server.listen.Listener;
import io.skep.server.listen.ServerOptions;
import io.skep.server.listen.StoreServer;
import io.skep.store.kind.Kinds;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One line to a store behind a server, over sockets, and what is refused before anything is sent.
 */
class StoreClientTest {
  private static final ClientOptions PLAIN = ClientOptions.DEFAULT.withoutTls();

  private final Vertx vertx = Vertx.vertx();
  private final MemoryStore store =
      new MemoryStore(MemoryStoreOptions.of(Kinds.ALL).withRandom(new Random(1)));
  private String socket;
  private StoreServer server;

  @BeforeEach
  void serve(@TempDir Path folder) {
    Path path = folder.resolve("s");
    socket = "unix://" + path;
    server =
        new StoreServer(
            vertx, store, ServerOptions.at(Listener.unix(path), Listener.plainTcp("127.0.0.1", 0)));
    await(server.start());
    await(store.update(tx -> tx.create(Kinds.NODE, Node.newBuilder().setId("n").build())));
  }

  @AfterEach
  void close() {
    await(server.stop());
    store.close();
    await(vertx.close());
  }

  @Test
  void oneLineGivesInformersAndAStoreToWriteTo() {
    StoreClient client = StoreClient.skep(vertx, socket);
    Informer<Service> services = client.informer(Kinds.SERVICE);
    await(client.start());
    assertThat(client.feed().at().get(Kinds.NODE, "n")).isPresent();

    await(
        client
            .store()
            .update(tx -> tx.create(Kinds.SERVICE, Service.newBuilder().setId("s").build())));

    assertThat(store.view().get(Kinds.SERVICE, "s")).isPresent();
    assertThat(client.store().latest(services).get("s")).isPresent();
    await(client.close());
    await(client.close());
  }

  @Test
  void severalAddressesAreMembersOfOneCluster() {
    String tcp = "127.0.0.1:" + server.ports().get(0);
    StoreClient client = StoreClient.skep(vertx, socket + ", " + tcp, PLAIN.withTables(Kinds.NODE));

    await(client.start());

    assertThat(client.feed().at().count(Kinds.NODE)).isEqualTo(1);
    assertThatThrownBy(() -> client.feed().at().count(Kinds.SERVICE))
        .isInstanceOf(IllegalArgumentException.class);
    await(client.close());
  }

  @Test
  void theDialectOfSwarmKitIsOneLineToo() {
    StoreClient client = StoreClient.swarm(vertx, "127.0.0.1:" + server.ports().get(0), PLAIN);

    await(client.start());

    assertThat(client.informer(Kinds.NODE).kind()).isEqualTo(Kinds.NODE);
    assertThat(client.feed().at().count(Kinds.NODE)).isEqualTo(1);
    await(client.close());
  }

  @Test
  void aSwarmsSocketIsUnderTls() {
    Server docker =
        Addresses.ofSwarm("unix:///var/run/docker/swarm/control.sock", ClientOptions.DEFAULT);
    assertThat(docker.isUnderTls()).isTrue();
    assertThat(Addresses.of("/run/skep.sock", ClientOptions.DEFAULT))
        .singleElement()
        .satisfies(plain -> assertThat(plain.isUnderTls()).isFalse());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''               | lacks an address",
        "/a/s,,/b/s       | lacks an address",
        "http://a:1       | is no address; give unix://PATH, or HOST:PORT",
        "127.0.0.1        | is no address",
        "127.0.0.1:99999  | is no address",
        "127.0.0.1:1      | is no socket: give certificates (withTls)",
      })
  void whatIsNoAddressOrNotSafeSaysWhatToDo(String address, String text) {
    assertThatThrownBy(() -> StoreClient.skep(vertx, address))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(text);
  }

  @Test
  void plainTextDoesNotLeaveTheMachine() {
    assertThatThrownBy(() -> StoreClient.skep(vertx, "10.0.0.1:1", PLAIN))
        .hasMessageContaining("10.0.0.1:1 is not on this machine");
  }

  @Test
  void theEnginesOwnSocketAndSeveralManagersAreToldApart() {
    assertThatThrownBy(() -> StoreClient.swarm(vertx, "unix:///var/run/docker.sock"))
        .hasMessageContaining("its manager listens at swarm/control.sock");
    assertThatThrownBy(() -> StoreClient.swarm(vertx, "/a/s,/b/s"))
        .hasMessageContaining("are several managers");
  }

  private static <R> R await(Future<R> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(2, TimeUnit.MINUTES);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
