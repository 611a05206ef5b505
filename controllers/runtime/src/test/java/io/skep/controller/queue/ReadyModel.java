package io.skep.controller.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The plainest way to say which ready key is next: one list, and every question answered by a
 * search through it.
 */
final class ReadyModel {
  private static final class Place {
    final String key;
    final String flow;
    int priority;
    long since;

    Place(String key, String flow) {
      this.key = key;
      this.flow = flow;
    }
  }

  /** What one flow has left of its turn in one class. */
  private record Turn(int priority, String flow) {}

  private final QueueOptions<String> options;
  private final List<Place> places = new ArrayList<>();
  private final List<Turn> turns = new ArrayList<>();
  private final TreeMap<String, Integer> credits = new TreeMap<>();
  private final TreeMap<String, Integer> running = new TreeMap<>();
  private int sinceLowest;

  ReadyModel(QueueOptions<String> options) {
    this.options = options;
  }

  int size() {
    return places.size();
  }

  boolean has(String key) {
    return places.stream().anyMatch(place -> place.key.equals(key));
  }

  boolean hasNext() {
    return !turns.isEmpty();
  }

  String flow(String key) {
    return options.flows().areOne() ? "" : options.flows().of().apply(key);
  }

  void add(String key, int priority, long now) {
    put(new Place(key, flow(key)), priority, now);
  }

  void raise(String key, int priority, long now) {
    Place place = places.stream().filter(each -> each.key.equals(key)).findFirst().orElseThrow();
    if (priority > place.priority) {
      move(place, priority, now);
    }
  }

  String take(long now) {
    promote(now);
    List<Integer> open = turns.stream().map(Turn::priority).distinct().sorted().toList();
    int lowest = open.get(0);
    int chosen = sinceLowest < 9 ? open.get(open.size() - 1) : lowest;
    sinceLowest = chosen == lowest ? 0 : sinceLowest + 1;
    Turn turn = turns.stream().filter(each -> each.priority() == chosen).findFirst().orElseThrow();
    int credit = credits.getOrDefault(turn.toString(), weight(turn.flow())) - 1;
    Place next = first(turn);
    places.remove(next);
    if (credit == 0 && first(turn) != null) {
      turns.remove(turn);
      turns.add(turn);
    }
    credits.put(turn.toString(), credit);
    credits.values().removeIf(left -> left == 0);
    running.merge(next.flow, 1, Integer::sum);
    review();
    return next.key;
  }

  void ended(String flow) {
    running.merge(flow, -1, (count, less) -> count == 1 ? null : count - 1);
    review();
  }

  private int weight(String flow) {
    return options.flows().areOne() ? 1 : options.flows().checkedWeight(flow);
  }

  private Place first(Turn turn) {
    return places.stream()
        .filter(place -> place.priority == turn.priority() && place.flow.equals(turn.flow()))
        .findFirst()
        .orElse(null);
  }

  private void promote(long now) {
    var classes = new ArrayList<>(new TreeSet<>(places.stream().map(p -> p.priority).toList()));
    for (int index = 0; index < classes.size() - 1; index++) {
      int from = classes.get(index);
      int above =
          places.stream().mapToInt(p -> p.priority).filter(p -> p > from).min().orElseThrow();
      for (Place place : List.copyOf(places)) {
        if (place.priority == from && now - place.since >= options.maxAge().toNanos()) {
          move(place, above, now);
        }
      }
    }
  }

  private void move(Place place, int priority, long now) {
    places.remove(place);
    review();
    put(place, priority, now);
  }

  private void put(Place place, int priority, long now) {
    place.priority = priority;
    place.since = now;
    places.add(place);
    review();
  }

  /** Takes turns away from flows without keys and from those with their share, and gives them. */
  private void review() {
    turns.removeIf(turn -> first(turn) == null || isHeld(turn.flow()));
    credits.keySet().removeIf(turn -> turns.stream().noneMatch(t -> t.toString().equals(turn)));
    for (Place place : places) {
      var turn = new Turn(place.priority, place.flow);
      if (!turns.contains(turn) && !isHeld(place.flow)) {
        turns.add(turn);
      }
    }
  }

  private boolean isHeld(String flow) {
    boolean othersWait = places.stream().anyMatch(place -> !place.flow.equals(flow));
    int share = options.flows().share(options.inFlight());
    return othersWait && running.getOrDefault(flow, 0) >= share;
  }
}
