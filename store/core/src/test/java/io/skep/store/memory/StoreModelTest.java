package io.skep.store.memory;

import static io.skep.store.memory.Fixtures.now;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.skep.api.Meta;
import io.skep.api.StoreSnapshot;
import io.skep.store.BatchOptions;
import io.skep.store.BatchResult;
import io.skep.store.By;
import io.skep.store.Change;
import io.skep.store.Commit;
import io.skep.store.Interest;
import io.skep.store.ReadTx;
import io.skep.store.StoreException;
import io.skep.store.Table;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.Watcher;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random histories, against the plainest store: S-4, S-5, S-23 ... S-53, S-59 ... S-65, S-67, S-70,
 * S-79 ... S-82, S-86. Watched all through by {@link WatchValidators}.
 */
class StoreModelTest {
  private static final int STEPS = 150;
  private static final List<Probes.Probe<?>> PROBES = Probes.all();

  private final VirtualClock clock = new VirtualClock(1);
  private final MemoryStore store = Fixtures.store(clock);
  private final Watcher watcher = store.watch(clock.loop("watcher"), Interest.all());
  private PlainStore model = new PlainStore();
  private final List<StoreSnapshot> saved = new ArrayList<>();
  private Random random;
  private RandomObjects objects;
  private String context;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 20_260_101})
  void theStoreDoesWhatThePlainestStoreDoes(long seed) {
    random = new Random(seed);
    objects = new RandomObjects(random);
    saved.add(StoreSnapshot.getDefaultInstance());
    var validators = new WatchValidators(List.of(store), clock.loop("validators"), seed);
    for (int step = 0; step < STEPS; step++) {
      context = "seed %d step %d".formatted(seed, step);
      ReadTx before = store.view();
      PlainStore old = model.copy();
      Version expected = new Version(before.version().index());

      randomStep();

      assertSame(store.view(), model);
      assertSame(before, old); // Whoever kept it sees what it saw.
      assertFollowed(before, expected);
      validators.step();
    }
    validators.finish();
  }

  private void randomStep() {
    int kind = random.nextInt(20);
    if (kind == 0) {
      StoreSnapshot snapshot = objects.oneOf(saved);
      now(store.restore(snapshot));
      model.restore(snapshot);
    } else if (kind < 4) {
      batch();
    } else {
      transaction();
    }
    if (random.nextInt(10) == 0) {
      saved.add(store.save(store.view()));
    }
  }

  private void transaction() {
    PlainStore before = model.copy();
    boolean fails = random.nextInt(5) == 0;
    Future<Version> done =
        store.update(
            tx -> {
              for (int i = random.nextInt(6); i >= 0; i--) {
                operation(tx);
              }
              if (random.nextInt(3) == 0) {
                assertSame(tx, model);
              }
              if (fails) {
                throw new IllegalArgumentException("on purpose");
              }
            });
    if (fails) {
      assertThat(done.cause()).as(context).hasMessage("on purpose");
      model = before;
    } else {
      now(done);
    }
  }

  private void batch() {
    List<Consumer<Tx>> steps = new ArrayList<>();
    int count = random.nextInt(30);
    int failing = 0;
    for (int i = 0; i < count; i++) {
      boolean fails = random.nextInt(4) == 0;
      failing += fails ? 1 : 0;
      steps.add(tx -> step(tx, fails));
    }

    BatchResult result = now(store.batch(BatchOptions.DEFAULT, steps.iterator()));

    assertThat(result.failures()).as(context).hasSize(failing);
    assertThat(result.committed()).as(context).isEqualTo(count);
  }

  private void step(Tx tx, boolean fails) {
    PlainStore before = model.copy();
    for (int i = random.nextInt(4); i >= 0; i--) {
      operation(tx);
    }
    if (fails) {
      model = before;
      throw new IllegalArgumentException("on purpose");
    }
  }

  private void operation(Tx tx) {
    operation(tx, objects.oneOf(RandomObjects.TABLES));
  }

  private <M extends Message> void operation(Tx tx, Table<M> table) {
    switch (random.nextInt(5)) {
      case 0, 1 -> {
        M object = objects.of(table);
        agree(
            model.whyNotCreate(table, object),
            () -> model.put(table, stamped(table, object, tx.create(table, object))));
      }
      case 2, 3 -> {
        M object = withSomeVersion(table, objects.of(table));
        agree(
            model.whyNotUpdate(table, object),
            () -> model.put(table, stamped(table, object, tx.update(table, object))));
      }
      default -> {
        String id = objects.oneOf(RandomObjects.IDS);
        M stored = model.get(table, id);
        agree(
            model.whyNotDelete(table, id),
            () -> {
              assertThat(tx.delete(table, id)).as(context).isEqualTo(stored);
              model.remove(table, id);
            });
      }
    }
  }

  /** {@code call} fails for the reason that the model has, or not at all if it has none. */
  private void agree(String reason, Runnable call) {
    String given = null;
    try {
      call.run();
    } catch (StoreException e) {
      given = e.reason();
    }
    assertThat(given).as(context).isEqualTo(reason);
  }

  /** Mostly the version that the stored object has, so that updates succeed. */
  private <M extends Message> M withSomeVersion(Table<M> table, M object) {
    M stored = model.get(table, table.id(object));
    if (stored == null || random.nextInt(8) == 0) {
      return object;
    }
    return table.withMeta(object, table.meta(stored));
  }

  /** What was stored is what was given, but for the meta, which is that of this transaction. */
  private <M extends Message> M stamped(Table<M> table, M given, M stored) {
    Meta meta = table.meta(stored);
    assertThat(stored).as(context).isEqualTo(table.withMeta(given, meta));
    assertThat(meta.getVersion().getIndex())
        .as(context)
        .isGreaterThan(store.view().version().index());
    assertThat(meta.hasCreatedAt() && meta.hasUpdatedAt()).as(context).isTrue();
    return stored;
  }

  private void assertSame(ReadTx view, PlainStore expected) {
    for (Table<?> table : Kinds.ALL) {
      assertThat(view.list(table)).as("%s, %s", context, table).isEqualTo(expected.list(table));
      assertThat(view.count(table)).as(context).isEqualTo(expected.list(table).size());
    }
    for (String id : RandomObjects.IDS) {
      assertThat(view.get(Kinds.NODE, id).orElse(null))
          .as(context)
          .isEqualTo(expected.get(Kinds.NODE, id));
    }
    for (int i = 0; i < 40; i++) {
      assertSame(view, expected, objects.oneOf(PROBES), objects.oneOf(PROBES));
    }
  }

  private <M extends Message> void assertSame(
      ReadTx view, PlainStore expected, Probes.Probe<M> probe, Probes.Probe<?> other) {
    List<M> one = probe.expected(expected.list(probe.table()));
    assertThat(view.find(probe.table(), probe.by()))
        .as("%s, %s", context, probe.by())
        .isEqualTo(one);
    if (other.table() == probe.table()) {
      @SuppressWarnings("unchecked") // Both are of the same table.
      Probes.Probe<M> second = (Probes.Probe<M>) other;
      List<M> two = second.expected(expected.list(probe.table()));
      assertThat(view.find(probe.table(), By.or(probe.by(), second.by())))
          .as("%s, %s or %s", context, probe.by(), second.by())
          .isEqualTo(Stream.concat(one.stream(), two.stream()).distinct().toList());
    }
  }

  /** The commits since {@code before} lead from it to the state that is now, version by version. */
  private void assertFollowed(ReadTx before, Version newest) {
    var replay = new PlainStore();
    replay.restore(store.save(before));
    Version predecessor = null;
    for (Commit commit : Fixtures.commits(watcher)) {
      assertThat(commit.changes()).as(context).isNotEmpty();
      assertThat(commit.version().isAfter(newest)).as(context).isTrue();
      if (predecessor != null) {
        assertThat(commit.predecessor()).as(context).isEqualTo(predecessor);
      }
      predecessor = commit.version();
      commit.changes().forEach(change -> replay(replay, change));
    }
    assertThat(store.save(store.view())).as(context).isEqualTo(saveOf(replay));
  }

  private <M extends Message> void replay(PlainStore to, Change<M> change) {
    Table<M> table = change.table();
    String id = table.id(change.object());
    assertThat(to.get(table, id)).as(context).isEqualTo(change.before().orElse(null));
    if (change.after().isPresent()) {
      to.put(table, change.object());
    } else {
      to.remove(table, id);
    }
  }

  private static StoreSnapshot saveOf(PlainStore plain) {
    StoreSnapshot.Builder snapshot = StoreSnapshot.newBuilder();
    Kinds.ALL.forEach(table -> save(table, plain, snapshot));
    return snapshot.build();
  }

  private static <M extends Message> void save(
      Table<M> table, PlainStore from, StoreSnapshot.Builder into) {
    table.places().orElseThrow().into(into, from.list(table));
  }
}
