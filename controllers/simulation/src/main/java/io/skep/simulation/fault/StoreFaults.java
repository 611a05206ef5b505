package io.skep.simulation.fault;

import io.skep.store.Origin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What goes wrong between one process and the store: set while the simulation runs, and followed by
 * every {@link FaultyStore} that is given it. Nothing at first. Confined to the simulation.
 */
public final class StoreFaults {
  private final List<FaultyWatcher> watchers = new ArrayList<>();
  private Function<Origin, WriteFault> writes = origin -> WriteFault.NONE;
  private Supplier<Duration> delay = () -> Duration.ZERO;
  private boolean cut;

  /** From now on {@code faults} says, of each transaction, what is to become of it. */
  public void onWrites(Function<Origin, WriteFault> faults) {
    writes = Objects.requireNonNull(faults, "faults");
  }

  /**
   * From now on each commit reaches a watcher later by what {@code delays} gives, but never before
   * one that came earlier.
   */
  public void delayEvents(Supplier<Duration> delays) {
    delay = Objects.requireNonNull(delays, "delays");
  }

  /**
   * Cuts the streams of all watchers: what is under way to them is lost, and nothing new comes
   * until {@link #reconnect}. Writes go on.
   */
  public void cut() {
    cut = true;
    List.copyOf(watchers).forEach(FaultyWatcher::cut);
  }

  /** The streams go on from what their watchers saw last. */
  public void reconnect() {
    cut = false;
    List.copyOf(watchers).forEach(FaultyWatcher::reconnect);
  }

  /** Whether the streams are cut. */
  public boolean isCut() {
    return cut;
  }

  /** Tells all watchers that what comes next for them is not in the log any more. */
  public void expire() {
    cut = false;
    List.copyOf(watchers).forEach(FaultyWatcher::expire);
  }

  /** Ends all watches without a word, as when the process is gone. */
  public void disconnect() {
    List.copyOf(watchers).forEach(FaultyWatcher::close);
  }

  WriteFault next(Origin origin) {
    return writes.apply(origin);
  }

  Duration nextDelay() {
    return delay.get();
  }

  void add(FaultyWatcher watcher) {
    watchers.add(watcher);
  }

  void remove(FaultyWatcher watcher) {
    watchers.remove(watcher);
  }
}
