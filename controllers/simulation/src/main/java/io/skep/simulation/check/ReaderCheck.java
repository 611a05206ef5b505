package io.skep.simulation.check;

import com.google.protobuf.Message;
import io.skep.informer.Feed;
import io.skep.store.Change;
import io.skep.store.Commit;
import io.skep.store.ObjectKey;
import io.skep.store.ReadTx;
import io.skep.store.Version;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Follows a feed and holds it to what really happened: versions never fall, what a version shows is
 * what the store held at it, and of each object it shows states that it had, in their order.
 */
public final class ReaderCheck implements Feed.Subscriber {
  private final String reader;
  private final History history;
  private final Violations violations;

  /** How many of the states of each object are past. */
  private final Map<ObjectKey, Integer> past = new HashMap<>(); // Never iterated.

  private Version shown = Version.ZERO;

  /** A check of what {@code reader}, a name for messages, is shown. */
  public ReaderCheck(String reader, History history, Violations violations) {
    this.reader = reader;
    this.history = history;
    this.violations = violations;
  }

  @Override
  public void onSnapshot(ReadTx at) {
    show(at);
  }

  @Override
  public void onCommit(Commit commit, ReadTx at) {
    if (!commit.version().isAfter(shown)) {
      report("rt.W-1", "is shown %s after version %s".formatted(commit.version(), shown));
    }
    show(at);
    commit.changes().forEach(change -> check(change, commit.version()));
  }

  @Override
  public void onJump(Commit difference, ReadTx at) {
    onCommit(difference, at);
  }

  @Override
  public void onBookmark(ReadTx at) {
    show(at);
  }

  @Override
  public void onEnd(Throwable cause) {}

  /** The state that was shown last must be the one that the store had. */
  private void show(ReadTx at) {
    history.read();
    if (shown.isAfter(at.version())) {
      report("rt.C-4", "goes back from version %s to %s".formatted(shown, at.version()));
    }
    shown = at.version();
    if (history.at(at.version()).isEmpty()) {
      report("rt.I-1", "shows version %s, which never was".formatted(at.version()));
    }
  }

  private void check(Change<?> change, Version version) {
    Message after = change.after().orElse(null);
    List<History.ObjectState> states = history.of(change.key());
    int next = past.getOrDefault(change.key(), 0);
    while (next < states.size() && !states.get(next).since().isAfter(version)) {
      if (Objects.equals(states.get(next++).stored(), after)) {
        past.put(change.key(), next);
        return;
      }
    }
    report(
        "rt.I-1",
        "at version %s shows %s, which is no state of it after the one shown before"
            .formatted(version, change));
  }

  private void report(String rule, String details) {
    violations.report(rule, reader + " " + details);
  }
}
