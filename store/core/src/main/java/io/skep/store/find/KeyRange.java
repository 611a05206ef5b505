package io.skep.store.find;

import io.skep.store.PageCursor;
import io.skep.store.index.Keyed;
import io.skep.store.index.OrderedMap;
import io.skep.store.index.Posting;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The entries under a span of the keys of an index, by key, then id; an entry with several such
 * keys is at the least.
 */
final class KeyRange<E extends Keyed> extends Plan<E> {
  private final OrderedMap<E> byId;
  private final OrderedMap<Posting> index;
  private final KeysOf<E> keys;
  private final KeySpan span;

  /** Whether no entry has several keys. */
  private final boolean single;

  KeyRange(
      OrderedMap<E> byId, OrderedMap<Posting> index, KeysOf<E> keys, KeySpan span, boolean single) {
    this.byId = byId;
    this.index = index;
    this.keys = keys;
    this.span = span;
    this.single = single;
  }

  @Override
  public void forEach(Consumer<? super E> sink) {
    forEachId(id -> sink.accept(Entries.of(byId, id)));
  }

  private void forEachId(Consumer<? super String> sink) {
    if (single) {
      span.in(index).forEachRemaining(ids -> ids.forEach(sink));
      return;
    }
    Set<String> seen = new HashSet<>(); // Asked only, never walked.
    span.in(index)
        .forEachRemaining(
            ids ->
                ids.forEach(
                    id -> {
                      if (seen.add(id)) {
                        sink.accept(id);
                      }
                    }));
  }

  @Override
  public Iterator<E> from(PageCursor start) {
    return start.member() > 0 ? Collections.emptyIterator() : new Walk(start.key(), start.id());
  }

  @Override
  public PageCursor after(E entry) {
    return new PageCursor(0, keys.least(entry, span), next(entry.key()));
  }

  @Override
  public int count() {
    if (single) {
      return steps(Integer.MAX_VALUE);
    }
    int[] count = {0};
    forEachId(id -> count[0]++);
    return count[0];
  }

  @Override
  boolean finds(E entry) {
    return keys.least(entry, span) != null;
  }

  @Override
  Iterator<E> byId(String from) {
    List<Posting> postings = new ArrayList<>();
    span.in(index).forEachRemaining(postings::add);
    return new Entries<>(byId, new MergedIds(postings, from));
  }

  @Override
  int steps(int enough) {
    int steps = 0;
    for (var postings = span.in(index); postings.hasNext() && steps < enough; ) {
      steps += postings.next().count();
    }
    return steps;
  }

  /** Key by key. An entry is passed at keys that are not its least. */
  private final class Walk implements Iterator<E> {
    private final Iterator<Posting> postings;
    private Iterator<E> entries = Collections.emptyIterator();

    Walk(String key, String id) {
      postings = span.in(index, key);
      if (postings.hasNext()) {
        Posting first = postings.next();
        enter(first, first.key().equals(key) ? id : "");
      }
    }

    private void enter(Posting posting, String id) {
      Iterator<E> all = new Entries<>(byId, posting.from(id));
      entries =
          single
              ? all
              : new Matching<>(all, entry -> posting.key().equals(keys.least(entry, span)));
    }

    @Override
    public boolean hasNext() {
      while (!entries.hasNext() && postings.hasNext()) {
        enter(postings.next(), "");
      }
      return entries.hasNext();
    }

    @Override
    public E next() {
      if (!hasNext()) {
        throw new NoSuchElementException("nothing is left; ask hasNext() first");
      }
      return entries.next();
    }
  }
}
