package io.skep.store.memory;

import static io.skep.store.memory.Fixtures.node;
import static io.skep.store.memory.Fixtures.now;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import org.junit.jupiter.api.Test;

class CommitVersionsTest {
  private final MemoryStore store = Fixtures.store(new VirtualClock(1));

  @Test
  void aCommitOfDeletionsOnlyHasAVersionOfItsOwn() {
    now(store.update(tx -> tx.create(Kinds.NODE, node("a"))));

    Version deleted = now(store.update(tx -> tx.delete(Kinds.NODE, "a")));
    Version created = now(store.update(tx -> tx.create(Kinds.NODE, node("b"))));

    assertThat(deleted).isEqualTo(new Version(2));
    assertThat(created).isEqualTo(new Version(3));
  }
}
