package io.skep.store.memory;

import static io.skep.store.memory.Fixtures.commits;
import static io.skep.store.memory.Fixtures.drain;
import static io.skep.store.memory.Fixtures.node;
import static io.skep.store.memory.Fixtures.now;
import static io.skep.store.memory.Fixtures.shortly;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.store.BatchOptions;
import io.skep.store.BatchResult;
import io.skep.store.By;
import io.skep.store.Commit;
import io.skep.store.Interest;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.Watcher;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryStoreTest {
  private final VirtualClock clock = new VirtualClock(1);
  private final MemoryStore store = Fixtures.store(clock);

  @Test
  void aWriteOnAFreeStoreIsVisibleWhenTheCallReturns() {
    Version version = now(store.update(tx -> tx.create(Kinds.NODE, node("a", "host"))));

    assertThat(version).isEqualTo(new Version(1));
    assertThat(store.view().version()).isEqualTo(version);
    assertThat(store.view().find(Kinds.NODE, By.name("HOST")))
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.getId()).isEqualTo("a");
              assertThat(found.getMeta().getVersion().getIndex()).isEqualTo(1);
            });
  }

  @Test
  void aWatcherGetsEveryCommitAfterItsSnapshot() {
    now(store.update(tx -> tx.create(Kinds.NODE, node("a"))));
    Watcher watcher = store.watch(clock.loop("watcher"), Interest.all());

    now(store.update(tx -> tx.create(Kinds.NODE, node("b"))));
    now(store.update(tx -> tx.delete(Kinds.NODE, "a")));

    List<Commit> commits = commits(watcher);
    assertThat(commits)
        .extracting(commit -> shortly(commit).toString())
        .containsExactly("[+node/b]", "[-node/a]");
    assertThat(commits.get(1).predecessor()).isEqualTo(commits.get(0).version());
    assertThat(drain(watcher)).singleElement().isInstanceOf(Watcher.Next.CaughtUp.class);
  }

  @Test
  void aBatchIsCutInTransactionsOf200Changes() {
    Watcher watcher = store.watch(clock.loop("watcher"), Interest.all());
    List<Consumer<Tx>> steps =
        IntStream.range(0, 405)
            .mapToObj(i -> (Consumer<Tx>) tx -> tx.create(Kinds.NODE, node("id" + i)))
            .toList();

    BatchResult result = now(store.batch(BatchOptions.DEFAULT, steps.iterator()));

    assertThat(result.committed()).isEqualTo(405);
    assertThat(result.transactions()).isEqualTo(3);
    assertThat(commits(watcher))
        .extracting(commit -> commit.changes().size())
        .containsExactly(200, 200, 5); // T-10, S-69
  }
}
