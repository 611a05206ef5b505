package io.skep.informer.remote;

import io.skep.informer.Feed;
import io.skep.store.Commit;
import io.skep.store.ReadTx;
import io.skep.store.Version;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Takes down what a feed brings, checks that no version goes back, and waits for a state. */
final class States implements Feed.Subscriber {
  private final Predicate<ReadTx> wanted;
  private final Promise<ReadTx> met = Promise.promise();

  /** What came, in order. Read when the feed is at rest. */
  final List<Commit> commits = new ArrayList<>();

  final List<Commit> jumps = new ArrayList<>();
  final List<String> faults = new ArrayList<>();
  private Version last = Version.ZERO;

  States(Predicate<ReadTx> wanted) {
    this.wanted = wanted;
  }

  Future<ReadTx> met() {
    return met.future();
  }

  private void at(ReadTx at) {
    if (last.isAfter(at.version())) {
      faults.add("%s came after %s".formatted(at.version(), last));
    }
    last = at.version();
    if (wanted.test(at)) {
      met.tryComplete(at);
    }
  }

  @Override
  public void onSnapshot(ReadTx at) {
    at(at);
  }

  @Override
  public void onCommit(Commit commit, ReadTx at) {
    commits.add(commit);
    at(at);
  }

  @Override
  public void onJump(Commit difference, ReadTx at) {
    jumps.add(difference);
    at(at);
  }

  @Override
  public void onBookmark(ReadTx at) {
    at(at);
  }

  @Override
  public void onEnd(Throwable cause) {
    met.tryFail(cause);
  }
}
