package io.skep.controller.runtime;

import com.google.protobuf.Message;
import io.skep.informer.Event;
import io.skep.store.Commit;
import io.skep.store.Kind;
import io.skep.store.Origin;
import io.skep.store.ReadTx;
import io.skep.store.Table;
import java.util.Iterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One declared source: the events of a kind, and what they lead to. Confined to the controller's
 * loop.
 *
 * @param kind the kind
 * @param reaction what to do with an event
 */
record Source<S>(Kind<S> kind, Reaction<S> reaction) {
  private static final Logger LOG = LoggerFactory.getLogger(Source.class);

  /** What an event leads to. */
  @FunctionalInterface
  interface Reaction<S> {
    /**
     * Takes note of {@code event}.
     *
     * @param change the same, as it is stored
     * @param at all objects as the event left them
     */
    void on(Event<S> event, NetChange change, ReadTx at);
  }

  /** The objects of {@code at}, each an event that is still to be shown. */
  Iterator<Runnable> initial(ReadTx at) {
    Iterator<S> objects = at.scan(kind, "");
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return objects.hasNext();
      }

      @Override
      public Runnable next() {
        S object = objects.next();
        return () -> showInitial(object, at);
      }
    };
  }

  private void showInitial(S object, ReadTx at) {
    var change = new NetChange(kind.table(), null, stored(kind.table(), object, at));
    react(new Event.Added<>(object, at.version(), Origin.NONE, true), change, at);
  }

  private <M extends Message> Message stored(Table<M> table, S object, ReadTx at) {
    return kind == table ? table.type().cast(object) : at.get(table, kind.id(object)).orElseThrow();
  }

  /**
   * Shows what happened to one object, if that is one of the kind.
   *
   * @param about the commit, or a difference that stands for several
   * @param jump whether it stands for several
   */
  void show(NetChange change, Commit about, boolean jump, ReadTx before, ReadTx at) {
    S old = read(change.before(), before);
    S now = read(change.after(), at);
    if (old == null && now != null) {
      react(new Event.Added<>(now, about.version(), about.origin(), false), change, at);
    } else if (old != null && now == null) {
      react(new Event.Deleted<>(old, about.version(), about.origin(), jump), change, at);
    } else if (old != now) {
      react(new Event.Updated<>(old, now, about.version(), about.origin()), change, at);
    }
  }

  /** What one event leads to must not keep the others from being shown. */
  private void react(Event<S> event, NetChange change, ReadTx at) {
    try {
      reaction.on(event, change, at);
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Throwable e) {
      LOG.error(
          "a source threw on {} {} at version {}; the run that it should have asked for may be missing",
          kind.name(),
          kind.id(event.object()),
          event.version(),
          e);
    }
  }

  /**
   * The object in {@code stored}, which stands in {@code at}; null if there is none of the kind.
   */
  private S read(Message stored, ReadTx at) {
    if (stored == null) {
      return null;
    }
    if (kind.table() == kind) {
      return kind.type().cast(stored);
    }
    // The snapshot keeps what it has decoded.
    return kind.owns(stored) ? at.get(kind, NetChange.id(kind.table(), stored)).orElse(null) : null;
  }
}
