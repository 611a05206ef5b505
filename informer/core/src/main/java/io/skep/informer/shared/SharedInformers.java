package io.skep.informer.shared;

import io.micrometer.core.instrument.MeterRegistry;
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
  private final Map<String, InformerMeters> meters = new HashMap<>();

  private final MeterRegistry registry;

  /** The informers of {@code feed}, which its owner starts and stops; they measure nothing. */
  public SharedInformers(Feed feed) {
    this(feed, InformerMeters.none());
  }

  /** The informers of {@code feed}, with what they measure in {@code registry}. */
  public SharedInformers(Feed feed, MeterRegistry registry) {
    this.feed = Objects.requireNonNull(feed, "feed");
    this.registry = Objects.requireNonNull(registry, "registry");
    InformerMeters.register(registry, feed);
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
        InformerMeters its = metersOf(options.kind());
        running = new SharedInformer<>(feed, new Lens<>(options, its.skipped()), its);
        running.hold();
        held.put(options, running);
      }
      return new HeldInformer<>(running, this::release);
    }
  }

  private InformerMeters metersOf(Kind<?> kind) {
    return meters.computeIfAbsent(
        kind.name(),
        name -> new InformerMeters(registry, name, new Skipped(name, feed.loop().clock())));
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
