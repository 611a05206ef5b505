package io.skep.store.find;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.skep.store.By;
import io.skep.store.Index;
import io.skep.store.PageCursor;
import io.skep.store.index.IndexKey;
import io.skep.store.index.PersistentMap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random histories of indexed objects next to filters over all of them. */
class IndexesModelTest {
  private static final List<String> WORDS =
      List.of("", "a", "ab", "abc", "b", "B", "a\u0000", "a\u0001", "é", "\ud83d\ude00", "\uffee");

  private static final Index<Thing, String> OWNER = Index.of("owner", Thing::owner);
  private static final Index<Thing, String> TAG = Index.each("tag", Thing::tags);
  private static final Index<Thing, Long> STATE = Index.ofNumber("state", Thing::state);

  /** Kept only for the word "a" and what starts with it. */
  private static final Index<Thing, String> MARK = Index.each("mark", Thing::tags);

  /** Not kept at all. */
  private static final Index<Thing, String> NOTE = Index.of("note", Thing::owner);

  private record Thing(String id, String owner, List<String> tags, Long state)
      implements Entry<Thing> {
    @Override
    public String key() {
      return IndexKey.ofText(id);
    }

    @Override
    public Thing object() {
      return this;
    }
  }

  /** The store and its indexes, built as a store does it. */
  private static final class Shelf {
    final PersistentMap.Edit<Thing> things = PersistentMap.<Thing>empty().edit();
    final Indexes.Edit<Thing> indexes =
        Indexes.<Thing>of(
                "things", List.of(OWNER, TAG, STATE, MARK.part(List.of("a"))), List.of(MARK, NOTE))
            .edit();
    final TreeMap<String, Thing> model = new TreeMap<>();

    void put(Thing thing) {
      Thing old = things.put(thing);
      indexes.change(thing.key(), old, thing, failure -> fail("failed: %s", failure));
      model.put(thing.key(), thing);
    }

    void remove(String key) {
      Thing old = things.remove(key);
      if (old != null) {
        indexes.change(key, old, null, failure -> fail("failed: %s", failure));
      }
      model.remove(key);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  @DisplayName("S-52, S-60 ... S-63, rt.X-1, rt.X-5: indexes answer as filters over all objects do")
  void indexesAnswerAsFiltersDo(long seed) {
    var random = new Random(seed);
    var shelf = new Shelf();
    for (int step = 0; step < 2_000; step++) {
      randomChange(random, shelf);
      if (random.nextInt(10) == 0) {
        shelf.indexes.freeze();
        shelf.things.freeze();
      }

      By<Thing> by = randomSelector(random, 2);
      assertThat(found(shelf, by))
          .as("seed %d step %d: %s", seed, step, by)
          .containsExactlyElementsOf(expected(shelf, by));
      assertSame(random, shelf.indexes.plan(by, shelf.things), expected(shelf, by), by);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2})
  @DisplayName("S-2, S-70: frozen indexes stay, and a reset comes back to them")
  void frozenIndexesStay(long seed) {
    var random = new Random(seed);
    var shelf = new Shelf();
    for (int round = 0; round < 200; round++) {
      var things = shelf.things.freeze();
      var indexes = shelf.indexes.freeze();
      var model = new TreeMap<>(shelf.model);
      By<Thing> by = randomSelector(random, 2);
      List<Thing> before = expected(shelf, by);

      for (int i = 0; i < 10; i++) {
        randomChange(random, shelf);
      }

      List<Thing> seen = new ArrayList<>();
      indexes.plan(by, things).forEach(seen::add);
      assertThat(seen).as("seed %d round %d: %s", seed, round, by).isEqualTo(before);
      if (random.nextInt(3) == 0) {
        shelf.things.reset(things);
        shelf.indexes.reset(indexes);
        shelf.model.clear();
        shelf.model.putAll(model);
      }
    }
  }

  private static void randomChange(Random random, Shelf shelf) {
    String id = word(random) + word(random);
    if (random.nextInt(3) == 0) {
      shelf.remove(IndexKey.ofText(id));
      return;
    }
    List<String> tags = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      tags.add(word(random));
    }
    String owner = random.nextInt(4) == 0 ? null : word(random);
    shelf.put(new Thing(id, owner, tags, random.nextInt(5) == 0 ? null : random.nextLong(3)));
  }

  private static By<Thing> randomSelector(Random random, int depth) {
    return switch (random.nextInt(depth == 0 ? 13 : 20)) {
      case 0 -> By.all();
      case 1 -> By.idPrefix(word(random));
      case 2 -> By.equal(OWNER, word(random));
      case 3 -> By.prefix(OWNER, word(random));
      case 4 -> By.equal(TAG, word(random));
      case 5 -> By.prefix(TAG, word(random));
      case 6 -> By.equal(STATE, random.nextLong(4));
      case 7 -> By.in(STATE, List.of(random.nextLong(4), random.nextLong(4)));
      case 8 -> By.in(TAG, words(random));
      case 9 -> By.equal(MARK, word(random));
      case 10 -> By.prefix(MARK, word(random));
      case 11 -> By.in(MARK, words(random));
      case 12 -> By.prefix(NOTE, word(random));
      case 13, 14, 15 -> By.or(randomSelectors(random, depth - 1));
      case 16, 17, 18 -> By.and(randomSelectors(random, depth - 1));
      default -> By.not(randomSelector(random, depth - 1));
    };
  }

  private static List<By<Thing>> randomSelectors(Random random, int depth) {
    List<By<Thing>> members = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      members.add(randomSelector(random, depth));
    }
    return members;
  }

  private static List<String> words(Random random) {
    return Stream.generate(() -> word(random)).limit(random.nextInt(4)).toList();
  }

  /** However it is asked, a plan gives the same things in the same order. */
  private static void assertSame(
      Random random, Plan<Thing> plan, List<Thing> expected, By<Thing> by) {
    assertThat(plan.count()).as("count of %s", by).isEqualTo(expected.size());
    assertThat(rest(plan, PageCursor.START)).as("%s", by).isEqualTo(expected);
    if (!expected.isEmpty()) {
      int place = random.nextInt(expected.size());
      PageCursor after = plan.after(expected.get(place));
      assertThat(rest(plan, after))
          .as("%s after %s", by, expected.get(place))
          .isEqualTo(expected.subList(place + 1, expected.size()));
      assertThat(PageCursor.parse(after.toString())).isEqualTo(after);
    }
  }

  private static List<Thing> rest(Plan<Thing> plan, PageCursor from) {
    List<Thing> rest = new ArrayList<>();
    plan.from(from).forEachRemaining(rest::add);
    return rest;
  }

  private static List<Thing> found(Shelf shelf, By<Thing> by) {
    List<Thing> found = new ArrayList<>();
    shelf.indexes.plan(by, shelf.things).forEach(found::add);
    return found;
  }

  private static List<Thing> expected(Shelf shelf, By<Thing> by) {
    Set<Thing> found = new LinkedHashSet<>();
    if (by instanceof By.AnyOf<Thing> anyOf) {
      anyOf.members().forEach(member -> found.addAll(expected(shelf, member)));
    } else if (by instanceof By.AllOf<Thing> allOf) {
      found.addAll(shelf.model.values());
      allOf.members().forEach(member -> found.retainAll(expected(shelf, member)));
    } else if (by instanceof By.Not<Thing> not) {
      found.addAll(shelf.model.values());
      expected(shelf, not.member()).forEach(found::remove);
    } else if (by instanceof By.In<Thing> in) {
      shelf.model.values().stream()
          .filter(thing -> keys(in.index(), thing).stream().anyMatch(in.keys()::contains))
          .forEach(found::add);
    } else if (by instanceof By.IdPrefix<Thing> idPrefix) {
      shelf.model.values().stream()
          .filter(thing -> thing.id().startsWith(idPrefix.prefix()))
          .forEach(found::add);
    } else if (by instanceof By.All<Thing>) {
      found.addAll(shelf.model.values());
    } else {
      record Hit(String key, Thing thing) {}
      List<Hit> hits = new ArrayList<>();
      shelf
          .model
          .values()
          .forEach(thing -> keys(by, thing).forEach(k -> hits.add(new Hit(k, thing))));
      if (isKept(by)) {
        hits.sort(Comparator.comparing(Hit::key)); // Stable, and the model is in id order.
      }
      hits.forEach(hit -> found.add(hit.thing()));
    }
    return List.copyOf(found);
  }

  /** The keys by which {@code by} finds {@code thing}. */
  private static List<String> keys(By<Thing> by, Thing thing) {
    if (by instanceof By.Equal<Thing> equal) {
      return keys(equal.index(), thing).stream().filter(equal.key()::equals).toList();
    }
    var startsWith = (By.StartsWith<Thing>) by;
    return keys(startsWith.index(), thing).stream()
        .filter(key -> key.startsWith(startsWith.keyPrefix()))
        .toList();
  }

  /** Whether an index in the order of its keys gives the answer; by looks it comes by id. */
  private static boolean isKept(By<Thing> by) {
    if (!(by instanceof By.StartsWith<Thing> range)) {
      return true;
    }
    boolean partly = range.index().equals("mark");
    return partly ? range.keyPrefix().startsWith("a") : !range.index().equals("note");
  }

  private static List<String> keys(String index, Thing thing) {
    return switch (index) {
      case "owner", "note" ->
          thing.owner() == null ? List.of() : List.of(IndexKey.ofText(thing.owner()));
      case "tag", "mark" -> thing.tags().stream().map(IndexKey::ofText).toList();
      default -> thing.state() == null ? List.of() : List.of(IndexKey.ofUnsigned(thing.state()));
    };
  }

  private static String word(Random random) {
    return WORDS.get(random.nextInt(WORDS.size()));
  }
}
