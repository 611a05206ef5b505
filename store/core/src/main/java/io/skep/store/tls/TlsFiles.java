package io.skep.store.tls;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a process has its certificates, in PEM. Immutable; nothing is read here.
 *
 * @param certificate of the process, with those that lead to its root
 * @param key of that certificate
 * @param authority who signs the certificates of others: one root, or several while they change;
 *     empty to trust nobody
 */
public record TlsFiles(Path certificate, Path key, Optional<Path> authority) {
  /** Refuses nulls. */
  public TlsFiles {
    Objects.requireNonNull(certificate, "certificate");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(authority, "authority");
  }

  /** With one file of roots. */
  public TlsFiles(Path certificate, Path key, Path authority) {
    this(certificate, key, Optional.of(authority));
  }
}
