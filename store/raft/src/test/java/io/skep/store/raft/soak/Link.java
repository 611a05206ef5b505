package io.skep.store.raft.soak;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A TCP proxy that can hold back what goes one way, as a network does that loses packets: nothing
 * arrives, nobody is told, and what was sent arrives when it is over, unless somebody gave up
 * first.
 */
final class Link implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 << 10;

  private final ServerSocket server;
  private final InetSocketAddress target;
  private final Valve there = new Valve();
  private final Valve back = new Valve();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong disturbed = new AtomicLong();

  Link(String host, int port, String targetHost) throws IOException {
    server = new ServerSocket(port, 50, InetAddress.getByName(host));
    target = new InetSocketAddress(InetAddress.getByName(targetHost), port);
    start("link-" + host, this::acceptAll);
  }

  private static void start(String name, Runnable task) {
    var thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void acceptAll() {
    while (!server.isClosed()) {
      try {
        Socket accepted = server.accept();
        start("connect-" + target, () -> connect(accepted));
      } catch (IOException e) {
        // It is closed, or the one who called has hung up.
      }
    }
  }

  private void connect(Socket near) {
    open.add(near);
    try {
      there.pass(this::disturb); // A handshake is held back like everything else.
      var far = new Socket();
      open.add(far);
      far.connect(target);
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
      start("there-" + target, () -> pump(near, far, there));
      start("back-" + target, () -> pump(far, near, back));
    } catch (IOException e) {
      end(near);
    }
  }

  private void pump(Socket from, Socket to, Valve valve) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      for (int read = from.getInputStream().read(buffer);
          read >= 0;
          read = from.getInputStream().read(buffer)) {
        valve.pass(this::disturb);
        to.getOutputStream().write(buffer, 0, read);
      }
    } catch (IOException e) {
      // One side has gone; so does the other.
    } finally {
      end(from);
      end(to);
    }
  }

  private void disturb() {
    disturbed.incrementAndGet();
  }

  private void end(Socket socket) {
    open.remove(socket);
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed enough.
    }
  }

  void holdThere() {
    there.shut();
  }

  void holdBack() {
    back.shut();
  }

  void reset() {
    disturbed.addAndGet(open.size());
    open.forEach(this::end);
  }

  void heal() {
    there.open();
    back.open();
  }

  long disturbed() {
    return disturbed.get();
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      // Nobody is accepted any more.
    }
    heal();
    open.forEach(this::end);
  }

  /** Lets through, or makes wait. */
  private static final class Valve {
    private boolean shut;

    synchronized void shut() {
      shut = true;
    }

    synchronized void open() {
      shut = false;
      notifyAll();
    }

    /** Returns when it is open; {@code held} is run if that was not at once. */
    synchronized void pass(Runnable held) {
      if (shut) {
        held.run();
      }
      while (shut) {
        try {
          wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }
}
