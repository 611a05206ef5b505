package io.skep.store.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * The one certificate of a process, whoever asks for it: which authorities the other side names is
 * no matter, as it may name those of before its own were renewed. Any thread.
 *
 * <p>A handshake asks for a name, and then by the name for a certificate and for a key. So each
 * certificate has a name of its own, and the one before is kept for those in between.
 */
final class LiveKeys extends X509ExtendedKeyManager {
  /** One certificate, and the one before, if any. */
  private record Held(int number, Credentials now, Held before) {
    String name() {
      return Integer.toString(number);
    }

    Credentials named(String name) {
      if (name().equals(name)) {
        return now;
      }
      return before == null ? null : before.named(name);
    }
  }

  private volatile Held held;

  LiveKeys(Credentials first) {
    held = new Held(0, first, null);
  }

  /** One thread at a time. */
  void become(Credentials renewed) {
    Held last = held;
    held = new Held(last.number() + 1, renewed, new Held(last.number(), last.now(), null));
  }

  @Override
  public String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
    return choose(type);
  }

  @Override
  public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
    return choose(types);
  }

  @Override
  public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
    return choose(type);
  }

  @Override
  public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
    return choose(types);
  }

  @Override
  public String[] getServerAliases(String type, Principal[] issuers) {
    return names(type);
  }

  @Override
  public String[] getClientAliases(String type, Principal[] issuers) {
    return names(type);
  }

  @Override
  public X509Certificate[] getCertificateChain(String name) {
    Credentials named = held.named(name);
    return named == null ? null : named.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String name) {
    Credentials named = held.named(name);
    return named == null ? null : named.key();
  }

  private String[] names(String type) {
    String name = choose(type);
    return name == null ? null : new String[] {name};
  }

  /** Null if the key is of none of {@code types}, as the contract is. */
  private String choose(String... types) {
    Held at = held;
    String algorithm = at.now().key().getAlgorithm();
    // A type may say how the certificate is signed, too, as in EC_RSA.
    boolean fits =
        Stream.of(types)
            .anyMatch(type -> type.equals(algorithm) || type.startsWith(algorithm + "_"));
    return fits ? at.name() : null;
  }
}
