package io.skep.informer.remote.client;

import io.skep.informer.remote.ReconnectPolicy;
import io.skep.store.Table;
import io.skep.store.tls.TlsFiles;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How a client is made. Immutable.
 *
 * @param tables what to have a copy of; none for all that the dialect has
 * @param tls who the client is over TCP, and whom it trusts; looked at for renewed ones each minute
 * @param insecure whether TCP may be plain, to this machine only
 * @param reconnect how long to wait for a lost connection
 * @param random spreads reconnects in time, and names new objects
 */
public record ClientOptions(
    List<Table<?>> tables,
    Optional<TlsFiles> tls,
    boolean insecure,
    ReconnectPolicy reconnect,
    RandomGenerator random) {
  /** All tables, sockets only, {@link ReconnectPolicy#DEFAULT}, the system's chance. */
  public static final ClientOptions DEFAULT =
      new ClientOptions(
          List.of(), Optional.empty(), false, ReconnectPolicy.DEFAULT, new SecureRandom());

  /** Copies the list, and refuses certificates for what is plain. */
  public ClientOptions {
    tables = List.copyOf(tables);
    Objects.requireNonNull(tls, "tls");
    Objects.requireNonNull(reconnect, "reconnect");
    Objects.requireNonNull(random, "random");
    if (insecure && tls.isPresent()) {
      throw new IllegalArgumentException("insecure and with certificates: leave one of them out");
    }
  }

  /** These options with a copy of {@code some} only: the server sends no others. */
  public ClientOptions withTables(Table<?>... some) {
    return new ClientOptions(List.of(some), tls, insecure, reconnect, random);
  }

  /** These options with a copy of {@code some} only: the server sends no others. */
  public ClientOptions withTables(List<? extends Table<?>> some) {
    return new ClientOptions(List.copyOf(some), tls, insecure, reconnect, random);
  }

  /** These options over TCP with {@code files}. */
  public ClientOptions withTls(TlsFiles files) {
    return new ClientOptions(tables, Optional.of(files), insecure, reconnect, random);
  }

  /** These options with plain TCP to this machine, where every user could listen. */
  public ClientOptions withoutTls() {
    return new ClientOptions(tables, tls, true, reconnect, random);
  }

  /** These options with other waits. */
  public ClientOptions withReconnect(ReconnectPolicy policy) {
    return new ClientOptions(tables, tls, insecure, policy, random);
  }

  /** These options with chance from {@code source}. */
  public ClientOptions withRandom(RandomGenerator source) {
    return new ClientOptions(tables, tls, insecure, reconnect, source);
  }
}
