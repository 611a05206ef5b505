package io.skep.store.memory;

import static io.skep.store.memory.Fixtures.now;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.skep.store.Page;
import io.skep.store.PageCursor;
import io.skep.store.ReadTx;
import io.skep.store.StoreException;
import io.skep.store.Table;
import io.skep.store.Tx;
import io.skep.store.loop.VirtualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random selectors next to filters over plain lists, on snapshots and in open transactions. */
class QueryModelTest {
  private static final int STEPS = 60;

  private final MemoryStoreOptions options = Fixtures.options(new VirtualClock(1));
  private final List<ReadTx> kept = new ArrayList<>();
  private MemoryStore store;
  private Random random;
  private RandomObjects objects;
  private RandomSelectors selectors;
  private String context;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 20_260_101})
  @DisplayName("S-4, S-59 ... S-65, S-120 ... S-123: queries answer as filters over all objects do")
  void queriesAnswerAsFiltersDo(long seed) {
    store = new MemoryStore(options);
    run(seed);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {7, 8, 9, 20_260_102})
  @DisplayName("S-124, S-125: so they do where some labels have indexes")
  void queriesAnswerAsFiltersDoWithLabelIndexes(long seed) {
    List<LabelIndex> some = new ArrayList<>();
    for (Table<?> table : RandomObjects.TABLES) {
      some.add(LabelIndex.of(table, "tier"));
      some.add(LabelIndex.of(table, ""));
    }
    store = new MemoryStore(options.withLabelIndexes(some));
    run(seed);
  }

  private void run(long seed) {
    random = new Random(seed);
    objects = new RandomObjects(random);
    selectors = new RandomSelectors(random);
    for (int step = 0; step < STEPS; step++) {
      context = "seed %d step %d".formatted(seed, step);
      writeAndAsk();
      kept.add(store.view());
      ask(objects.oneOf(kept));
    }
  }

  private void writeAndAsk() {
    switch (random.nextInt(8)) {
      case 0 -> now(store.restore(store.save(kept.isEmpty() ? store.view() : objects.oneOf(kept))));
      case 1 ->
          assertThat(
                  store
                      .update(
                          tx -> {
                            writeAndAsk(tx);
                            throw new IllegalArgumentException("on purpose");
                          })
                      .cause())
              .hasMessage("on purpose");
      case 2 -> writeAndAsk(store.fork());
      default -> now(store.update(this::writeAndAsk));
    }
  }

  private void writeAndAsk(Tx tx) {
    for (int i = random.nextInt(12); i >= 0; i--) {
      write(tx, objects.oneOf(RandomObjects.TABLES));
      if (random.nextInt(4) == 0) {
        ask(tx);
      }
    }
  }

  private <M extends Message> void write(Tx tx, Table<M> table) {
    M object = objects.of(table);
    String id = table.id(object);
    try {
      if (random.nextInt(4) == 0) {
        tx.delete(table, id);
      } else if (tx.get(table, id).isEmpty()) {
        tx.create(table, object);
      } else {
        tx.update(table, table.withMeta(object, table.meta(tx.get(table, id).orElseThrow())));
      }
    } catch (StoreException e) {
      assertThat(e.reason()).as(context).isNotEmpty(); // What is refused is shown elsewhere.
    }
  }

  private void ask(ReadTx at) {
    for (int i = 0; i < 6; i++) {
      ask(at, objects.oneOf(RandomObjects.TABLES));
    }
  }

  private <M extends Message> void ask(ReadTx at, Table<M> table) {
    RandomSelectors.Tree<M> tree = selectors.tree(table, 3);
    String what = context + ", " + table + ": " + tree.by();
    List<M> expected = tree.expected().apply(at.list(table));

    assertThat(at.find(table, tree.by())).as(what).isEqualTo(expected);
    assertThat(at.count(table, tree.by())).as(what).isEqualTo(expected.size());
    assertThat(at.stream(table, tree.by()).toList()).as(what).isEqualTo(expected);
    assertThat(pages(at, table, tree, 1 + random.nextInt(4))).as(what).isEqualTo(expected);
  }

  private static <M extends Message> List<M> pages(
      ReadTx at, Table<M> table, RandomSelectors.Tree<M> tree, int limit) {
    List<M> all = new ArrayList<>();
    PageCursor from = PageCursor.START;
    Page<M> page;
    do {
      page = at.page(table, tree.by(), from, limit);
      assertThat(page.objects().size()).isLessThanOrEqualTo(limit);
      all.addAll(page.objects());
      from = PageCursor.parse(page.end().toString());
    } while (page.hasMore());
    return all;
  }
}
