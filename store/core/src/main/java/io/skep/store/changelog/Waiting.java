package io.skep.store.changelog;

import java.util.ArrayList;
import java.util.List;

/**
 * The cursors of one loop that wait for changes of one table, or of any.
 *
 * <p>A cursor that found something, or was closed, is left in its place until the next look through
 * the list, so that waiting again costs nothing.
 */
final class Waiting {
  /** A cursor's place in one list. */
  static final class Place {
    private final Cursor cursor;
    private boolean taken;

    Place(Cursor cursor) {
      this.cursor = cursor;
    }
  }

  private final List<Place> places = new ArrayList<>();

  void add(Place place) {
    if (!place.taken) {
      place.taken = true;
      places.add(place);
    }
  }

  void remove(Place place) {
    if (place.taken) {
      place.taken = false;
      places.remove(place);
    }
  }

  /** Moves the cursors to which {@code record} matters to {@code woken}. */
  void offer(LogRecord record, List<Cursor> woken) {
    int kept = 0;
    for (int i = 0; i < places.size(); i++) {
      Place place = places.get(i);
      if (place.cursor.waitsOnAfter(record, woken)) {
        places.set(kept++, place);
      } else {
        place.taken = false;
      }
    }
    places.subList(kept, places.size()).clear();
  }

  /** Moves all cursors that wait for a commit before {@code sequence} to {@code woken}. */
  void wakeBefore(long sequence, List<Cursor> woken) {
    int kept = 0;
    for (int i = 0; i < places.size(); i++) {
      Place place = places.get(i);
      if (place.cursor.waitsFrom(sequence, woken)) {
        places.set(kept++, place);
      } else {
        place.taken = false;
      }
    }
    places.subList(kept, places.size()).clear();
  }
}
