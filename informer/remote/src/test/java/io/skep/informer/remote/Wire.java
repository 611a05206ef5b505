package io.skep.informer.remote;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;

/** A line on this machine that can be cut, and held. */
final class Wire {
  private final Vertx vertx;
  private final List<NetSocket> ends = new ArrayList<>();
  private final NetServer server;
  private SocketAddress target;
  private boolean open = true;

  private Wire(Vertx vertx, SocketAddress target) {
    this.vertx = vertx;
    this.target = target;
    this.server = vertx.createNetServer();
  }

  static Wire to(Vertx vertx, int target) {
    return between(vertx, SocketAddress.inetSocketAddress(0, "127.0.0.1"), here(target));
  }

  private static SocketAddress here(int port) {
    return SocketAddress.inetSocketAddress(port, "127.0.0.1");
  }

  /** To a socket in the file system, or from one. */
  static Wire between(Vertx vertx, SocketAddress near, SocketAddress far) {
    var wire = new Wire(vertx, far);
    Rig.await(wire.server.connectHandler(wire::accept).listen(near));
    return wire;
  }

  int port() {
    return server.actualPort();
  }

  private synchronized void accept(NetSocket near) {
    if (!open) {
      near.close();
      return;
    }
    near.pause();
    vertx
        .createNetClient()
        .connect(target)
        .onFailure(failure -> near.close())
        .onSuccess(far -> join(near, far));
  }

  private synchronized void join(NetSocket near, NetSocket far) {
    ends.add(near);
    ends.add(far);
    near.pipeTo(far);
    far.pipeTo(near);
    if (!open) {
      closeAll();
    }
  }

  /**
   * Closes all connections, and lets nobody through until {@link #mend}. What is sent after this
   * returns does not arrive.
   */
  void cut() {
    Rig.await(closeAll());
  }

  private synchronized Future<Void> closeAll() {
    open = false;
    Future<Void> closed = Future.join(ends.stream().map(NetSocket::close).toList()).mapEmpty();
    ends.clear();
    return closed;
  }

  /** Keeps all connections open, and lets nothing through them any more. */
  synchronized void hold() {
    ends.forEach(NetSocket::pause);
  }

  /** Leads new connections to another port. */
  synchronized void lead(int port) {
    target = here(port);
  }

  synchronized void mend() {
    open = true;
  }

  Future<Void> close() {
    return server.close();
  }
}
