package io.skep.informer.remote.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerTest {
  @ParameterizedTest
  @ValueSource(strings = {"unix:///run/skep.sock", "/run/skep.sock"})
  void aPathIsASocket(String text) {
    Server server = Server.parse(text);

    assertThat(server).hasToString("unix:///run/skep.sock");
    assertThat(server.isSocket()).isTrue();
    assertThat(server.isLocal()).isTrue();
    assertThat(server.isUnderTls()).isFalse();
  }

  @Test
  void aPathMayBeginHere() {
    String here = Path.of("skep.sock").toAbsolutePath().toString();

    assertThat(Server.parse("unix://skep.sock").address().path()).isEqualTo(here);
    assertThat(Path.of(Server.parse("./skep.sock").address().path()).normalize()).hasToString(here);
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:4242, localhost, true",
    "127.0.0.1:4242, 127.0.0.1, true",
    "[::1]:4242, ::1, true",
    "manager-1.example:4242, manager-1.example, false",
    "10.0.0.7:4242, 10.0.0.7, false",
    "127.0.0.1.example:4242, 127.0.0.1.example, false"
  })
  void aHostAndAPortAreAnAddress(String text, String host, boolean isLocal) {
    Server server = Server.parse(text);

    assertThat(server.address().host()).isEqualTo(host);
    assertThat(server.address().port()).isEqualTo(4242);
    assertThat(server.isSocket()).isFalse();
    assertThat(server.isLocal()).isEqualTo(isLocal);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "host", "host:", ":1", "host:70000", "http://host:1", "::1:4242"})
  void whatIsNeitherIsRefused(String text) {
    assertThatThrownBy(() -> Server.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("\"%s\" is no address; give unix://PATH, or HOST:PORT", text);
  }
}
