package io.skep.store.memory;

import com.google.protobuf.Message;
import io.skep.store.By;
import io.skep.store.Index;
import io.skep.store.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Selectors put together at random, each with what it should find in a plain list of objects. */
final class RandomSelectors {
  private static final List<Probes.Probe<?>> PROBES = Probes.all();

  private final Random random;
  private final RandomObjects words;

  RandomSelectors(Random random) {
    this.random = random;
    this.words = new RandomObjects(random);
  }

  /**
   * One selector.
   *
   * @param expected what it finds among all objects, given by id, in its order
   */
  record Tree<M extends Message>(By<M> by, Function<List<M>, List<M>> expected) {}

  /** A selector with at most {@code depth} levels of and, or and not. */
  <M extends Message> Tree<M> tree(Table<M> table, int depth) {
    return switch (random.nextInt(depth == 0 ? 4 : 11)) {
      case 0, 1 -> probe(table);
      case 2 -> label(table);
      case 3 -> range(table);
      case 4, 5, 6 -> and(trees(table, depth - 1));
      case 7, 8, 9 -> or(trees(table, depth - 1));
      default -> not(tree(table, depth - 1));
    };
  }

  private <M extends Message> List<Tree<M>> trees(Table<M> table, int depth) {
    List<Tree<M>> trees = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      trees.add(tree(table, depth));
    }
    return trees;
  }

  @SuppressWarnings("unchecked") // Of the table's own probes.
  private <M extends Message> Tree<M> probe(Table<M> table) {
    List<Probes.Probe<?>> fitting =
        PROBES.stream().filter(probe -> probe.table() == table).toList();
    var probe = (Probes.Probe<M>) words.oneOf(fitting);
    return new Tree<>(probe.by(), probe::expected);
  }

  private <M extends Message> Tree<M> range(Table<M> table) {
    Index<M, ?> index = words.oneOf(table.indexes());
    String from = random.nextInt(4) == 0 ? "" : someKey(index, table);
    String to = random.nextInt(4) == 0 ? null : someKey(index, table);
    return new Tree<>(new By.Range<>(index.name(), from, to), all -> within(index, all, from, to));
  }

  private <M extends Message> String someKey(Index<M, ?> index, Table<M> table) {
    List<String> keys = new ArrayList<>(List.of("m"));
    index.keysOf(words.of(table), keys::add);
    return keys.get(keys.size() - 1);
  }

  /** By the least key that is wanted, then by id. */
  private static <M extends Message> List<M> within(
      Index<M, ?> index, List<M> all, String from, String to) {
    Map<String, List<M>> byKey = new TreeMap<>();
    for (M object : all) {
      List<String> keys = new ArrayList<>();
      index.keysOf(object, keys::add);
      keys.stream()
          .filter(key -> key.compareTo(from) >= 0 && (to == null || key.compareTo(to) < 0))
          .min(Comparator.naturalOrder())
          .ifPresent(key -> byKey.computeIfAbsent(key, none -> new ArrayList<>()).add(object));
    }
    return byKey.values().stream().flatMap(List::stream).toList();
  }

  private <M extends Message> Tree<M> label(Table<M> table) {
    String key = words.oneOf(RandomObjects.LABELS);
    String value = words.oneOf(RandomObjects.VALUES);
    List<String> values = List.of(value, words.oneOf(RandomObjects.VALUES));
    return switch (random.nextInt(4)) {
      case 0 -> new Tree<>(By.hasLabel(key), all -> labelled(table, all, key, null));
      case 1 -> new Tree<>(By.labelIn(key, values), all -> labelled(table, all, key, values));
      case 2 -> new Tree<>(By.labelIn(key, List.of()), all -> List.of());
      default -> new Tree<>(By.label(key, value), all -> labelled(table, all, key, List.of(value)));
    };
  }

  private static <M extends Message> List<M> labelled(
      Table<M> table, List<M> all, String key, List<String> values) {
    return all.stream()
        .filter(
            object -> {
              String value = table.annotations(object).getLabelsMap().get(key);
              return value != null && (values == null || values.contains(value));
            })
        .toList();
  }

  private static <M extends Message> Tree<M> and(List<Tree<M>> members) {
    return new Tree<>(
        By.and(members.stream().map(Tree::by).toList()),
        all -> {
          List<M> found = new ArrayList<>(all);
          members.forEach(member -> found.retainAll(member.expected().apply(all)));
          return found;
        });
  }

  private static <M extends Message> Tree<M> or(List<Tree<M>> members) {
    return new Tree<>(
        By.or(members.stream().map(Tree::by).toList()),
        all -> {
          Set<M> found = new LinkedHashSet<>();
          members.forEach(member -> found.addAll(member.expected().apply(all)));
          return List.copyOf(found);
        });
  }

  private static <M extends Message> Tree<M> not(Tree<M> member) {
    return new Tree<>(
        By.not(member.by()),
        all -> {
          List<M> found = new ArrayList<>(all);
          found.removeAll(member.expected().apply(all));
          return found;
        });
  }
}
