package io.skep.scheduler;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The stages of a decision: which nodes may take a task, which of them should, and how that is
 * written. Immutable.
 *
 * @param filters asked in this order; the first that refuses a node is the stated reason
 * @param scorers asked in this order; see {@link Scorer}
 * @param binder writes decisions
 */
public record Pipeline(List<Filter> filters, List<Scorer> scorers, Binder binder) {
  /** The verdict about a node is a byte; two of its values are no filter. */
  private static final int MAX_FILTERS = Byte.MAX_VALUE - 2;

  /** Copies the lists; refuses more filters than can be told apart. */
  public Pipeline {
    filters = List.copyOf(filters);
    scorers = List.copyOf(scorers);
    Objects.requireNonNull(binder, "binder");
    if (filters.size() > MAX_FILTERS) {
      throw new IllegalArgumentException(
          "there are %d filters but at most %d are supported; join some of them"
              .formatted(filters.size(), MAX_FILTERS));
    }
  }

  /** This pipeline, with {@code filter} asked after all others. */
  public Pipeline withFilter(Filter filter) {
    return new Pipeline(appended(filters, filter), scorers, binder);
  }

  /** This pipeline, with {@code scorer} deciding between nodes that all others find equal. */
  public Pipeline withScorer(Scorer scorer) {
    return new Pipeline(filters, appended(scorers, scorer), binder);
  }

  /** This pipeline, with these scorers instead of its own. */
  public Pipeline withScorers(List<Scorer> newScorers) {
    return new Pipeline(filters, newScorers, binder);
  }

  /** This pipeline, with decisions written by {@code newBinder}. */
  public Pipeline withBinder(Binder newBinder) {
    return new Pipeline(filters, scorers, newBinder);
  }

  private static <E> List<E> appended(List<E> list, E last) {
    var longer = new ArrayList<E>(list);
    longer.add(last);
    return longer;
  }
}
