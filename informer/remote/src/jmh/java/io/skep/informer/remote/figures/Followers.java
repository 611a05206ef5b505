package io.skep.informer.remote.figures;

import io.skep.api.Snapshot;
import io.skep.api.v1.LogEntry;
import io.skep.informer.remote.Source;
import io.skep.informer.remote.grpc.Server;
import io.skep.informer.remote.grpc.SkepSource;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VertxLoop;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;

/** Clients of {@code skep.v1}, each with a connection of its own, that count commits. */
final class Followers implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final List<Follower> all = new ArrayList<>();

  /** Returns once all have had their snapshot. */
  Followers(int port, int count) throws InterruptedException {
    var opened = new CountDownLatch(count);
    for (int i = 0; i < count; i++) {
      var follower = new Follower(opened);
      all.add(follower);
      VertxLoop loop = VertxLoop.on(vertx);
      var source = new SkepSource(vertx, Server.tcp("127.0.0.1", port), List.of(Kinds.NODE));
      loop.execute(() -> source.open(Optional.empty(), follower));
    }
    opened.await();
  }

  /** How many commits the slowest has read. */
  long slowest() {
    return counts().min().orElseThrow();
  }

  private LongStream counts() {
    return all.stream().mapToLong(follower -> follower.commits);
  }

  @Override
  public void close() {
    vertx.close();
  }

  private static final class Follower implements Source.Receiver {
    private final CountDownLatch opened;
    private volatile long commits;

    Follower(CountDownLatch opened) {
      this.opened = opened;
    }

    @Override
    public void snapshot(Snapshot snapshot) {
      opened.countDown();
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // Only its loop writes it.
    public void commit(LogEntry commit) {
      commits++;
    }

    @Override
    public void opened() {}

    @Override
    public void heard() {}

    @Override
    public void bookmark(Version version) {}

    @Override
    public void compacted(String details) {
      throw new IllegalStateException(details);
    }

    @Override
    public void ended(Optional<Throwable> cause) {}
  }
}
