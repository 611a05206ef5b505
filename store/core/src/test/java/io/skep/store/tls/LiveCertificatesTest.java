package io.skep.store.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.store.loop.VirtualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** api.A-9: what nodes know each other by is renewed while they run. */
class LiveCertificatesTest {
  private static final String MANAGER = "swarm-manager";

  @TempDir Path folder;

  private final TestAuthority authority = new TestAuthority("root");
  private final VirtualClock clock = new VirtualClock(1, now());
  private TlsFiles files;

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }

  @BeforeEach
  void write() {
    files =
        new TlsFiles(
            folder.resolve("own.pem"), folder.resolve("own.key"), folder.resolve("ca.pem"));
    TestAuthority.replace(folder.resolve("ca.pem"), authority.root());
    issue("first", Duration.ofDays(-1), Duration.ofDays(30));
  }

  private void issue(String node, Duration from, Duration until) {
    authority
        .issue(node, MANAGER, clock.instant().plus(from), clock.instant().plus(until))
        .writeTo(folder, "own");
  }

  private LiveCertificates open() {
    return LiveCertificates.open(files, clock);
  }

  private static String shown(LiveCertificates certificates) {
    String name = certificates.keys().chooseEngineServerAlias("EC", null, null);
    return certificates.keys().getCertificateChain(name)[0].getSubjectX500Principal().getName();
  }

  @Test // api.A-9
  void aRenewedCertificateIsShownFromTheNextLookOn() {
    LiveCertificates certificates = open();
    issue("second", Duration.ZERO, Duration.ofDays(60));
    assertThat(shown(certificates)).startsWith("CN=first,");

    certificates.look();

    assertThat(shown(certificates)).startsWith("CN=second,OU=swarm-manager");
    assertThat(certificates.expiry()).isEqualTo(clock.instant().plus(Duration.ofDays(60)));
    assertThat(certificates.refusal()).isEmpty();
  }

  @Test // api.A-9
  void aHandshakeThatHasBegunEndsWithTheCertificateItBeganWith() {
    LiveCertificates certificates = open();
    String name = certificates.keys().chooseEngineClientAlias(new String[] {"EC"}, null, null);
    var key = certificates.keys().getPrivateKey(name);
    issue("second", Duration.ZERO, Duration.ofDays(60));
    certificates.look();

    assertThat(certificates.keys().getPrivateKey(name)).isEqualTo(key);
    assertThat(certificates.keys().getCertificateChain(name)[0].getSubjectX500Principal().getName())
        .startsWith("CN=first,");
  }

  @Test // api.A-9
  void aPairOfWhichOneHalfIsThereIsNotTakenBeforeTheOther() throws IOException {
    LiveCertificates certificates = open();
    String key = Files.readString(files.key());
    issue("second", Duration.ZERO, Duration.ofDays(60));
    String newKey = Files.readString(files.key());
    TestAuthority.replace(files.key(), key);

    certificates.look();

    assertThat(shown(certificates)).startsWith("CN=first,");
    assertThat(certificates.refusal().orElseThrow())
        .isEqualTo(
            "%s is not the key of the certificate in %s; replace both"
                .formatted(files.key(), files.certificate()));

    TestAuthority.replace(files.key(), newKey);
    certificates.look();

    assertThat(shown(certificates)).startsWith("CN=second,");
    assertThat(certificates.refusal()).isEmpty();
  }

  @Test // api.A-9
  void filesThatAreCutOffEmptyOrGoneLeaveEverythingAsItWas() throws IOException {
    LiveCertificates certificates = open();
    for (Path file : List.of(files.certificate(), files.key(), files.authority().get())) {
      String whole = Files.readString(file);
      for (String part : List.of("", whole.substring(0, whole.length() / 2))) {
        TestAuthority.replace(file, part);
        certificates.look();
        assertThat(certificates.refusal().orElseThrow()).contains(file.toString());
        assertThat(shown(certificates)).startsWith("CN=first,");
      }
      Files.delete(file);
      certificates.look();
      assertThat(certificates.refusal()).contains("there is no file " + file);
      TestAuthority.replace(file, whole);
      certificates.look();
      assertThat(certificates.refusal()).isEmpty();
    }
    assertThatCode(() -> trusts(certificates, authority)).doesNotThrowAnyException();
  }

  @Test // api.A-9
  void aCertificateOutsideItsTimeIsNotTaken() {
    LiveCertificates certificates = open();
    issue("late", Duration.ofDays(-2), Duration.ofDays(-1));
    certificates.look();
    assertThat(certificates.refusal().orElseThrow()).contains("has expired at").contains("renew");

    issue("early", Duration.ofHours(1), Duration.ofDays(60));
    certificates.look();
    assertThat(certificates.refusal().orElseThrow()).contains("is valid from").contains("clocks");
    assertThat(shown(certificates)).startsWith("CN=first,");

    clock.advance(Duration.ofHours(2)); // The same file becomes good by waiting.
    certificates.look();
    assertThat(shown(certificates)).startsWith("CN=early,");
  }

  @Test // api.A-9
  void whatCannotBeUsedAtTheStartIsRefused() {
    issue("late", Duration.ofDays(-2), Duration.ofDays(-1));
    assertThatThrownBy(this::open)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has expired at");

    TestAuthority.replace(files.certificate(), "no certificate");
    assertThatThrownBy(this::open).hasMessage(files.certificate() + " holds no CERTIFICATE in PEM");
  }

  @Test // api.A-9
  void twoRootsAreTrustedWhileTheyChangeAndThenTheNewOneAlone() throws CertificateException {
    var next = new TestAuthority("next");
    LiveCertificates certificates = open();
    trusts(certificates, authority);
    assertThatThrownBy(() -> trusts(certificates, next)).isInstanceOf(CertificateException.class);

    TestAuthority.replace(files.authority().get(), authority.root() + next.root());
    certificates.look();
    trusts(certificates, authority);
    trusts(certificates, next);

    TestAuthority.replace(files.authority().get(), next.root());
    certificates.look();
    trusts(certificates, next);
    assertThatThrownBy(() -> trusts(certificates, authority))
        .isInstanceOf(CertificateException.class);
  }

  @Test // api.A-9
  void withoutAuthoritiesNobodyIsTrusted() {
    files = new TlsFiles(files.certificate(), files.key(), Optional.empty());
    LiveCertificates certificates = open();

    assertThatThrownBy(() -> trusts(certificates, authority))
        .isInstanceOf(CertificateException.class);
    assertThat(certificates.trust().getAcceptedIssuers()).isEmpty();
  }

  @Test // api.A-9
  void keysWithTheHeadersOfSwarmKitAreRead() throws IOException {
    String key = Files.readString(files.key());
    TestAuthority.replace(
        files.key(),
        key.replace("KEY-----\n", "KEY-----\nkek-version: 0\n\n")
            .replace(
                "-----END PRIVATE KEY-----\nkek-version: 0\n\n", "-----END PRIVATE KEY-----\n"));

    assertThat(shown(open())).startsWith("CN=first,");
  }

  @Test // api.A-9
  void theFilesAreLookedAtInTurnAndNoMoreAfterTheEnd() {
    LiveCertificates certificates = open();
    List<Runnable> reads = new ArrayList<>();
    CertificateWatch watch =
        CertificateWatch.start(
            certificates, clock.loop("timer"), reads::add, Duration.ofMinutes(1));
    issue("second", Duration.ZERO, Duration.ofDays(60));

    clock.advance(Duration.ofMinutes(10));
    assertThat(reads).as("one after the other").hasSize(1);
    reads.remove(0).run();
    assertThat(shown(certificates)).startsWith("CN=second,");
    clock.advance(Duration.ofMinutes(1));
    assertThat(reads).hasSize(1);

    watch.close();
    reads.remove(0).run();
    clock.advance(Duration.ofMinutes(10));
    assertThat(reads).isEmpty();
  }

  private static void trusts(LiveCertificates certificates, TestAuthority signer)
      throws CertificateException {
    certificates.trust().checkClientTrusted(chain(signer), "EC");
  }

  private static X509Certificate[] chain(TestAuthority signer) throws CertificateException {
    var pem = signer.issue("somebody", MANAGER).certificate();
    return new X509Certificate[] {
      (X509Certificate)
          java.security.cert.CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new java.io.ByteArrayInputStream(
                      pem.getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
    };
  }
}
