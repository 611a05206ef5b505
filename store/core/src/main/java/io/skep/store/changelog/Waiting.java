package io.skep.store.changelog;

import io.skep.store.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Cursors of one loop that wait for the same: for changes of one table, say.
 *
 * <p>A cursor that found something is left in its place until the next look through the list, so
 * that waiting again costs nothing.
 */
final class Waiting {
  /** A cursor's place in one list. */
  static final class Place {
    private final Cursor cursor;
    private final Route route;

    /** Where it stands in the list; -1 if it does not. */
    private int at = -1;

    /** A place, in no list yet, for {@code cursor}, which {@code route} leads to. */
    Place(Cursor cursor, Route route) {
      this.cursor = cursor;
      this.route = route;
    }

    Route route() {
      return route;
    }

    boolean isTaken() {
      return at >= 0;
    }
  }

  private final List<Place> places = new ArrayList<>();

  /** Adds {@code place}, which is in no list. */
  void add(Place place) {
    place.at = places.size();
    places.add(place);
  }

  /** Removes {@code place}, which is in this list; the last one moves up to where it stood. */
  void remove(Place place) {
    Place last = places.remove(places.size() - 1);
    if (last != place) {
      places.set(place.at, last);
      last.at = place.at;
    }
    place.at = -1;
  }

  boolean isEmpty() {
    return places.isEmpty();
  }

  /** Moves the cursors to which {@code record} matters to {@code woken}. */
  void offer(LogRecord record, List<Cursor> woken) {
    keepIf(cursor -> cursor.waitsOnAfter(record, woken));
  }

  /** Moves all cursors that wait for a commit before {@code sequence} to {@code woken}. */
  void wakeBefore(long sequence, List<Cursor> woken) {
    keepIf(cursor -> cursor.waitsFrom(sequence, woken));
  }

  private void keepIf(Predicate<Cursor> waits) {
    int kept = 0;
    for (int i = 0; i < places.size(); i++) {
      Place place = places.get(i);
      if (waits.test(place.cursor)) {
        place.at = kept;
        places.set(kept++, place);
      } else {
        place.at = -1;
      }
    }
    places.subList(kept, places.size()).clear();
  }
}
