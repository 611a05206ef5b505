package io.skep.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** S-119. */
class IdSourceTest {
  @Test
  void anIdIs25CharactersOfBase36() {
    var ids = new IdSource(new Random(1));

    for (int i = 0; i < 10_000; i++) {
      assertThat(ids.next()).matches("[0-9a-z]{25}");
    }
  }

  @Test
  void idsDiffer() {
    var ids = new IdSource(new Random(2));
    var seen = new HashSet<String>();

    for (int i = 0; i < 10_000; i++) {
      assertThat(seen.add(ids.next())).isTrue();
    }
  }

  @Test
  void theSameSeedGivesTheSameIds() {
    assertThat(new IdSource(new Random(3)).next()).isEqualTo(new IdSource(new Random(3)).next());
  }
}
