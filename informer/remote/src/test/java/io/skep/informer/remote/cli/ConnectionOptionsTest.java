package io.skep.informer.remote.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.informer.remote.grpc.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

class ConnectionOptionsTest {
  @TempDir private Path folder;

  @Command(name = "program")
  static final class Program {
    @Mixin private ConnectionOptions connection;
  }

  @Test
  void withoutAnAddressThereIsNoServer() {
    assertThat(parse("")).isEmpty();
  }

  @Test
  void aSocketIsPlainUnlessItIsUnderTls() {
    assertThat(parse("--manager /s").orElseThrow().isUnderTls()).isFalse();
    assertThat(parse("--manager /s --insecure").orElseThrow().isUnderTls()).isFalse();
    assertThat(parse("--manager /s --tls").orElseThrow().isUnderTls()).isTrue();
  }

  @Test
  void aPortIsPlainOnlyOnThisMachineAndIfThatIsAskedFor() {
    assertThat(parse("--manager 127.0.0.1:1 --insecure").orElseThrow().isUnderTls()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--tls | say with --manager ADDRESS which manager is meant",
        "--manager nowhere | \"nowhere\" is no address; give unix://PATH, or HOST:PORT",
        "--manager h:1 | h:1 is not a socket: give --ca, --cert and --key",
        "--manager h:1 --tls | h:1 is not a socket: give --ca, --cert and --key",
        "--manager h:1 --insecure | h:1 is not on this machine: --insecure would be heard by"
            + " others",
        "--manager h:1 --ca a --cert b | --ca, --cert and --key go together",
        "--manager h:1 --ca a --cert b --key c | there is no file a",
        "--manager /s --tls --insecure | --insecure goes with none of --tls, --ca, --cert, --key"
      })
  void whatDoesNotGoTogetherIsRefused(String line, String why) {
    assertThatThrownBy(() -> parse(line)).isInstanceOf(ParameterException.class).hasMessage(why);
  }

  @Test
  void severalManagersAreForProgramsThatCanDoWithThem() {
    var program = new Program();
    new CommandLine(program).parseArgs("--manager", "127.0.0.1:1", "--manager", "/s", "--insecure");

    assertThat(program.connection.servers())
        .extracting(Server::toString)
        .containsExactly("127.0.0.1:1", "unix:///s");
    assertThatThrownBy(() -> program.connection.server())
        .isInstanceOf(ParameterException.class)
        .hasMessage("one --manager is enough here");
  }

  @Test
  void filesOfAnotherSortAreRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("ca.pem"), "no certificate");

    assertThatThrownBy(() -> parse("--manager h:1 --ca %s --cert b --key c".formatted(file)))
        .hasMessage("%s holds no CERTIFICATE in PEM", file);
  }

  private static Optional<Server> parse(String line) {
    var program = new Program();
    new CommandLine(program).parseArgs(line.isEmpty() ? new String[0] : line.split(" "));
    return program.connection.server();
  }
}
