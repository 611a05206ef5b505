package io.skep.store.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.spi.tls.DefaultSslContextFactory;
import io.vertx.core.spi.tls.SslContextFactory;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSessionContext;

/**
 * The TLS of the JDK, for connections that show and check certificates each time. By itself it
 * resumes what was agreed on before, for a day: without a look at whose root is trusted by now, at
 * what has expired, or at what the other side is by now. Immutable.
 */
public final class FullHandshakes extends JdkSSLEngineOptions {
  @Override
  public FullHandshakes copy() {
    return new FullHandshakes();
  }

  @Override
  public SslContextFactory sslContextFactory() {
    return new DefaultSslContextFactory(SslProvider.JDK, false) {
      @Override
      public SslContext create() throws SSLException {
        return new Forgetful(super::create);
      }
    };
  }

  /** Makes a context; each has its own memory of sessions. */
  private interface Maker {
    SslContext make() throws SSLException;
  }

  /** A context for each connection. The first one only says how they all are. */
  private static final class Forgetful extends SslContext {
    private final Maker maker;
    private final SslContext first;

    Forgetful(Maker maker) throws SSLException {
      this.maker = maker;
      this.first = maker.make();
    }

    private SslContext fresh() {
      try {
        return maker.make();
      } catch (SSLException e) {
        throw new IllegalStateException("what could be made once cannot be made again", e);
      }
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator) {
      return fresh().newEngine(allocator);
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator, String host, int port) {
      return fresh().newEngine(allocator, host, port);
    }

    @Override
    public boolean isClient() {
      return first.isClient();
    }

    @Override
    public List<String> cipherSuites() {
      return first.cipherSuites();
    }

    @Override
    @SuppressWarnings("deprecation") // Every context has to say it.
    public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
      return first.applicationProtocolNegotiator();
    }

    @Override
    public SSLSessionContext sessionContext() {
      return first.sessionContext();
    }
  }
}
