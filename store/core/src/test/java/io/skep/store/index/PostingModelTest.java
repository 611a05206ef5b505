package io.skep.store.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random histories of an index next to those of a map of sets. */
class PostingModelTest {
  private record Moment(PersistentMap<Posting> index, Map<String, List<String>> model) {}

  @ParameterizedTest(name = "{0} keys")
  @EnumSource
  @DisplayName("S-52, rt.X-4: an index holds what a map of sets does, and no key without ids")
  void holdsWhatAMapOfSetsDoes(Alphabets alphabet) {
    var random = new Random(23);
    Map<String, NavigableSet<String>> model = new TreeMap<>();
    var edit = PersistentMap.<Posting>empty().edit();
    List<Moment> history = new ArrayList<>();
    for (int step = 0; step < 3_000; step++) {
      String key = Alphabets.TINY.next(random);
      String id = alphabet.next(random);
      var ids = model.computeIfAbsent(key, k -> new TreeSet<>());
      if (random.nextInt(5) < 3) {
        assertThat(Posting.add(edit, key, id)).isEqualTo(ids.add(id));
      } else {
        assertThat(Posting.remove(edit, key, id)).isEqualTo(ids.remove(id));
      }
      model.values().removeIf(Set::isEmpty);
      if (random.nextInt(20) == 0) {
        history.add(new Moment(edit.freeze(), listed(model)));
      }
      if (random.nextInt(500) == 0) {
        edit.reset(PersistentMap.empty());
        model.clear();
      }
    }

    for (Moment moment : history) {
      TrieInvariants.check(moment.index());
      assertThat(listed(moment.index())).isEqualTo(moment.model());
    }
  }

  private static Map<String, List<String>> listed(Map<String, NavigableSet<String>> model) {
    Map<String, List<String>> listed = new TreeMap<>();
    model.forEach((key, ids) -> listed.put(key, List.copyOf(ids)));
    return listed;
  }

  private static Map<String, List<String>> listed(PersistentMap<Posting> index) {
    Map<String, List<String>> listed = new TreeMap<>();
    for (Posting posting : index) {
      List<String> ids = new ArrayList<>();
      posting.forEach(ids::add);
      TrieInvariants.checkPart(posting.ids());
      assertThat(posting.count()).isEqualTo(ids.size());
      assertThat(posting.first()).isEqualTo(ids.get(0));
      listed.put(posting.key(), ids);
    }
    return listed;
  }
}
