package io.skep.informer.shared;

import io.skep.informer.Feed;
import io.skep.informer.Informer;
import io.skep.informer.InformerOptions;
import io.skep.informer.Informers;
import io.skep.informer.view.Lens;
import io.skep.informer.view.Skipped;
import io.skep.store.Kind;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/** The informers of one feed, each held by as many users as ask for it. Any thread. */
public final class SharedInformers implements Informers {
  private final Feed feed;

  /** Those that somebody holds; asked only, never walked. Guarded by itself. */
  private final Map<InformerOptions<?>, SharedInformer<?>> held = new HashMap<>();

  /** By the name of the kind; asked only. Guarded by {@link #held}. */
  private final Map<String, Skipped> skipped = new HashMap<>();

  /** The informers of {@code feed}, which its owner starts and stops. */
  public SharedInformers(Feed feed) {
    this.feed = Objects.requireNonNull(feed, "feed");
  }

  @Override
  public <T> Informer<T> of(Kind<T> kind) {
    return of(InformerOptions.of(kind));
  }

  @Override
  public <T> Informer<T> of(Kind<T> kind, Predicate<? super T> filter) {
    return of(InformerOptions.of(kind).where(filter));
  }

  @Override
  public Feed feed() {
    return feed;
  }

  @Override
  public <T> Informer<T> of(InformerOptions<T> options) {
    synchronized (held) {
      @SuppressWarnings("unchecked") // Options are of the same type as the informer under them.
      var running = (SharedInformer<T>) held.get(options);
      if (running == null || !running.hold()) {
        running = new SharedInformer<>(feed, new Lens<>(options, skippedOf(options.kind())));
        running.hold();
        held.put(options, running);
      }
      return new HeldInformer<>(running, this::release);
    }
  }

  private Skipped skippedOf(Kind<?> kind) {
    return skipped.computeIfAbsent(kind.name(), name -> new Skipped(name, feed.loop().clock()));
  }

  /** Takes one hold away; true if it was the last. */
  private boolean release(SharedInformer<?> informer) {
    synchronized (held) {
      boolean last = informer.release();
      if (last) {
        held.remove(informer.lens().options(), informer);
      }
      return last;
    }
  }
}
