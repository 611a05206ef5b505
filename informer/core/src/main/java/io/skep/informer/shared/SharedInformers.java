package io.skep.informer.shared;

import io.skep.informer.Feed;
import io.skep.informer.Informer;
import io.skep.informer.Informers;
import io.skep.informer.view.Lens;
import io.skep.store.Kind;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/** The informers of one feed, each held by as many users as ask for it. Any thread. */
public final class SharedInformers implements Informers {
  private final Feed feed;

  /** Those that somebody holds; asked only, never walked. Guarded by itself. */
  private final Map<Lens<?>, SharedInformer<?>> held = new HashMap<>();

  /** The informers of {@code feed}, which its owner starts and stops. */
  public SharedInformers(Feed feed) {
    this.feed = Objects.requireNonNull(feed, "feed");
  }

  @Override
  public <T> Informer<T> of(Kind<T> kind) {
    return hold(new Lens<>(kind, null));
  }

  @Override
  public <T> Informer<T> of(Kind<T> kind, Predicate<? super T> filter) {
    return hold(new Lens<>(kind, Objects.requireNonNull(filter, "filter")));
  }

  @Override
  public Feed feed() {
    return feed;
  }

  private <T> Informer<T> hold(Lens<T> lens) {
    synchronized (held) {
      @SuppressWarnings("unchecked") // A lens is of the same type as the informer under it.
      var running = (SharedInformer<T>) held.get(lens);
      if (running == null || !running.hold()) {
        running = new SharedInformer<>(feed, lens);
        running.hold();
        held.put(lens, running);
      }
      return new HeldInformer<>(running, this::release);
    }
  }

  /** Takes one hold away; true if it was the last. */
  private boolean release(SharedInformer<?> informer) {
    synchronized (held) {
      boolean last = informer.release();
      if (last) {
        held.remove(informer.lens(), informer);
      }
      return last;
    }
  }
}
