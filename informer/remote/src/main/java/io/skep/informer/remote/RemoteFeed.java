package io.skep.informer.remote;

import io.skep.api.Snapshot;
import io.skep.api.v1.LogEntry;
import io.skep.informer.Feed;
import io.skep.informer.StoppedException;
import io.skep.informer.feed.StoreFeed;
import io.skep.informer.remote.EntryChanges.DoesNotFit;
import io.skep.store.Interest;
import io.skep.store.ReadTx;
import io.skep.store.ResumePoint;
import io.skep.store.Store;
import io.skep.store.Version;
import io.skep.store.loop.Answer;
import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The feed of a store in another process. It keeps a copy of the store here, and everything that
 * reads a feed reads that: the same informers, indexes and snapshots as over a store in this
 * process.
 *
 * <pre>{@code
 * var feed = new RemoteFeed(loop, source, RemoteOptions.of(Kinds.ALL, random));
 * var tasks = new SharedInformers(feed).of(Kinds.TASK);
 * feed.start();
 * }</pre>
 *
 * <p>A lost connection is tried again until {@link #stop}; what was read stays readable, and {@link
 * #connection} tells since when it is old. The stream then goes on where it ended; only if it
 * cannot, because the server has dropped commits, is in another history, or tells changes that do
 * not fit, is a new snapshot taken and compared, and subscribers hear exactly what differs. Until a
 * snapshot is complete nobody sees any of it.
 *
 * <p>Versions are those of the server. Only after a setback, a server that has lost commits, they
 * are higher: see {@link Tally#setbacks}.
 */
public final class RemoteFeed implements Feed {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteFeed.class);

  /** A stream that ends sooner and brought nothing has failed. */
  private static final Duration SHORT = Duration.ofSeconds(1);

  private final Loop loop;
  private final Source source;
  private final Duration silence;
  private final Mirror mirror;
  private final Pursuit pursuit;
  private final StoreFeed local;
  private final OwnWrites own;
  private final Backoff backoff;
  private final AtomicBoolean startAsked = new AtomicBoolean();
  private final Promise<Version> started = Promise.promise();

  // Confined to the loop.
  private Link link;
  private Loop.Timer retry;
  private boolean stopped;

  /** Whether the copy has had its first snapshot. */
  private boolean begun;

  private volatile Consumer<? super Throwable> loss = reason -> {};

  private volatile Connection connection = Connection.HOLDS;

  private volatile Tally tally = Tally.NONE;

  /**
   * A feed on {@code loop} that gets from {@code source}; nothing happens before {@link #start}.
   */
  public RemoteFeed(Loop loop, Source source, RemoteOptions options) {
    this.loop = Objects.requireNonNull(loop, "loop");
    this.source = Objects.requireNonNull(source, "source");
    this.silence = options.silence();
    this.mirror = new Mirror(options, loop.clock());
    this.own = new OwnWrites(mirror, loop, () -> at().version(), this::alarmed);
    this.pursuit =
        source.isExact() ? new ExactPursuit(mirror, own::setBack) : new FoldedPursuit(mirror);
    this.local = new StoreFeed(mirror.store(), loop);
    local.subscribe(Interest.all(), own);
    this.backoff = new Backoff(options.reconnect(), options.random(), loop.clock());
  }

  @Override
  public Loop loop() {
    return loop;
  }

  @Override
  public Subscription subscribe(Interest interest, Subscriber subscriber) {
    interest.tables().forEach(table -> mirror.store().view().count(table)); // Refuses others.
    return local.subscribe(interest, subscriber);
  }

  /**
   * Connects; the future completes when the first snapshot is published, however long the server
   * cannot be reached before.
   */
  @Override
  public Future<Version> start() {
    if (startAsked.compareAndSet(false, true)) {
      loop.execute(this::connect);
    }
    return Answer.of(started.future());
  }

  /**
   * Tells {@code listener} why, on the feed's loop, whenever the connection is lost or cannot be
   * had: a {@link SourceException} if the server said so. The feed tries again all the same; this
   * is for those who want to tell people, or to give up. The last listener counts.
   */
  public void onLoss(Consumer<? super Throwable> listener) {
    loss = Objects.requireNonNull(listener, "listener");
  }

  @Override
  public ReadTx at() {
    return local.at();
  }

  @Override
  public Future<ReadTx> atLeast(Version version) {
    return local.atLeast(version);
  }

  @Override
  public Version newest() {
    return local.newest();
  }

  @Override
  public long jumps() {
    return local.jumps();
  }

  @Override
  public Connection connection() {
    return connection;
  }

  /** What has happened so far. Any thread. */
  public Tally tally() {
    return tally;
  }

  @Override
  public Future<Void> stop() {
    loop.execute(this::end);
    return local.stop().onComplete(ended -> mirror.store().close());
  }

  private void end() {
    if (stopped) {
      return;
    }
    stopped = true;
    hangUp();
    own.close();
    if (retry != null) {
      retry.cancel();
    }
    if (!begun) {
      started.fail(new StoppedException("the feed was stopped"));
    }
  }

  /** The copy, for who writes to the server; it is not to be written. */
  Store copy() {
    return mirror.store();
  }

  /**
   * The history that the server was in when it was heard last. Any thread.
   *
   * @throws IllegalStateException before the first snapshot
   */
  String serverHistory() {
    at(); // Refuses.
    return pursuit.history();
  }

  /** Whether the copy has all fields of its objects. Any thread. */
  boolean isWhole() {
    return source.isWhole();
  }

  /**
   * What was written through this feed and does not show in it yet. Empty if the copy could not
   * tell when it does: versions of a source that is not exact do not compare, and what a filter
   * leaves out never shows.
   */
  Optional<OwnWrites> own() {
    return source.isExact() && source.isComplete() ? Optional.of(own) : Optional.empty();
  }

  private void alarmed() {
    loop.execute(() -> tally = tally.alarm());
  }

  /** The server's {@code version} as this feed counts. Any thread. */
  Version here(Version version) {
    return mirror.here(version);
  }

  private void connect() {
    retry = null;
    if (stopped) {
      return;
    }
    link = new Link(pursuit.begin());
    link.open();
  }

  private void hangUp() {
    if (link != null) {
      link.close();
      link = null;
    }
  }

  /** Tries again, after a wait if there was a failure. */
  private void reconnect(boolean failed, Throwable reason) {
    hangUp();
    if (failed) {
      Duration wait = backoff.afterFailure();
      LOG.info(
          "the connection to the store is lost ({}); it is tried again in {}",
          reason.getMessage(),
          wait);
      connection = connection.lost(loop.clock().instant());
      retry = loop.after(wait, this::connect);
      loss.accept(reason);
    } else {
      LOG.debug("the stream from the store has ended ({}); another one is opened", reason);
      loop.execute(this::connect);
    }
  }

  private void publish() {
    if (begun) {
      local.atLeast(mirror.version()); // Looks for what is new.
    } else {
      begun = true;
      local.start().onComplete(started);
    }
  }

  /** What may find that the copy cannot go on. */
  private interface Step {
    void run() throws DoesNotFit;
  }

  /** One stream. What comes after it was closed does not count. */
  private final class Link implements Source.Receiver {
    private final Optional<ResumePoint> from;
    private final long openedAt = loop.clock().nanoTime();
    private Source.Stream stream;
    private Loop.Timer watchdog;
    private boolean closed;
    private boolean answered;
    private boolean useful;

    Link(Optional<ResumePoint> from) {
      this.from = from;
    }

    void open() {
      stream = source.open(from, this);
      watch();
    }

    void close() {
      closed = true;
      if (watchdog != null) {
        watchdog.cancel();
      }
      if (stream != null) {
        stream.cancel();
      }
    }

    /** Counts the silence from now on. */
    private void watch() {
      if (watchdog != null) {
        watchdog.cancel();
      }
      watchdog =
          loop.after(silence, () -> fail(new IOException("nothing was heard for " + silence)));
    }

    /** Whether what comes counts; then the silence is over. */
    private boolean hears() {
      if (!closed) {
        watch();
      }
      return !closed;
    }

    private void fail(Exception reason) {
      if (!closed) {
        reconnect(true, reason);
      }
    }

    /** Begins again with a snapshot, as the copy cannot go on. */
    private void gap(DoesNotFit reason) {
      LOG.warn(
          "the copy of the store cannot go on: {}; a snapshot is taken and compared",
          reason.getMessage());
      pursuit.lose();
      tally = tally.gap();
      fail(reason);
    }

    @Override
    public void opened() {
      if (closed || answered) {
        return;
      }
      answered = true;
      watch();
      if (from.isPresent()) {
        tally = tally.resume();
        connection = connection.restored();
      }
    }

    @Override
    public void heard() {
      hears();
    }

    @Override
    public void snapshot(Snapshot snapshot) {
      if (!hears()) {
        return;
      }
      Version before = mirror.version();
      try {
        boolean setback = pursuit.snapshot(snapshot);
        tally = tally.snapshot(setback);
        own.installed(before, mirror.store().view(), setback);
      } catch (DoesNotFit e) {
        fail(new IOException("the snapshot cannot be used: " + e.getMessage(), e));
        return;
      }
      useful = true;
      connection = connection.restored();
      publish();
    }

    @Override
    public void commit(LogEntry commit) {
      if (!hears()) {
        return;
      }
      take(() -> tally = tally.repeat(pursuit.commit(commit)));
    }

    private void take(Step step) {
      Version before = mirror.version();
      try {
        step.run();
      } catch (DoesNotFit e) {
        gap(e);
        return;
      }
      if (mirror.version().isAfter(before)) {
        useful = true;
        publish();
      }
    }

    @Override
    public void bookmark(Version version) {
      if (!hears()) {
        return;
      }
      take(() -> pursuit.bookmark(version));
    }

    @Override
    public void compacted(String details) {
      if (closed) {
        return;
      }
      LOG.info("the stream cannot go on: {}; a snapshot is taken and compared", details);
      pursuit.lose();
      // Who has just had a snapshot, and is too slow already, had better wait.
      reconnect(from.isEmpty(), new IOException(details));
    }

    @Override
    public void ended(Optional<Throwable> cause) {
      if (closed) {
        return;
      }
      boolean tooShort = !useful && loop.clock().nanoTime() - openedAt < SHORT.toNanos();
      reconnect(
          cause.isPresent() || tooShort,
          cause.orElseGet(() -> new IOException("the server has ended the stream")));
    }
  }
}
