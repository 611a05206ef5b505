package io.skep.controller.queue;

import java.util.OptionalLong;

/**
 * Where a key is in a queue. Immutable.
 *
 * @param handedOut whether it is handed out
 * @param owed whether it is ready, or will be as soon as it is given back
 * @param dueNanos when it is ready by its delay or quiet period, by the loop's clock; empty if it
 *     has none
 * @param priority its class
 * @param flow whom it shares its turns with; empty before it was ready first
 */
public record QueuedKey(
    boolean handedOut, boolean owed, OptionalLong dueNanos, int priority, String flow) {
  static QueuedKey of(Entry<?> entry) {
    long wake = entry.wakeNanos();
    return new QueuedKey(
        entry.isHandedOut(),
        entry.state == Entry.State.QUEUED || entry.state == Entry.State.DIRTY,
        wake == Entry.NONE ? OptionalLong.empty() : OptionalLong.of(wake),
        entry.priority,
        entry.flow == null ? "" : entry.flow.name);
  }
}
