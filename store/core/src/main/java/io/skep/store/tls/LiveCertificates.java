package io.skep.store.tls;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates of a process, which others renew in their files while it runs. Whatever was made
 * of {@link #keys} and {@link #trust} shows and trusts, from its next handshake on, what the last
 * {@link #look} has found; connections that are open go on.
 *
 * <p>Files that cannot be used, such as a certificate without its key, leave everything as it was:
 * that is logged once, and {@link #refusal} tells it until it is over.
 *
 * <p>Any thread. Only opening and {@link #look} read files, and block.
 */
public final class LiveCertificates {
  private static final Logger LOG = LoggerFactory.getLogger(LiveCertificates.class);

  private final TlsFiles files;
  private final InstantSource clock;
  private final LiveKeys keys;
  private final LiveTrust trust;

  // Guarded by this.
  private PemContents contents;
  private boolean toldExpired;

  private volatile Credentials current;
  private volatile Optional<String> refusal = Optional.empty();

  private LiveCertificates(
      TlsFiles files, InstantSource clock, PemContents contents, Credentials current) {
    this.files = files;
    this.clock = clock;
    this.contents = contents;
    this.current = current;
    this.keys = new LiveKeys(current);
    this.trust = new LiveTrust(() -> this.current.trust());
  }

  /**
   * Reads {@code files}.
   *
   * @param clock says what is valid
   * @throws IllegalArgumentException if one cannot be read, they do not go together, or the
   *     certificate is not valid now
   */
  public static LiveCertificates open(TlsFiles files, InstantSource clock) {
    Objects.requireNonNull(clock, "clock");
    PemContents contents = PemContents.read(files);
    return new LiveCertificates(
        files, clock, contents, Credentials.of(files, contents, clock.instant()));
  }

  /** Who the process is, in handshakes. */
  public X509ExtendedKeyManager keys() {
    return keys;
  }

  /**
   * Whom the process trusts, in handshakes: nobody, if there is no file of authorities. It looks at
   * who has signed a certificate, not at what the certificate says.
   */
  public X509ExtendedTrustManager trust() {
    return trust;
  }

  /** Whether there is a file of authorities. */
  public boolean trustsSomebody() {
    return files.authority().isPresent();
  }

  /** When the certificate that is shown ends. */
  public Instant expiry() {
    return current.expiry();
  }

  /** Why what is in the files is not used; empty if it is. */
  public Optional<String> refusal() {
    return refusal;
  }

  /** Takes what is in the files, if it is new and can be used. */
  public synchronized void look() {
    Instant now = clock.instant();
    try {
      PemContents found = PemContents.read(files);
      if (!found.equals(contents)) {
        take(found, Credentials.of(files, found, now));
      }
      refusal = Optional.empty();
    } catch (IllegalArgumentException unusable) {
      refuse(unusable.getMessage());
    }
    tellIfExpired(now);
  }

  private void take(PemContents found, Credentials renewed) {
    contents = found;
    current = renewed;
    keys.become(renewed);
    LOG.info(
        "from now on the certificate in {} is used, of {}, which ends at {}",
        files.certificate(),
        renewed.certificate().getSubjectX500Principal(),
        renewed.expiry());
  }

  private void refuse(String why) {
    if (!refusal.equals(Optional.of(why))) {
      LOG.warn("{}; until then the certificate goes on that ends at {}", why, expiry());
    }
    refusal = Optional.of(why);
  }

  private void tellIfExpired(Instant now) {
    boolean isExpired = now.isAfter(expiry());
    if (isExpired && !toldExpired) {
      LOG.error(
          "the certificate in use has expired at {}: nobody else lets this process in; renew {}",
          expiry(),
          files.certificate());
    }
    toldExpired = isExpired;
  }
}
