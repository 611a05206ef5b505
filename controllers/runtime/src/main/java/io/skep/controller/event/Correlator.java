package io.skep.controller.event;

import io.skep.controller.event.Told.Same;
import io.skep.controller.event.Told.Similar;
import io.skep.controller.event.Told.Teller;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Turns events into records: the same event again is counted, many similar ones share a record, and
 * a source that tells too much is cut short. Confined to the log's loop.
 *
 * <p>What it remembers is bounded: of each sort of memory {@value #REMEMBERED} entries, of which
 * the least recently used goes. A record that goes is closed as if it had fallen silent.
 */
final class Correlator {
  /** As in client-go. */
  static final int REMEMBERED = 4096;

  /** A record that was not told for so long is closed; told again, it is a new one. */
  static final Duration SILENCE = Duration.ofMinutes(6);

  /** What the text of a record that stands for different texts begins with, as in client-go. */
  static final String COMBINED = "(combined from similar events): ";

  private final Supplier<String> ids;
  private final Consumer<Series> outbox;
  private final LruMap<Same, Series> open;
  private final LruMap<Similar, SimilarTexts> similar = new LruMap<>(REMEMBERED, texts -> {});
  private final LruMap<Teller, Budget> budgets = new LruMap<>(REMEMBERED, budget -> {});

  /**
   * A correlator that remembers nothing yet.
   *
   * @param ids new ids for records
   * @param outbox is given what is to be written
   */
  Correlator(Supplier<String> ids, Consumer<Series> outbox) {
    this.ids = ids;
    this.outbox = outbox;
    open = new LruMap<>(REMEMBERED, this::close);
  }

  /** Takes an event; false if it is dropped, because its source has told too much of its object. */
  boolean take(Told told) {
    boolean own =
        similar
            .get(told.similar(), none -> new SimilarTexts())
            .hasOwnRecord(told.text(), told.atNanos());
    Same key = new Same(told.similar(), own ? Optional.of(told.text()) : Optional.empty());
    Told shown = own ? told : told.withText(COMBINED + told.text());
    Series series = open.get(key);
    if (series != null) {
      again(series, shown);
      return true;
    }
    if (!hasBudget(shown)) {
      return false;
    }
    Series first = new Series(record(shown), shown.atNanos());
    open.put(key, first);
    outbox.accept(first);
    return true;
  }

  /** Counts; a count is worth a write when it begins, and then now and then. */
  private void again(Series series, Told told) {
    series.again(told);
    if ((series.isNew() && hasBudget(told)) || series.isStale()) {
      series.due();
      outbox.accept(series);
    }
  }

  private boolean hasBudget(Told told) {
    return budgets.get(told.teller(), none -> new Budget(told.atNanos())).take(told.atNanos());
  }

  private EventRecord record(Told told) {
    return new EventRecord(
        ids.get(),
        told.source(),
        told.about(),
        told.type(),
        told.reason(),
        told.text(),
        1,
        told.at(),
        told.at());
  }

  /** How long from {@code nowNanos} until a record falls silent; null if there is none. */
  Duration nextSilence(long nowNanos) {
    Series eldest = open.eldest();
    return eldest == null ? null : SILENCE.minusNanos(nowNanos - eldest.toldNanos());
  }

  /** Closes the records that have been silent for too long. */
  void closeSilent(long nowNanos) {
    while (open.size() > 0 && nowNanos - open.eldest().toldNanos() >= SILENCE.toNanos()) {
      close(open.removeEldest());
    }
  }

  void closeAll() {
    while (open.size() > 0) {
      close(open.removeEldest());
    }
  }

  /** How many records may still be told again. */
  int open() {
    return open.size();
  }

  private void close(Series series) {
    if (series.isUnwritten()) {
      outbox.accept(series);
    }
  }
}
