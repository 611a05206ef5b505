package io.skep.simulation.check;

import com.google.protobuf.Message;
import io.skep.store.Change;
import io.skep.store.Commit;
import io.skep.store.Interest;
import io.skep.store.ObjectKey;
import io.skep.store.ReadTx;
import io.skep.store.Store;
import io.skep.store.Version;
import io.skep.store.Watcher;
import io.skep.store.loop.Loop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All that was committed to a store since this was made, read from the store itself. Keeps every
 * state, so it grows with the run: states share what is the same in both.
 */
public final class History {
  private final Watcher watcher;
  private final TreeMap<Version, ReadTx> states = new TreeMap<>();
  private final List<Commit> commits = new ArrayList<>();
  private final Map<ObjectKey, List<ObjectState>> objects = new HashMap<>(); // Never iterated.

  /**
   * What an object was from a version on.
   *
   * @param stored null once it is gone
   */
  record ObjectState(Version since, Message stored) {}

  /** The history of {@code store} from now on; {@code loop} is of the simulation. */
  public History(Store store, Loop loop) {
    watcher = store.viewAndWatch(loop, Interest.all(), at -> states.put(at.version(), at));
  }

  /** Reads what was committed since the last call. */
  public void read() {
    // One thread runs all loops, so this is as good as reading on the watcher's own.
    while (watcher.next() instanceof Watcher.Next.Delivered delivered) {
      Commit commit = delivered.commit();
      commits.add(commit);
      states.put(commit.version(), delivered.at());
      for (Change<?> change : commit.changes()) {
        objects
            .computeIfAbsent(change.key(), key -> new ArrayList<>())
            .add(new ObjectState(commit.version(), change.after().orElse(null)));
      }
    }
  }

  /** How many commits there were. */
  public int size() {
    return commits.size();
  }

  /** Commit number {@code position}, from 0. */
  public Commit commit(int position) {
    return commits.get(position);
  }

  /** Whether anything that {@code interest} matches was committed after {@code version}. */
  public boolean hasNewsAfter(Version version, Interest interest) {
    for (int i = commits.size() - 1; i >= 0 && commits.get(i).version().isAfter(version); i--) {
      if (interest.select(commits.get(i)).filter(news -> !news.changes().isEmpty()).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /** The state at {@code version}; empty if there was none of that version. */
  public Optional<ReadTx> at(Version version) {
    return Optional.ofNullable(states.get(version));
  }

  /** The state before the commit of {@code version}. */
  public ReadTx before(Version version) {
    return states.lowerEntry(version).getValue();
  }

  /** The states of an object since the beginning, in order, without the one it began with. */
  List<ObjectState> of(ObjectKey key) {
    return objects.getOrDefault(key, List.of());
  }
}
