package io.skep.store.memory;

import static io.skep.store.memory.Fixtures.now;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.skep.api.Meta;
import io.skep.store.Change;
import io.skep.store.Fork;
import io.skep.store.ImmutableExtensionException;
import io.skep.store.ObjectKey;
import io.skep.store.ReadTx;
import io.skep.store.StoreException;
import io.skep.store.Table;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random plans beside random writes, against the plainest store. */
class ForkModelTest {
  private static final int ROUNDS = 120;

  private final MemoryStore store = Fixtures.store(new VirtualClock(1));
  private Random random;
  private RandomObjects objects;
  private String context;
  private int committed;
  private int refused;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 20_260_101})
  @DisplayName("S-126, S-127: a plan is private, its difference is exact and commits whole or not")
  void aPlanIsPrivateAndItsDifferenceExact(long seed) {
    random = new Random(seed);
    objects = new RandomObjects(random);
    for (int round = 0; round < ROUNDS; round++) {
      context = "seed %d round %d".formatted(seed, round);
      Fork plan = store.fork();
      PlainStore base = plainOf(store.view());
      PlainStore model = base.copy();
      boolean meanwhile = random.nextBoolean();

      for (int i = random.nextInt(15); i >= 0; i--) {
        write(plan, model, objects.oneOf(RandomObjects.TABLES));
        if (meanwhile && random.nextInt(4) == 0) {
          now(store.update(tx -> write(tx, plainOf(tx), objects.oneOf(RandomObjects.TABLES))));
        }
      }

      assertSame(plan, model);
      assertSame(plan.base(), base);
      assertLeads(plan.diff(), base, model);
      commit(plan.diff(), plan.version().equals(store.view().version()));
    }
    assertThat(committed).as(context).isGreaterThan(ROUNDS / 4);
    assertThat(refused).as(context).isGreaterThan(ROUNDS / 20);
  }

  /**
   * Applies {@code diff} to the store: all of it, with everything else left alone, or nothing,
   * which needs a reason.
   */
  private void commit(List<Change<?>> diff, boolean undisturbed) {
    PlainStore before = plainOf(store.view());
    boolean moved = diff.stream().anyMatch(change -> hasMoved(change, before));

    Future<Version> done = store.update(tx -> tx.apply(diff));

    if (done.failed()) {
      refused++;
      assertThat(done.cause()).as(context).isInstanceOf(StoreException.class);
      if (undisturbed) { // Deleted and created again, which comes to an update.
        assertThat(done.cause()).as(context).isInstanceOf(ImmutableExtensionException.class);
      }
      assertSame(store.view(), before);
    } else {
      committed++;
      assertThat(moved).as(context).isFalse();
      diff.forEach(change -> replay(before, change));
      assertSameButMeta(store.view(), before, diff);
    }
  }

  private static <M extends Message> boolean hasMoved(Change<M> change, PlainStore before) {
    M stands = before.get(change.table(), change.table().id(change.object()));
    return stands == null
        ? change.before().isPresent()
        : !stands.equals(change.before().orElse(null));
  }

  private <M extends Message> void write(Tx tx, PlainStore model, Table<M> table) {
    M object = objects.of(table);
    String id = table.id(object);
    M stored = model.get(table, id);
    try {
      if (random.nextInt(4) == 0) {
        tx.delete(table, id);
        model.remove(table, id);
      } else if (stored == null) {
        model.put(table, tx.create(table, object));
      } else {
        model.put(table, tx.update(table, table.withMeta(object, table.meta(stored))));
      }
    } catch (StoreException e) {
      assertThat(e.reason()).as(context).isNotEmpty(); // What is refused is shown elsewhere.
    }
  }

  private void assertLeads(List<Change<?>> diff, PlainStore base, PlainStore model) {
    PlainStore replay = base.copy();
    Set<Object> seen = new HashSet<>();
    for (Change<?> change : diff) {
      assertThat(seen.add(change.key())).as(context).isTrue();
      replay(replay, change);
    }
    for (Table<?> table : Kinds.ALL) {
      assertThat(replay.list(table)).as(context).isEqualTo(model.list(table));
    }
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

  private void assertSame(ReadTx view, PlainStore expected) {
    for (Table<?> table : Kinds.ALL) {
      assertThat(view.list(table)).as("%s, %s", context, table).isEqualTo(expected.list(table));
    }
  }

  private void assertSameButMeta(ReadTx view, PlainStore expected, List<Change<?>> written) {
    Set<Object> keys = new HashSet<>();
    written.forEach(change -> keys.add(change.key()));
    for (Table<?> table : Kinds.ALL) {
      assertSameButMeta(view, expected, table, keys);
    }
  }

  private <M extends Message> void assertSameButMeta(
      ReadTx view, PlainStore expected, Table<M> table, Set<Object> written) {
    assertThat(view.list(table))
        .as("%s, %s", context, table)
        .usingElementComparator(
            (a, b) -> {
              boolean own = written.contains(ObjectKey.of(table, table.id(a)));
              return (own ? bare(table, a).equals(bare(table, b)) : a.equals(b)) ? 0 : 1;
            })
        .containsExactlyElementsOf(expected.list(table));
  }

  private static <M extends Message> M bare(Table<M> table, M object) {
    return table.withMeta(object, Meta.getDefaultInstance());
  }

  private static PlainStore plainOf(ReadTx view) {
    var plain = new PlainStore();
    Kinds.ALL.forEach(table -> copy(view, table, plain));
    return plain;
  }

  private static <M extends Message> void copy(ReadTx view, Table<M> table, PlainStore into) {
    view.list(table).forEach(object -> into.put(table, object));
  }
}
