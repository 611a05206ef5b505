package io.skep.server.listen;

import io.skep.store.tls.FullHandshakes;
import io.skep.store.tls.LiveCertificates;
import io.skep.store.tls.TestAuthority;
import io.skep.store.tls.TlsFiles;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.nio.file.Path;
import java.time.InstantSource;

/** Somebody's files of certificates, which can be renewed. */
record TestIdentity(Path folder, String name, LiveCertificates live) {
  /** Writes {@code pair} and the roots of those it trusts. */
  static TestIdentity of(
      Path folder, String name, TestAuthority.Pair pair, String roots, InstantSource clock) {
    pair.writeTo(folder, name);
    TestAuthority.replace(folder.resolve(name + "-ca.pem"), roots);
    return new TestIdentity(
        folder,
        name,
        LiveCertificates.open(
            new TlsFiles(
                folder.resolve(name + ".pem"),
                folder.resolve(name + ".key"),
                folder.resolve(name + "-ca.pem")),
            clock));
  }

  static TestIdentity of(Path folder, String name, TestAuthority.Pair pair, String roots) {
    return of(folder, name, pair, roots, InstantSource.system());
  }

  void renew(TestAuthority.Pair pair) {
    pair.writeTo(folder, name);
    live.look();
  }

  void trust(String roots) {
    TestAuthority.replace(folder.resolve(name + "-ca.pem"), roots);
    live.look();
  }

  /** How it calls: it shows its certificate whomever the server asks for. */
  HttpClientOptions client() {
    return new HttpClientOptions()
        .setProtocolVersion(HttpVersion.HTTP_2)
        .setSsl(true)
        .setUseAlpn(true)
        .setSslEngineOptions(new FullHandshakes())
        .setVerifyHost(false)
        .setTrustOptions(TrustOptions.wrap(live.trust()))
        .setKeyCertOptions(KeyCertOptions.wrap(live.keys()));
  }
}
