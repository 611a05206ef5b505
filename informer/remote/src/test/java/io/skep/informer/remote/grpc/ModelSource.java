package io.skep.informer.remote.grpc;

import com.google.protobuf.Message;
import io.skep.api.v1.LogEntry;
import io.skep.informer.remote.Source;
import io.skep.store.ResumePoint;
import io.skep.store.Table;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A {@link SwarmStream} on a {@link ModelManager}, step by step: of lists and of the watch, either
 * may come first. On one loop.
 */
final class ModelSource implements Source {
  static final List<Table<?>> TABLES = List.of(Kinds.SERVICE, Kinds.NODE);

  private final ModelManager manager;
  private final Loop loop;
  private final Random random;
  private Line line;
  private boolean losing;
  private boolean lost;

  ModelSource(ModelManager manager, Loop loop, Random random) {
    this.manager = manager;
    this.loop = loop;
    this.random = random;
  }

  @Override
  public boolean isExact() {
    return false;
  }

  @Override
  public Stream open(Optional<ResumePoint> from, Receiver receiver) {
    line = new Line(from, receiver);
    return line;
  }

  boolean isOpen() {
    return line != null;
  }

  /** One step on; false if there is none to do. */
  boolean step() {
    return line != null && line.step();
  }

  void relist() {
    if (line != null && line.opened && line.listing == null) {
      line.list();
    }
  }

  void cut() {
    end(Optional.of(new IllegalStateException("cut")));
  }

  /** Ends the watch in good order. */
  void finish() {
    end(Optional.empty());
  }

  /** Loses the next message of the watch. */
  void lose() {
    losing = true;
  }

  /** Whether a message got lost since this was asked last. */
  boolean hasLost() {
    boolean so = lost;
    lost = false;
    return so;
  }

  /** Sends the last message of the watch again. */
  void repeat() {
    if (line != null && line.opened && line.next > line.begin && line.listing == null) {
      Line open = line;
      LogEntry last = told(manager.log.get(open.next - 1));
      loop.execute(() -> open.receiver.commit(last));
    }
  }

  private void end(Optional<Throwable> cause) {
    Line open = line;
    line = null;
    if (open != null) {
      loop.execute(() -> open.receiver.ended(cause));
    }
  }

  /** Most commits come without their version. */
  private LogEntry told(LogEntry commit) {
    return random.nextInt(4) == 0 ? commit : commit.toBuilder().clearVersion().build();
  }

  private final class Line implements Stream {
    private final Optional<ResumePoint> from;
    private final Receiver receiver;
    private boolean opened;
    private int begin;
    private int next;
    private Listing listing;
    private Iterator<Table<?>> rest;

    Line(Optional<ResumePoint> from, Receiver receiver) {
      this.from = from;
      this.receiver = receiver;
    }

    boolean step() {
      if (!opened) {
        open();
        return true;
      }
      boolean mayWatch = next < manager.log.size();
      if (listing != null && (!mayWatch || random.nextBoolean())) {
        listNext();
        return true;
      }
      if (mayWatch) {
        watch(told(manager.log.get(next++)));
      }
      return mayWatch;
    }

    private void open() {
      long place = from.map(point -> point.version().index()).orElse(manager.index);
      if (place > manager.index || place < manager.compacted) {
        line = null;
        loop.execute(() -> receiver.compacted("cannot go on at " + place));
        return;
      }
      opened = true;
      while (begin < manager.log.size() && manager.log.get(begin).getVersion() <= place) {
        begin++;
      }
      next = begin;
      loop.execute(receiver::opened);
      if (from.isEmpty()) {
        list();
      }
    }

    private void list() {
      listing = new Listing(TABLES);
      rest = TABLES.iterator();
    }

    private void listNext() {
      if (rest.hasNext()) {
        add(rest.next());
      } else {
        var all = listing.folded();
        listing = null;
        loop.execute(() -> receiver.snapshot(all));
      }
    }

    private <M extends Message> void add(Table<M> table) {
      listing.add(table, manager.list(table));
    }

    private void watch(LogEntry commit) {
      if (losing) {
        losing = false;
        lost = true;
      } else if (listing != null) {
        listing.add(commit);
      } else {
        loop.execute(() -> receiver.commit(commit));
      }
    }

    @Override
    public void cancel() {
      if (line == this) {
        line = null;
      }
    }
  }
}
