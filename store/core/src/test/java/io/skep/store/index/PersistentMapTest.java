package io.skep.store.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PersistentMapTest {
  private record Entry(String key) implements Keyed {}

  private static PersistentMap<Entry> mapOf(String... keys) {
    var edit = PersistentMap.<Entry>empty().edit();
    for (String key : keys) {
      edit.put(new Entry(key));
    }
    return edit.freeze();
  }

  private static List<String> keys(Iterable<Entry> entries) {
    List<String> keys = new ArrayList<>();
    entries.forEach(entry -> keys.add(entry.key()));
    return keys;
  }

  @Test
  void aKeyThatBeginsOthersComesFirstAndIsFoundByItself() {
    // S-51, S-62
    var map = mapOf("id10", "id1", "", "id", "id1\u0000");

    assertThat(keys(map)).containsExactly("", "id", "id1", "id1\u0000", "id10");
    assertThat(map.get("id1")).isEqualTo(new Entry("id1"));
    assertThat(map.get("i")).isNull();
    assertThat(map.get("id100")).isNull();
  }

  @Test
  void keysOfTextCompareAsUtf8BytesAndNotAsUtf16() {
    // S-62
    String beyond = IndexKey.ofText("\ud83d\ude00");
    String below = IndexKey.ofText("\uffee");

    assertThat("\ud83d\ude00").isLessThan("\uffee"); // UTF-16 would order them so.
    assertThat(keys(mapOf(beyond, below))).containsExactly(below, beyond);
  }

  @Test
  void aFreezeWithoutChangesGivesTheSameMapAgain() {
    var map = mapOf("a", "b");
    var edit = map.edit();

    edit.put(map.get("a"));
    edit.remove("c");

    assertThat(edit.freeze()).isSameAs(map);
    assertThat(map.startingWith("")).isSameAs(map);
    assertThat(mapOf()).isSameAs(PersistentMap.empty());
  }

  @Test
  void anEditGoesOnAfterAFreezeWithoutBeingSeen() {
    var edit = mapOf("a", "b").edit();
    edit.put(new Entry("c"));
    var frozen = edit.freeze();

    edit.put(new Entry("d"));
    edit.remove("a");

    assertThat(keys(frozen)).containsExactly("a", "b", "c");
    assertThat(keys(edit.freeze())).containsExactly("b", "c", "d");
  }

  @Test
  void twoEditsOfOneMapDoNotMeet() {
    var map = mapOf("a", "b");
    var one = map.edit();
    var other = map.edit();

    one.put(new Entry("c"));
    other.remove("a");

    assertThat(keys(one.freeze())).containsExactly("a", "b", "c");
    assertThat(keys(other.freeze())).containsExactly("b");
    assertThat(keys(map)).containsExactly("a", "b");
  }

  @Test
  void aValueIsReplacedByAnotherWithItsKey() {
    var first = new Entry("a");
    var edit = PersistentMap.<Entry>empty().edit();
    var second = new Entry("a");

    assertThat(edit.put(first)).isNull();
    assertThat(edit.put(second)).isSameAs(first);
    assertThat(edit.get("a")).isSameAs(second);
    assertThat(edit.size()).isEqualTo(1);
  }

  @Test
  void aKeyThatIsNotMadeOfBytesIsRefused() {
    var edit = mapOf("a").edit();

    assertThatThrownBy(() -> edit.put(new Entry("a\u0100")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("U+0100 at 1")
        .hasMessageContaining("IndexKey.ofText");
    assertThat(edit.get("\u0100")).isNull();
    assertThat(edit.size()).isEqualTo(1);
  }

  @Test
  void aWalkThatIsOverSaysSo() {
    var walk = mapOf("a").iterator();
    walk.next();

    assertThat(walk.hasNext()).isFalse();
    assertThatThrownBy(walk::next)
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("hasNext");
  }

  @Test
  void theComparisonOfMapsSkipsWhatTheyShare() {
    var looked = new AtomicInteger();
    record Watched(String key, AtomicInteger looked) implements Keyed {
      @Override
      public String key() {
        looked.incrementAndGet();
        return key;
      }
    }
    var edit = PersistentMap.<Watched>empty().edit();
    IntStream.range(0, 10_000).forEach(i -> edit.put(new Watched("k" + i, looked)));
    var older = edit.freeze();
    edit.put(new Watched("k5000", looked));
    var newer = edit.freeze();
    List<String> changed = new ArrayList<>();
    looked.set(0);

    older.changesTo(
        newer,
        new Differences<>() {
          @Override
          public void removed(Watched value) {
            throw new AssertionError(value);
          }

          @Override
          public void changed(Watched before, Watched after) {
            changed.add(after.key);
          }

          @Override
          public void added(Watched value) {
            throw new AssertionError(value);
          }
        });

    assertThat(changed).containsExactly("k5000");
    assertThat(looked).as("leaves looked at").hasValueLessThan(30);
  }

  @Test
  void keysThatNestDeeplyDoNotExhaustTheStack() {
    var edit = PersistentMap.<Entry>empty().edit();
    var key = new StringBuilder();
    for (int depth = 0; depth < 3_000; depth++) {
      edit.put(new Entry(key.append('a').toString()));
    }
    var map = edit.freeze();

    assertThat(keys(map)).hasSize(3_000).isSorted();
    assertThat(map.count("aa")).isEqualTo(2_999);
    for (Entry entry : map) {
      edit.remove(entry.key());
    }
    assertThat(edit.isEmpty()).isTrue();
  }
}
