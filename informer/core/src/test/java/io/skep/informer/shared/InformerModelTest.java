package io.skep.informer.shared;

import static io.skep.informer.Rig.label;
import static io.skep.informer.Rig.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Node;
import io.skep.informer.HandlerOptions;
import io.skep.informer.Informer;
import io.skep.informer.Reader;
import io.skep.informer.Rig;
import io.skep.store.Index;
import io.skep.store.ReadTx;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.changelog.LogBounds;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random commits, informers, indexes and clumsy handlers on several loops, with a log so short that
 * the feed loses its place now and then.
 *
 * <p>Every transaction leaves the two nodes of each pair alike, so half a commit would show.
 */
class InformerModelTest {
  private static final int PAIRS = 6;
  private static final Index<Node, String> LABEL = Index.of("label", Rig::label);

  /** One instance, as an informer is shared by the filter's identity. */
  private final Predicate<Node> even = InformerModelTest::isEven;

  private long seed;
  private Random random;
  private Rig rig;
  private List<Loop> loops;

  /** Every state that the store was in; asked only. */
  private final Map<Version, ReadTx> history = new HashMap<>();

  private final List<Replay> handlers = new ArrayList<>();
  private final Map<Informer<Node>, Version> lastRead = new HashMap<>();
  private Informer<Node> all;
  private Informer<Node> evens;
  private boolean indexed;

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 60);
  }

  private static boolean isEven(Node node) {
    return label(node).length() % 2 == 0;
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  @DisplayName(
      "rt.W-1, rt.W-2, rt.W-9, rt.I-1, rt.I-2, rt.I-3, rt.I-6, rt.I-8, rt.I-10, rt.I-15, rt.X-6, G01, I09, Z01: readers and handlers follow the store, whatever happens in whatever order")
  void readersAndHandlersFollowTheStore(long itsSeed) {
    seed = itsSeed;
    random = new Random(seed);
    rig = new Rig(seed, new LogBounds(1 + random.nextInt(40), 1_000));
    loops = List.of(rig.feedLoop, rig.clock.loop("a"), rig.clock.loop("b"));
    all = rig.informers.of(Kinds.NODE);
    evens = rig.informers.of(Kinds.NODE, even);
    rig.store.update(tx -> {});
    remember();
    for (int i = random.nextInt(10); i > 0; i--) {
      write();
    }
    rig.feed.start();

    for (int step = 0; step < 400; step++) {
      act(random.nextInt(100));
      if (random.nextInt(3) == 0) {
        read(all, node -> true);
        read(evens, even);
      }
    }

    comeToRest();
    handlers.forEach(Replay::check);
    assertThat(all.version()).as("seed %d", seed).isEqualTo(rig.store.view().version());
    assertThat(all.reader().list()).isEqualTo(rig.store.view().list(Kinds.NODE));
    endAll();
  }

  private void act(int dice) {
    if (dice < 25) {
      write();
    } else if (dice < 85) {
      for (int i = random.nextInt(8); i > 0; i--) {
        rig.clock.step();
      }
    } else if (dice < 88) {
      rig.clock.advance(Duration.ofMillis(random.nextInt(1_500)));
    } else if (dice < 92) {
      addHandler();
    } else if (dice < 94) {
      closeHandler();
    } else if (dice < 96) {
      addIndex();
    } else if (dice < 98) {
      rig.feedLoop.execute(() -> rig.feed.atLeast(rig.store.view().version()));
    } else {
      // A burst that the log cannot hold.
      for (int i = 0; i < 60; i++) {
        write();
      }
    }
  }

  private void write() {
    Rig.done(rig.store.update(this::change));
    remember();
  }

  private void remember() {
    ReadTx now = rig.store.view();
    history.put(now.version(), now);
  }

  private void change(Tx tx) {
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      int pair = random.nextInt(PAIRS);
      String label = "x".repeat(1 + random.nextInt(5));
      boolean there = tx.get(Kinds.NODE, left(pair)).isPresent();
      if (!there) {
        tx.create(Kinds.NODE, node(left(pair), label));
        tx.create(Kinds.NODE, node(right(pair), label));
      } else if (random.nextInt(3) == 0) {
        tx.delete(Kinds.NODE, right(pair));
        tx.delete(Kinds.NODE, left(pair));
      } else {
        Rig.relabel(tx, left(pair), label);
        Rig.relabel(tx, right(pair), label);
      }
    }
  }

  private static String left(int pair) {
    return "l" + pair;
  }

  private static String right(int pair) {
    return "r" + pair;
  }

  private void addHandler() {
    boolean filtered = random.nextBoolean();
    Loop loop = loops.get(random.nextInt(loops.size()));
    var handler =
        new Replay(
            "handler %d of seed %d".formatted(handlers.size(), seed),
            filtered ? evens : all,
            filtered ? even : node -> true,
            history,
            loop,
            new Random(random.nextLong()));
    handler.clumsiness = random.nextInt(3) * 10;
    handlers.add(handler);
    HandlerOptions options = someOptions();
    loop.execute(
        () ->
            (filtered ? evens : all)
                .addHandler(handler, options)
                .onSuccess(registration -> handler.registration = registration));
  }

  private HandlerOptions someOptions() {
    HandlerOptions options = HandlerOptions.DEFAULT;
    if (random.nextInt(3) == 0) {
      options = options.withResync(Duration.ofSeconds(1 + random.nextInt(3)));
    }
    return random.nextInt(3) == 0 ? options.withEveryEvent(100_000) : options;
  }

  private void closeHandler() {
    if (!handlers.isEmpty()) {
      Replay handler = handlers.get(random.nextInt(handlers.size()));
      if (handler.registration != null) {
        handler.registration.close();
        handler.closing = true;
      }
    }
  }

  private void addIndex() {
    all.addIndex(LABEL);
    evens.addIndex(LABEL).onSuccess(done -> indexed = true);
  }

  private void read(Informer<Node> informer, Predicate<Node> filter) {
    if (!informer.synced().isComplete()) {
      return;
    }
    String what = "seed %d at %s".formatted(seed, informer.version());
    Reader<Node> reader = informer.reader();
    Version before = lastRead.put(informer, reader.version());
    assertThat(before == null || !before.isAfter(reader.version())).as(what).isTrue();
    for (int pair = 0; pair < PAIRS; pair++) {
      Optional<String> label = reader.get(left(pair)).map(Rig::label);
      assertThat(reader.get(right(pair)).map(Rig::label)).as(what).isEqualTo(label);
    }
    List<Node> expected =
        history.get(reader.version()).list(Kinds.NODE).stream().filter(filter).toList();
    assertThat(reader.list()).as(what).isEqualTo(expected);
    assertThat(reader.count()).as(what).isEqualTo(expected.size());
    if (indexed && informer == evens) {
      String label = "xx";
      assertThat(reader.by(LABEL, label))
          .as(what)
          .isEqualTo(expected.stream().filter(node -> label(node).equals(label)).toList());
    }
  }

  private void comeToRest() {
    handlers.forEach(handler -> handler.clumsiness = 0);
    rig.clock.advance(Duration.ofSeconds(30)); // Resyncs never end; all else does by then.
  }

  private void endAll() {
    List<Future<Void>> ends = new ArrayList<>();
    ends.add(all.close());
    ends.add(evens.close());
    ends.add(rig.feed.stop());
    rig.settle();
    assertThat(ends).as("Z09, seed %d", seed).allMatch(Future::succeeded);
    write();
    rig.settle();
    assertThat(rig.clock.advanceToNextTimer()).as("seed %d", seed).isFalse();
  }
}
