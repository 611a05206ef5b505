package io.skep.orchestrator.allocation;

import io.skep.api.Network;
import io.skep.store.ReadTx;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** One look at all that is due: what is there, and what is to be written. */
final class Round {
  /** Some 20 ms of work: the loop has others to serve. */
  private static final int MOST_LOOKS = 4096;

  private final List<Step> steps = new ArrayList<>();
  private final ReadTx at;
  private final Instant now;
  private int looks;

  /**
   * A change of one object.
   *
   * @param undone has it looked at again if the change was not written
   */
  record Step(Consumer<Tx> change, Runnable undone) implements Consumer<Tx> {
    @Override
    public void accept(Tx tx) {
      change.accept(tx);
    }
  }

  Round(ReadTx at, Instant now) {
    this.at = at;
    this.now = now;
  }

  ReadTx at() {
    return at;
  }

  Instant now() {
    return now;
  }

  /** The ids to look at now: all of {@code list}, unless the round becomes too long. */
  List<String> take(WaitingList list) {
    List<String> taken = list.take(MOST_LOOKS - looks);
    looks += taken.size();
    return taken;
  }

  /** Writes {@code change} at the end; if that fails {@code id} is on {@code list} again. */
  void write(WaitingList list, String id, Consumer<Tx> change) {
    write(change, () -> list.add(id));
  }

  void write(Consumer<Tx> change, Runnable undone) {
    steps.add(new Step(change, undone));
  }

  List<Step> steps() {
    return steps;
  }

  /** Refuses addresses of networks that are not there any more, or have other blocks by now. */
  static void checkUnchanged(Tx tx, Network seen, String what) {
    Optional<Network> stored = tx.get(Kinds.NETWORK, seen.getId());
    if (stored.filter(network -> network.getIpam().equals(seen.getIpam())).isEmpty()) {
      throw new StaleAllocationException(
          what,
          "network %s %s".formatted(seen.getId(), stored.isEmpty() ? "is gone" : "was changed"));
    }
  }
}
