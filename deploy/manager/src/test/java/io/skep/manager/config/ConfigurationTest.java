package io.skep.manager.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.server.ReadMode;
import io.skep.server.ServerLimits;
import io.skep.store.raft.Member;
import io.skep.store.tls.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConfigurationTest {
  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("skep.yml"), text);
  }

  private static Settings settings(Map<Key, String> flags) {
    return Settings.of(Configuration.of(Optional.empty(), Map.of(), flags));
  }

  private Configuration ofFile(String text) throws IOException {
    return Configuration.of(Optional.of(file(text)), Map.of(), Map.of());
  }

  @Test
  void theCommandLineGoesBeforeTheEnvironmentAndThatBeforeTheFile() throws IOException {
    Path file = file("simulate-workers: 1\nloops: 1\ndata: /one\n");
    var environment = Map.of("SKEP_SIMULATE_WORKERS", "2", "SKEP_LOOPS", "2", "HOME", "/root");
    var flags = Map.of(Key.SIMULATE_WORKERS, "3");

    Configuration configuration = Configuration.of(Optional.of(file), environment, flags);

    Settings settings = Settings.of(configuration);
    assertThat(settings.simulateWorkers()).isEqualTo(3);
    assertThat(settings.loops()).isEqualTo(2);
    assertThat(settings.data()).isEqualTo(Path.of("/one"));
    assertThat(settings.snapshotInterval()).isEqualTo(Duration.ofMinutes(1));
    assertThat(configuration.print())
        .contains("simulate-workers: 3 # --simulate-workers\n")
        .contains("loops: 2 # SKEP_LOOPS\n")
        .contains("data: /one # " + file + ":3\n")
        .contains("snapshot-interval: 1m # default\n");
  }

  @Test
  void theEnvironmentNamesTheFileUnlessTheCommandLineDoes() throws IOException {
    Path named = file("loops: 7\n");
    Path other = Files.writeString(folder.resolve("other.yml"), "loops: 8\n");
    var environment = Map.of("SKEP_CONFIG", named.toString());

    assertThat(Configuration.of(Optional.empty(), environment, Map.of()).print())
        .contains("loops: 7 ");
    assertThat(Configuration.of(Optional.of(other), environment, Map.of()).print())
        .contains("loops: 8 ");
  }

  @Test
  void whatIsPrintedIsAFileThatSaysTheSame() throws IOException {
    var odd = Map.of(Key.DATA, "/with \"quotes\" # and: more", Key.SOCKET, "a.sock");
    Configuration first = Configuration.of(Optional.empty(), Map.of(), odd);

    Configuration second = ofFile(first.print());

    assertThat(Settings.of(second)).isEqualTo(Settings.of(first));
  }

  @Test
  void everyUnknownKeyIsToldWithItsPlaceAndTheNearestKnown() throws IOException {
    Path file = file("simulate-worker: 3\nloops: 2\nsnapshotInterval: 1s\n");
    var environment = Map.of("SKEP_LOOP", "1", "OTHER", "x");

    assertThatThrownBy(() -> Configuration.of(Optional.of(file), environment, Map.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            file
                + ":1: unknown key simulate-worker; the nearest known is simulate-workers\n"
                + file
                + ":3: unknown key snapshotInterval; the nearest known is snapshot-interval\n"
                + "unknown variable SKEP_LOOP; the nearest known is SKEP_LOOPS");
  }

  @Test
  void aFileThatIsNoListOfKeysIsRefusedWithTheLine() throws IOException {
    assertThatThrownBy(() -> ofFile("- a\n")).hasMessageContaining(":1: write one line for each");
    assertThatThrownBy(() -> ofFile("data: [a]\n"))
        .hasMessageContaining(":1: data needs one value");
    assertThatThrownBy(() -> ofFile("data:\n")).hasMessageContaining(":1: data needs one value");
    assertThatThrownBy(() -> ofFile("loops: 1\nloops: 2\n")).hasMessageContaining(":2: not YAML");
    assertThatThrownBy(() -> ofFile("loops: 1\n---\nloops: 2\n"))
        .hasMessageContaining("a second document");
    assertThatThrownBy(() -> ofFile("\"unclosed\n")).hasMessageContaining("not YAML");
    Path missing = folder.resolve("missing.yml");
    assertThatThrownBy(() -> Configuration.of(Optional.of(missing), Map.of(), Map.of()))
        .hasMessageContaining(missing + ": cannot be read");
    assertThat(ofFile("# nothing\n").print()).contains("loops: 2 # default");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SNAPSHOT_INTERVAL|10|a time such as 500ms, 30s, 5m or 1h, a year at most",
        "SNAPSHOT_INTERVAL|0s|a time such as 500ms, 30s, 5m or 1h, a year at most",
        "WATCH_STALL|8785h|a time such as 500ms, 30s, 5m or 1h, a year at most",
        "MESSAGE_BYTES|65535|a number from 65536 to 1073741824",
        "STREAMS_PER_CONNECTION|0|a number from 1 to 1073741824",
        "WATCHES|-1|a number from 0 to 1073741824",
        "SIMULATE_WORKERS|-1|a number from 0 to 10000",
        "SIMULATE_WORKERS|three|a number from 0 to 10000",
        "LOOPS|0|a number from 1 to 64",
        "OPERATORS|9650|HOST:PORT or none",
        "OPERATORS|localhost:70000|HOST:PORT or none",
        "SOCKET_TLS|yes|true or false",
        "LOG_FORMAT|xml|one of text, json",
        "LOG_LEVEL|INFO|one of error, warn, info, debug, trace",
      })
  void aValueThatDoesNotFitIsRefused(Key key, String value, String wanted) {
    assertThatThrownBy(() -> settings(Map.of(key, value)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "%s: %s must be %s but is \"%s\"".formatted(key.flag(), key.word(), wanted, value));
  }

  @ParameterizedTest
  @EnumSource(Key.class)
  void theUsualValueOfEachKeyFits(Key key) {
    assertThat(settings(Map.of(key, key.usual()))).isEqualTo(settings(Map.of()));
  }

  @Test // api.W-15, rt.W-10
  void limitsAreThoseOfTheServerUnlessToldOtherwise() {
    assertThat(settings(Map.of()).limits()).isEqualTo(ServerLimits.DEFAULT);
    Map<Key, String> flags =
        Map.of(
            Key.MESSAGE_BYTES, "100000",
            Key.STREAMS_PER_CONNECTION, "7",
            Key.WATCHES, "0",
            Key.WATCH_STALL, "10s",
            Key.STREAM_LIFE, "1h");

    assertThat(settings(flags).limits())
        .isEqualTo(new ServerLimits(100_000, 7, 0, Duration.ofSeconds(10), Duration.ofHours(1)));
    assertThatThrownBy(() -> settings(Map.of(Key.STREAM_LIFE, "299s")))
        .hasMessage(
            "--stream-life: stream-life must be 5m at least: clients that came back more often"
                + " would be a load of their own");
  }

  @Test
  void allMistakesAreToldAtOnce() {
    assertThatThrownBy(() -> settings(Map.of(Key.LOOPS, "x", Key.SIMULATE_WORKERS, "y")))
        .extracting(refused -> refused.getMessage().lines().count())
        .isEqualTo(2L);
  }

  @Test
  void tcpNeedsCertificatesOrALoopbackAddress() {
    assertThatThrownBy(() -> settings(Map.of(Key.TCP, "0.0.0.0:4242")))
        .hasMessageContaining("tcp needs tls-cert, tls-key and tls-ca");
    assertThatThrownBy(() -> settings(Map.of(Key.TCP, "0.0.0.0:4242", Key.TCP_INSECURE, "true")))
        .hasMessageContaining("tcp-insecure is for loopback addresses only");
    assertThat(settings(Map.of(Key.TCP, "[::1]:4242", Key.TCP_INSECURE, "true")).tcp())
        .contains(new Address("::1", 4242));
    assertThatThrownBy(() -> settings(Map.of(Key.TLS_CERT, "a.pem")))
        .hasMessageContaining("tls-cert needs tls-key as well");
    var files = Map.of(Key.TLS_CERT, "a", Key.TLS_KEY, "b", Key.TLS_CA, "c", Key.TCP, "any:1");
    assertThat(settings(files).tls())
        .contains(new TlsFiles(Path.of("a"), Path.of("b"), Optional.of(Path.of("c"))));
  }

  @Test
  void somebodyMustBeAbleToConnect() {
    assertThatThrownBy(() -> settings(Map.of(Key.SOCKET, "none")))
        .hasMessageContaining("socket and tcp are both none, so nobody could connect");
  }

  @Test
  void theFileOfTheDistributionNamesKeysWithTheirUsualValues() throws IOException {
    Path file = Path.of(System.getProperty("skep.root", "../.."));
    String text = Files.readString(file.resolve("deploy/manager/src/main/config/skep-manager.yml"));

    Configuration configuration = ofFile(text.replaceAll("(?m)^#(?=[a-z])", ""));

    assertThat(Settings.of(configuration)).isEqualTo(settings(Map.of()));
    assertThat(Arrays.stream(configuration.print().split("\n")).filter(l -> l.contains("yml:")))
        .hasSizeGreaterThan(5);
  }

  private static final String UUID = "6f0e1c1e-0d1a-4b52-9d0e-6a1c2f3b4d5e";

  private static Map<Key, String> member(String self, String peers) {
    Map<Key, String> flags = new EnumMap<>(Key.class);
    flags.put(Key.MEMBER, self);
    flags.put(Key.CLUSTER, UUID);
    flags.put(Key.PEERS, peers);
    return flags;
  }

  @Test
  void aMemberOfAClusterKnowsItsFounders() {
    Membership mine =
        settings(member("a=127.0.0.1:1", "a=127.0.0.1:1/127.0.0.1:9, b=127.0.0.1:2"))
            .membership()
            .orElseThrow();

    assertThat(mine.self()).isEqualTo(new Member("a", "127.0.0.1:1"));
    assertThat(mine.cluster()).isEqualTo(UUID);
    assertThat(mine.founders())
        .containsExactly(
            new Member("a", "127.0.0.1:1", Optional.of("127.0.0.1:9")),
            new Member("b", "127.0.0.1:2"));
    assertThat(settings(member("a=127.0.0.1:1", "none")).membership().orElseThrow().founders())
        .isEmpty();
    assertThat(settings(Map.of()).membership()).isEmpty();
  }

  @Test // api.A-13
  void writesArePassedOnOnlyIfItIsKnownWhere() {
    var member =
        Map.of(
            Key.WRITES, "forward",
            Key.CLUSTER, "6f0e1c1e-0000-4000-8000-000000000001",
            Key.MEMBER, "a=127.0.0.1:7000",
            Key.PEERS, "a=127.0.0.1:7000/127.0.0.1:4242");
    assertThat(settings(member).writes()).isEqualTo(Settings.Writes.FORWARD);
    var unknown = new EnumMap<>(member);
    unknown.put(Key.PEERS, "a=127.0.0.1:7000");

    assertThatThrownBy(() -> settings(unknown))
        .hasMessage(
            "--writes: writes forward needs to know where clients reach each of peers:"
                + " NAME=HOST:PORT/HOST:PORT");
  }

  @Test // api.A-11
  void readsAreLocalOrAsNewAsIsSaid() {
    assertThat(settings(Map.of()).reads()).isEqualTo(ReadMode.LOCAL);
    assertThat(settings(Map.of(Key.READS, "linearizable")).reads())
        .isEqualTo(ReadMode.LINEARIZABLE);
    assertThat(settings(Map.of(Key.READS, "bounded:2s")).reads())
        .isEqualTo(new ReadMode.Bounded(Duration.ofSeconds(2)));
    assertThatThrownBy(() -> settings(Map.of(Key.READS, "2s")))
        .hasMessage("--reads: reads must be local, linearizable or bounded:TIME but is \"2s\"");
  }

  @Test
  void membersThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> settings(member("a", "none")))
        .hasMessageContaining("member must be NAME=HOST:PORT but is \"a\"");
    assertThatThrownBy(() -> settings(member("a=127.0.0.1:1", "b=127.0.0.1:2")))
        .hasMessageContaining("a is not among the founders");
    assertThatThrownBy(() -> settings(member("a=127.0.0.1:1", "a=127.0.0.1:2")))
        .hasMessageContaining("say that a is at 127.0.0.1:2, and member says 127.0.0.1:1");
    assertThatThrownBy(() -> settings(member("a=10.0.0.1:1", "none")))
        .hasMessageContaining("members elsewhere are known by certificates");
    assertThatThrownBy(() -> settings(Map.of(Key.PEERS, "a=127.0.0.1:2")))
        .hasMessageContaining("is for members of a cluster, and member is none");
    Map<Key, String> inMemory = member("a=127.0.0.1:1", "none");
    inMemory.put(Key.STORE, "memory");
    assertThatThrownBy(() -> settings(inMemory)).hasMessageContaining("needs store: durable");
    Map<Key, String> insecure = member("a=10.0.0.1:1", "none");
    insecure.put(Key.MEMBERS_INSECURE, "true");
    assertThat(settings(insecure).membership().orElseThrow().insecure()).isTrue();
  }
}
