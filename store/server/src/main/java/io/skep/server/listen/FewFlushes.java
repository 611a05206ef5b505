package io.skep.server.listen;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Sends what a turn of the event loop has written to a connection at its end, together. Vert.x
 * flushes after each message, and each flush is a call of the system, or a record of TLS: a watch
 * that is behind writes many messages in a turn.
 */
final class FewFlushes {
  /**
   * So many flushes are one at most, so that the first of a long turn need not wait for its end.
   */
  private static final int TOGETHER = 256;

  private FewFlushes() {}

  /** Sees to {@code connection}. */
  static void on(HttpConnection connection) {
    if (connection instanceof ConnectionBase base) {
      ChannelHandlerContext context = base.channelHandlerContext();
      if (context.handler() instanceof Http2ConnectionHandler) {
        context
            .pipeline()
            .addBefore(context.name(), null, new FlushConsolidationHandler(TOGETHER, true));
      }
    }
  }
}
