package io.skep.store.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Random histories of a map next to those of a {@link TreeMap}, whose strings compare by char. */
class PersistentMapModelTest {
  private record Entry(String key, int number) implements Keyed {}

  private record Moment(PersistentMap<Entry> map, NavigableMap<String, Entry> model) {}

  @ParameterizedTest(name = "{0} keys, seed {1}")
  @CsvSource({
    "TINY, 1",
    "TINY, 2",
    "TINY, 3",
    "EDGES, 1",
    "EDGES, 2",
    "EDGES, 3",
    "IDS, 1",
    "IDS, 2",
    "IDS, 3",
    "TEXT, 1",
    "TEXT, 2",
    "TEXT, 3"
  })
  @DisplayName("S-4, S-62: a map answers as a tree of byte-ordered keys does, after every step")
  void answersAsATreeMapDoes(Alphabets alphabet, long seed) {
    var random = new Random(seed);
    NavigableMap<String, Entry> model = new TreeMap<>();
    var edit = PersistentMap.<Entry>empty().edit();
    for (int step = 0; step < 3_000; step++) {
      change(random, alphabet, edit, model, step);

      if (random.nextInt(20) == 0) {
        edit.freeze(); // So that some steps meet nodes of their own, and some frozen ones.
      }
      assertSame(edit, model, alphabet.next(random));
      if (step % 100 == 0) {
        TrieInvariants.check(edit);
        assertWalks(edit.freeze(), model, alphabet.next(random));
      }
    }
  }

  @ParameterizedTest(name = "{0} keys")
  @EnumSource
  @DisplayName("S-2, S-65: old maps stay as they were, whatever is done to later ones")
  void oldMapsStay(Alphabets alphabet) {
    var random = new Random(7);
    NavigableMap<String, Entry> model = new TreeMap<>();
    var edit = PersistentMap.<Entry>empty().edit();
    List<Moment> history = new ArrayList<>();
    for (int step = 0; step < 2_000; step++) {
      change(random, alphabet, edit, model, step);
      if (random.nextInt(10) == 0) {
        history.add(new Moment(edit.freeze(), new TreeMap<>(model)));
      }
    }

    for (Moment moment : history) {
      assertThat(moment.map()).containsExactlyElementsOf(moment.model().values());
      TrieInvariants.check(moment.map());
    }
  }

  @ParameterizedTest(name = "{0} keys")
  @EnumSource
  @DisplayName("S-70: a reset comes back to any frozen map, and goes on from there")
  void resetComesBack(Alphabets alphabet) {
    var random = new Random(11);
    NavigableMap<String, Entry> model = new TreeMap<>();
    var edit = PersistentMap.<Entry>empty().edit();
    for (int step = 0; step < 500; step++) {
      var before = new Moment(edit.freeze(), new TreeMap<>(model));
      for (int i = random.nextInt(6); i >= 0; i--) {
        change(random, alphabet, edit, model, step);
      }
      if (random.nextBoolean()) {
        edit.reset(before.map());
        model = before.model();
        assertThat(edit.freeze()).as("step %d", step).isSameAs(before.map());
      }
      assertThat(before.map()).containsExactlyElementsOf(before.model().values());
      assertThat(edit.freeze()).as("step %d", step).containsExactlyElementsOf(model.values());
    }
  }

  @ParameterizedTest(name = "{0} keys")
  @EnumSource
  @DisplayName("the differences between any two maps lead from the one to the other, by key")
  void differencesLeadFromOneToTheOther(Alphabets alphabet) {
    var random = new Random(13);
    NavigableMap<String, Entry> model = new TreeMap<>();
    var edit = PersistentMap.<Entry>empty().edit();
    var earlier = new Moment(edit.freeze(), new TreeMap<>(model));
    for (int step = 0; step < 500; step++) {
      for (int i = random.nextInt(8); i > 0; i--) {
        change(random, alphabet, edit, model, 10 * step + i);
      }
      var now = new Moment(edit.freeze(), new TreeMap<>(model));

      assertThat(found(earlier.map(), now.map())).isEqualTo(told(earlier.model(), now.model()));
      assertThat(found(now.map(), earlier.map())).isEqualTo(told(now.model(), earlier.model()));

      if (random.nextInt(5) == 0) {
        earlier = now;
      }
      if (random.nextInt(100) == 0) {
        model.clear();
        edit.reset(PersistentMap.empty());
      }
    }
  }

  private static void change(
      Random random,
      Alphabets alphabet,
      PersistentMap.Edit<Entry> edit,
      NavigableMap<String, Entry> model,
      int step) {
    String key = alphabet.next(random);
    if (random.nextInt(5) < 3) {
      var entry = new Entry(key, step);
      assertThat(edit.put(entry)).isSameAs(model.put(key, entry));
    } else {
      assertThat(edit.remove(key)).isSameAs(model.remove(key));
    }
  }

  private static void assertSame(
      OrderedMap<Entry> map, NavigableMap<String, Entry> model, String probe) {
    List<Entry> expected = startingWith(model, probe);
    List<Entry> seen = new ArrayList<>();
    map.forEach(probe, seen::add);

    assertThat(map.get(probe)).isSameAs(model.get(probe));
    assertThat(map.size()).isEqualTo(model.size());
    assertThat(map.isEmpty()).isEqualTo(model.isEmpty());
    assertThat(seen).containsExactlyElementsOf(expected);
    assertThat(map.count(probe)).isEqualTo(expected.size());
    assertThat(map.first(probe)).isSameAs(expected.isEmpty() ? null : expected.get(0));
  }

  private static void assertWalks(
      PersistentMap<Entry> map, NavigableMap<String, Entry> model, String probe) {
    List<Entry> seen = new ArrayList<>();
    map.forEach(seen::add);

    assertThat(seen).containsExactlyElementsOf(model.values());
    assertThat(map).containsExactlyElementsOf(model.values());
    assertThat(map.startingWith(probe)).containsExactlyElementsOf(startingWith(model, probe));
    assertThat(map.from(probe)).containsExactlyElementsOf(model.tailMap(probe).values());
  }

  private static List<Entry> startingWith(NavigableMap<String, Entry> model, String prefix) {
    return model.values().stream().filter(entry -> entry.key().startsWith(prefix)).toList();
  }

  private static List<String> found(PersistentMap<Entry> older, PersistentMap<Entry> newer) {
    List<String> told = new ArrayList<>();
    older.changesTo(
        newer,
        new Differences<Entry>() {
          @Override
          public void removed(Entry value) {
            told.add("-" + value);
          }

          @Override
          public void changed(Entry before, Entry after) {
            told.add(before + "->" + after);
          }

          @Override
          public void added(Entry value) {
            told.add("+" + value);
          }
        });
    return told;
  }

  private static List<String> told(
      NavigableMap<String, Entry> older, NavigableMap<String, Entry> newer) {
    List<String> told = new ArrayList<>();
    var keys = new TreeMap<String, Entry>(older);
    keys.putAll(newer);
    for (String key : keys.keySet()) {
      Entry before = older.get(key);
      Entry after = newer.get(key);
      if (before == null) {
        told.add("+" + after);
      } else if (after == null) {
        told.add("-" + before);
      } else if (!before.equals(after)) {
        told.add(before + "->" + after);
      }
    }
    return told;
  }
}
