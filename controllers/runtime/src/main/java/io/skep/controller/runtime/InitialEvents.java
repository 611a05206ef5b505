package io.skep.controller.runtime;

import io.skep.store.ReadTx;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** The objects of a snapshot for each source in turn, found one by one. */
final class InitialEvents implements Iterator<Runnable> {
  private final Iterator<Source<?>> sources;
  private final ReadTx at;
  private String kind = "";
  private Iterator<Runnable> events = Collections.emptyIterator();

  InitialEvents(List<Source<?>> sources, ReadTx at) {
    this.sources = sources.iterator();
    this.at = at;
  }

  /** The kind of the source whose turn it is. */
  String kind() {
    return kind;
  }

  @Override
  public boolean hasNext() {
    while (!events.hasNext() && sources.hasNext()) {
      Source<?> source = sources.next();
      kind = source.kind().name();
      events = source.initial(at);
    }
    return events.hasNext();
  }

  @Override
  public Runnable next() {
    if (!hasNext()) {
      throw new NoSuchElementException("all sources have been shown every object");
    }
    return events.next();
  }
}
