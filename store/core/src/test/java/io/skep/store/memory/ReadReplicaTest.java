package io.skep.store.memory;

import static io.skep.store.memory.Fixtures.commits;
import static io.skep.store.memory.Fixtures.drain;
import static io.skep.store.memory.Fixtures.node;
import static io.skep.store.memory.Fixtures.now;
import static io.skep.store.memory.Fixtures.options;
import static io.skep.store.memory.Fixtures.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import io.skep.api.Meta;
import io.skep.store.Commit;
import io.skep.store.DivergedException;
import io.skep.store.Interest;
import io.skep.store.InvalidSnapshotException;
import io.skep.store.Origin;
import io.skep.store.Table;
import io.skep.store.Version;
import io.skep.store.Watcher;
import io.skep.store.Watcher.Next;
import io.skep.store.changelog.LogBounds;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VirtualClock;
import io.skep.store.replication.InProcessLog;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stores that follow another by its commits. */
class ReadReplicaTest {
  private final VirtualClock clock = new VirtualClock(1);
  private final Loop loop = clock.loop("copier");
  private final MemoryStore source =
      new MemoryStore(options(clock).withLog(new LogBounds(8, 1_000)));
  private final MemoryStore copy = new MemoryStore(options(clock).withRandom(new Random(8)));
  private Watcher watcher;

  @Test
  void aCopyThatAppliesEachCommitStaysEqualInEveryKind() { // S-84, T-5
    now(source.update(StandardSet::createIn));
    list();
    assertEqual("at first");

    Kinds.ALL.forEach(this::createUpdateDelete);
  }

  private <M extends Message> void createUpdateDelete(Table<M> table) {
    M other = StandardSet.other(table);
    String id = table.id(other);
    if (table == Kinds.RESOURCE) {
      now(source.update(tx -> tx.create(Kinds.EXTENSION, StandardSet.other(Kinds.EXTENSION))));
    }
    now(source.update(tx -> tx.create(table, other)));
    follow();
    assertEqual("create " + table);
    if (table != Kinds.EXTENSION) { // Which never change.
      now(source.update(tx -> tx.update(table, tx.get(table, id).orElseThrow())));
      follow();
      assertEqual("update " + table);
    }
    now(source.update(tx -> tx.delete(table, id)));
    follow();
    assertEqual("delete " + table);
    if (table == Kinds.RESOURCE) {
      now(source.update(tx -> tx.delete(Kinds.EXTENSION, "alt-id1")));
    }
  }

  @Test
  void theCommitKeepsItsOriginAndItsVersionIfItCan() { // S-84
    list();
    Watcher ofCopy = copy.watch(loop, Interest.all());
    now(source.update(tx -> {})); // Moves nothing.
    now(source.compute(new Origin("me", "trace"), tx -> tx.create(Kinds.NODE, node("a"))));
    for (int i = 0; i < 3; i++) {
      assertThat(source.update(ReadReplicaTest::failAfterWriting).failed())
          .isTrue(); // Leaves a gap.
    }
    Version last = now(source.update(tx -> tx.create(Kinds.NODE, node("b"))));
    follow();

    List<Commit> repeated = commits(ofCopy);
    assertThat(repeated.get(0).origin()).isEqualTo(new Origin("me", "trace"));
    assertThat(repeated.get(1).version()).isEqualTo(last);
    assertThat(copy.view().version()).isEqualTo(last);
    Version own = now(copy.update(tx -> tx.create(Kinds.NODE, node("own"))));
    assertThat(own.isAfter(last)).isTrue();
  }

  @Test
  void theVersionOfACopyThatIsBeyondItsSourceStillRises() { // S-84
    list();
    for (int i = 0; i < 10; i++) {
      String id = "own" + i;
      now(copy.update(tx -> tx.create(Kinds.NODE, node(id))));
    }
    Version before = copy.view().version();
    Version inSource = now(source.update(tx -> tx.create(Kinds.NODE, node("a"))));

    followOnceInto(copy);

    assertThat(before.isAfter(inSource)).isTrue();
    assertThat(copy.view().version().isAfter(before)).isTrue();
  }

  private void followOnceInto(MemoryStore store) {
    commits(watcher).forEach(commit -> now(store.apply(commit)));
  }

  private static void failAfterWriting(io.skep.store.Tx tx) {
    tx.create(Kinds.NODE, node("never"));
    throw new IllegalStateException("on purpose");
  }

  @Test
  void aCopyThatIsNotWhatTheCommitFoundSaysSoAndChangesNothing() { // S-84
    list();
    Watcher commits = source.watch(loop, Interest.all());
    now(source.update(tx -> tx.create(Kinds.NODE, node("a"))));
    now(source.update(tx -> tx.update(Kinds.NODE, tx.get(Kinds.NODE, "a").orElseThrow())));
    now(
        source.update(
            tx -> {
              tx.create(Kinds.SERVICE, service("s", "s"));
              tx.delete(Kinds.NODE, "a");
            }));
    List<Commit> three = commits(commits);

    assertDiverged(three.get(1), "node/a, which is not here");
    now(copy.apply(three.get(0)));
    assertDiverged(three.get(0), "node/a, which is here already");
    assertDiverged(three.get(2), "node/a, which is another one here");
    assertThat(copy.view().count(Kinds.SERVICE)).isZero();
    now(copy.apply(three.get(1)));
    now(copy.apply(three.get(2)));
    assertEqual("all three");
  }

  private void assertDiverged(Commit commit, String why) {
    assertThat(copy.apply(commit).cause())
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("commit " + commit.version())
        .hasMessageContaining(why);
  }

  @Test
  void aCopyThatIsInstalledStandsAtItsVersionAndWatchersCompare() { // S-84, S-101
    now(source.update(tx -> tx.create(Kinds.NODE, node("a"))));
    now(source.update(tx -> tx.create(Kinds.NODE, node("b"))));
    now(copy.update(tx -> tx.create(Kinds.NODE, node("other"))));
    Watcher ofCopy = copy.watch(loop, Interest.all());
    var before = copy.view();

    Version installed = now(copy.install(source.saveWithHistory(source.view())));

    assertThat(installed).isEqualTo(source.view().version()).isEqualTo(copy.view().version());
    assertThat(copy.save(copy.view())).isEqualTo(source.save(source.view()));
    assertThat(ofCopy.next()).isInstanceOf(Next.Compacted.class);
    assertThat(copy.diff(before, copy.view(), Interest.all())).hasSize(3);
    assertThat(copy.install(source.saveWithHistory(source.view())).cause())
        .isInstanceOf(InvalidSnapshotException.class)
        .hasMessageContaining("is at 2 already");
    Version next = now(copy.update(tx -> tx.create(Kinds.NODE, node("c"))));
    assertThat(next).isEqualTo(new Version(3));
  }

  @Test
  void aCopyMovesOnWithoutAChange() { // S-84
    assertThat(now(copy.advance(new Version(7)))).isEqualTo(new Version(7));
    assertThat(copy.view().version()).isEqualTo(new Version(7));
    assertThat(now(copy.advance(new Version(5)))).isEqualTo(new Version(7));
    assertThat(now(copy.update(tx -> tx.create(Kinds.NODE, node("c"))))).isEqualTo(new Version(8));
  }

  @Test
  void namesAreNotCheckedAgain() { // S-81, S-84
    now(source.update(tx -> tx.create(Kinds.SERVICE, service("a", "one"))));
    now(source.update(tx -> tx.create(Kinds.SERVICE, service("b", "two"))));
    var swapped = source.save(source.view()).toBuilder();
    swapped.setServices(0, service("a", "two")).setServices(1, service("b", "one"));
    list();

    now(source.restore(swapped.build()));
    follow();

    assertEqual("names were swapped");
  }

  @Test
  void aReplicatedStoreIsWhatItsLogMakesOfIt() {
    var member = new InProcessLog(clock).join("member");
    var replicated = new MemoryStore(options(clock).withProposer(member));
    Commit commit = new Commit(new Version(1), Version.ZERO, List.of(), Origin.NONE);

    assertThatThrownBy(() -> replicated.apply(commit)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aTableThatTheCopyDoesNotHaveIsRefused() {
    var nodesOnly = new MemoryStore(MemoryStoreOptions.of(List.of(Kinds.NODE)).withClock(clock));
    Watcher commits = source.watch(loop, Interest.all());
    now(source.update(tx -> tx.create(Kinds.SERVICE, service("s", "s"))));

    assertThat(nodesOnly.apply(commits(commits).get(0)).cause())
        .hasMessageContaining("no table \"service\"");
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 20_260_101})
  void aReadReplicaStaysEqualThroughCompactionAndRelisting(long seed) { // S-84, S-98, S-101
    var random = new Random(seed);
    var writes = new RandomWrites(random);
    int applied = 0;
    int listed = 0;
    list();
    for (int step = 0; step < 1_500; step++) {
      if (random.nextInt(200) == 0) {
        now(source.restore(writes.someSnapshot(source)));
      } else {
        source.update(writes::transaction);
      }
      int pace = step / 300 % 2 == 0 ? 3 : 30;
      if (random.nextInt(pace) == 0) {
        Next last = followOnce();
        applied += last instanceof Next.CaughtUp ? 1 : 0;
        if (last instanceof Next.Compacted) {
          listed++;
          list();
        }
        assertEqual("seed %d step %d".formatted(seed, step));
      }
    }

    assertThat(applied).as("the history shows something").isGreaterThan(100);
    assertThat(listed).as("the history shows something").isGreaterThan(10);
  }

  /** Makes the copy equal to the source, and follows it from there. */
  private void list() {
    if (watcher != null) {
      watcher.close();
    }
    watcher =
        source.viewAndWatch(loop, Interest.all(), view -> now(copy.restore(source.save(view))));
  }

  private void follow() {
    assertThat(followOnce()).isInstanceOf(Next.CaughtUp.class);
  }

  /** Applies what the watcher has, and gives what it said last. */
  private Next followOnce() {
    List<Next> all = drain(watcher);
    for (Next next : all) {
      if (next instanceof Next.Delivered delivered) {
        now(copy.apply(delivered.commit()));
        assertThat(copy.save(copy.view())).isEqualTo(source.save(delivered.at()));
      }
    }
    return all.get(all.size() - 1);
  }

  private void assertEqual(String when) {
    assertThat(copy.save(copy.view())).as(when).isEqualTo(source.save(source.view()));
    Version newest = copy.view().version();
    for (Table<?> table : Kinds.ALL) {
      assertNotAbove(newest, table);
    }
  }

  private <M extends Message> void assertNotAbove(Version newest, Table<M> table) {
    for (M object : copy.view().list(table)) {
      Meta meta = table.meta(object);
      assertThat(new Version(meta.getVersion().getIndex()).isAfter(newest)).isFalse();
    }
  }
}
