package io.skep.informer.peer;

import io.skep.informer.Feed;
import io.skep.store.Commit;
import io.skep.store.Interest;
import io.skep.store.ReadTx;
import io.skep.store.Version;
import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * A feed that was recorded from another one, and brings its one subscriber commit after commit as
 * the caller asks. After the last it begins again, with versions that go back: the record must end
 * with the objects as they were at its start. Confined to one thread.
 */
final class Replay implements Feed {
  private final Loop loop;
  private final List<Step> steps = new ArrayList<>();
  private ReadTx at;
  private Subscriber subscriber;
  private int next;

  private Replay(Loop loop) {
    this.loop = loop;
  }

  /** Begins to record what {@code source} brings to whoever has {@code interest}. */
  static Replay of(Feed source, Interest interest) {
    var replay = new Replay(source.loop());
    source.subscribe(interest, replay.new Recorder());
    return replay;
  }

  /** Brings the next commit, and returns when the subscriber has taken it. */
  void advance() {
    Step step = steps.get(next);
    next = next + 1 == steps.size() ? 0 : next + 1;
    at = step.at;
    subscriber.onCommit(step.commit, step.at);
  }

  @Override
  public Loop loop() {
    return loop;
  }

  @Override
  public Subscription subscribe(Interest interest, Subscriber another) {
    subscriber = another;
    loop.execute(() -> another.onSnapshot(at));
    return () -> {};
  }

  @Override
  public Future<Version> start() {
    return Future.succeededFuture(at.version());
  }

  @Override
  public ReadTx at() {
    return at;
  }

  @Override
  public Future<ReadTx> atLeast(Version version) {
    return Future.succeededFuture(at);
  }

  @Override
  public Future<Void> stop() {
    return Future.succeededFuture();
  }

  private record Step(Commit commit, ReadTx at) {}

  private final class Recorder implements Subscriber {
    @Override
    public void onSnapshot(ReadTx first) {
      at = first;
    }

    @Override
    public void onCommit(Commit commit, ReadTx after) {
      steps.add(new Step(commit, after));
    }

    @Override
    public void onJump(Commit difference, ReadTx after) {
      throw new IllegalStateException("the record has a hole before " + after.version());
    }

    @Override
    public void onBookmark(ReadTx after) {}

    @Override
    public void onEnd(Throwable cause) {}
  }
}
