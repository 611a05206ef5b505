package io.skep.store.raft.soak;

import com.google.protobuf.Message;
import io.skep.store.Change;
import io.skep.store.Commit;
import io.skep.store.Interest;
import io.skep.store.ResumePoint;
import io.skep.store.Store;
import io.skep.store.Version;
import io.skep.store.Watcher;
import io.skep.store.Watcher.Next;
import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Watches everything and tells what it is given, by the name of the watch:
 *
 * <pre>
 * begins NAME VERSION DIGEST TOTAL
 * commit NAME VERSION PREDECESSOR CHANGES VERSION DIGEST TOTAL
 * bookmark NAME VERSION
 * compacted NAME OLDEST
 * </pre>
 *
 * <p>The last three are of the state that came with it. Any thread.
 */
final class MemberWatches {
  /** Of so many commits, {@link Bug#GAPS_IN_WATCHES} leaves out one. */
  private static final int GAP = 500;

  private final Store store;
  private final Loop loop;
  private final Lines lines;
  private final Bug bug;
  private final Map<String, Watcher> open = new HashMap<>(); // On the loop only.
  private int given;

  MemberWatches(Store store, Loop loop, Lines lines, Bug bug) {
    this.store = store;
    this.loop = loop;
    this.lines = lines;
    this.bug = bug;
  }

  Future<String> begin(String name) {
    return onLoop(
        () -> {
          Watcher watcher =
              store.viewAndWatch(
                  loop,
                  Interest.all(),
                  view -> lines.tell("begins " + name + " " + MemberCalls.state(view)));
          follow(name, watcher);
          return "";
        });
  }

  /** Goes on after {@code version} of this history. */
  Future<String> resume(String name, long version) {
    return onLoop(
        () -> {
          var point = new ResumePoint(store.historyId(), new Version(version));
          follow(name, store.watchFrom(loop, Interest.all(), point));
          return "";
        });
  }

  Future<String> end(String name) {
    return onLoop(
        () -> {
          Optional.ofNullable(open.remove(name)).ifPresent(Watcher::close);
          return "";
        });
  }

  private Future<String> onLoop(Supplier<String> task) {
    Promise<String> done = Promise.promise();
    loop.execute(
        () -> {
          try {
            done.complete(task.get());
          } catch (RuntimeException e) {
            done.fail(e);
          }
        });
    return done.future();
  }

  private void follow(String name, Watcher watcher) {
    open.put(name, watcher);
    watcher.onReady(() -> tellAll(name, watcher));
    tellAll(name, watcher);
  }

  private void tellAll(String name, Watcher watcher) {
    Next next = watcher.next();
    for (; next instanceof Next.Delivered delivered; next = watcher.next()) {
      if (bug != Bug.GAPS_IN_WATCHES || ++given % GAP != 0) {
        lines.tell(
            "commit %s %s %s"
                .formatted(name, text(delivered.commit()), MemberCalls.state(delivered.at())));
      }
    }
    if (next instanceof Next.CaughtUp bookmark) {
      lines.tell("bookmark " + name + " " + bookmark.at().version());
    } else if (next instanceof Next.Compacted lost) {
      open.remove(name);
      lines.tell("compacted " + name + " " + lost.oldest());
    }
  }

  private static String text(Commit commit) {
    long digest = 17;
    for (Change<?> change : commit.changes()) {
      digest = Ledger.mix(digest, change.key().toString());
      digest = 31 * digest + hash(change.before());
      digest = 31 * digest + hash(change.after());
    }
    return "%s %s %x".formatted(commit.version(), commit.predecessor(), digest);
  }

  private static int hash(Optional<? extends Message> object) {
    return object.map(each -> each.toByteString().hashCode()).orElse(0);
  }
}
