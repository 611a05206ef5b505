package io.skep.store.memory;

import io.skep.store.Change;
import io.skep.store.Fork;
import io.skep.store.Interest;
import io.skep.store.Kind;
import io.skep.store.ReadTx;
import io.skep.store.Version;
import java.util.List;

/** A transaction that nobody commits. One thread at a time. */
final class MemoryFork implements Fork, Reads {
  /**
   * The version of what is written here: in the upper half of all versions, which no store ever
   * reaches.
   */
  private static final Version PLANNED = new Version(Long.MIN_VALUE);

  /** A transaction remembers each write, to take it back; a fork need not remember more. */
  private static final int WRITES_REMEMBERED = 1_024;

  private final Root base;
  private final Supplies supplies;
  private Transaction plan;

  MemoryFork(Root base, Supplies supplies) {
    this.base = base;
    this.supplies = supplies;
    this.plan = planOn(base);
  }

  private Transaction planOn(Root root) {
    return new Transaction(root, PLANNED, supplies, null);
  }

  @Override
  public ReadTx base() {
    return base;
  }

  @Override
  public Version version() {
    return base.version();
  }

  @Override
  public String historyId() {
    return base.historyId();
  }

  @Override
  public List<Change<?>> diff() {
    return new Difference(base, root(), Interest.all()).changes();
  }

  @Override
  public StoreTimers timers() {
    return base.timers();
  }

  @Override
  public TableView<?> tableOf(Kind<?> kind) {
    return plan.tableOf(kind);
  }

  @Override
  public String newId() {
    return plan.newId();
  }

  @Override
  public <T> T create(Kind<T> kind, T object) {
    return forgetful(plan.create(kind, object));
  }

  @Override
  public <T> T update(Kind<T> kind, T object) {
    return forgetful(plan.update(kind, object));
  }

  @Override
  public <T> T delete(Kind<T> kind, String id) {
    return forgetful(plan.delete(kind, id));
  }

  @Override
  public void apply(List<Change<?>> changes) {
    plan.apply(changes);
    forgetful(null);
  }

  /** All objects as they are here now. */
  private Root root() {
    return base.committed(base.historyId(), base.version(), plan.draft().freeze());
  }

  private <T> T forgetful(T written) {
    if (plan.draft().size() > WRITES_REMEMBERED) {
      plan = planOn(root());
    }
    return written;
  }

  @Override
  public String toString() {
    return "fork of " + base;
  }
}
