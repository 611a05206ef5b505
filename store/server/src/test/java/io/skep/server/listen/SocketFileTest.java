package io.skep.server.listen;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.HealthCheckRequest;
import io.skep.api.HealthCheckResponse;
import io.skep.api.HealthCheckResponse.ServingStatus;
import io.skep.server.Client;
import io.skep.server.Rig;
import io.skep.store.kind.Kinds;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketFileTest {
  @TempDir private Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final MemoryStore store = new MemoryStore(MemoryStoreOptions.of(Kinds.ALL));

  @AfterEach
  void close() {
    store.close();
    Rig.await(vertx.close());
  }

  @Test // api.A-9
  void onlyTheOwnerMayOpenTheSocket() throws IOException {
    StoreServer server = started();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
        .isEqualTo("rw-------");
    assertThat(names()).containsExactly("c.sock");
    assertThat(isServing()).isTrue();
    Rig.await(server.stop());
    assertThat(names()).isEmpty();
  }

  @Test
  void aFileThatAnEarlierProcessLeftIsReplaced() throws IOException {
    try (var left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      left.bind(UnixDomainSocketAddress.of(path()));
    }
    Files.createDirectory(folder.resolve(".c.sock"));

    StoreServer server = started();

    assertThat(isServing()).isTrue();
    Rig.await(server.stop());
  }

  @Test
  void theSocketOfALivingProcessAndAFileOfAnotherSortAreLeftAlone() throws IOException {
    StoreServer first = started();

    Throwable failure = failure();

    assertThat(failure).hasMessageContaining("another process listens at " + path());
    assertThat(isServing()).as("the first one").isTrue();
    Rig.await(first.stop());
    Files.writeString(path(), "precious");
    assertThat(failure()).hasMessageContaining("is no socket");
    assertThat(path()).hasContent("precious");
  }

  @Test
  void aFileThatIsNoLongerOursStaysWhenWeStop() throws IOException {
    StoreServer server = started();
    Files.delete(path());
    Files.writeString(path(), "another's");

    Rig.await(server.stop());

    assertThat(path()).hasContent("another's");
  }

  private Path path() {
    return folder.resolve("c.sock");
  }

  private Iterable<String> names() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private StoreServer server() {
    return new StoreServer(vertx, store, ServerOptions.at(Listener.unix(path())));
  }

  private StoreServer started() {
    return Rig.await(server().start());
  }

  private Throwable failure() {
    return Rig.await(
        server().start().<Throwable>map(started -> null).otherwise(failure -> failure));
  }

  private boolean isServing() {
    var client = new Client(vertx, SocketAddress.domainSocketAddress(path().toString()));
    return Rig.await(
                client.call(
                    "Health",
                    "Check",
                    HealthCheckRequest.getDefaultInstance(),
                    HealthCheckResponse.getDefaultInstance()))
            .getStatus()
        == ServingStatus.SERVING;
  }
}
