package io.skep.server.listen;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Lets callers name the server as they like. Go's gRPC, and so SwarmKit's command line, names the
 * path of the socket, which is no name of a host: Vert.x would reset the call. Nothing here depends
 * on the name.
 */
final class AnyAuthority extends Http2FrameListenerDecorator {
  private static final String HERE = "localhost";

  private AnyAuthority(Http2FrameListener listener) {
    super(listener);
  }

  /** Sees to the calls of {@code connection}, of which none has come yet. */
  static void on(HttpConnection connection) {
    if (connection instanceof ConnectionBase base
        && base.channelHandlerContext().handler() instanceof Http2ConnectionHandler http2) {
      Http2ConnectionDecoder decoder = http2.decoder();
      decoder.frameListener(new AnyAuthority(decoder.frameListener()));
    }
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext context, int stream, Http2Headers headers, int padding, boolean last)
      throws Http2Exception {
    super.onHeadersRead(context, stream, named(headers), padding, last);
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext context,
      int stream,
      Http2Headers headers,
      int dependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean last)
      throws Http2Exception {
    super.onHeadersRead(
        context, stream, named(headers), dependency, weight, exclusive, padding, last);
  }

  private static Http2Headers named(Http2Headers headers) {
    CharSequence name = headers.authority();
    if (name != null && HostAndPort.parseAuthority(name.toString(), -1) == null) {
      headers.authority(HERE);
    }
    return headers;
  }
}
