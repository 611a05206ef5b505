package io.skep.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.store.BatchOptions;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A body that does not come to its end, and how that shows. S-113. */
class WedgedTest {
  private final VirtualClock clock = new VirtualClock(1);
  private final MemoryStore store = new MemoryStore(Fixtures.options(clock));

  @Test
  void aStoreInWhichNobodyWritesIsNotWedged() {
    clock.advance(Duration.ofMinutes(1));

    assertThat(store.wedged()).isEmpty();
  }

  @Test
  void aBodyThatRunsForLongerThanTheTimeoutIsShownWithItsStack() { // S-113
    try (var busy = new BusyStore(store)) {
      clock.advance(Duration.ofSeconds(30));
      assertThat(store.wedged()).isEmpty();
      clock.advance(Duration.ofNanos(1));

      Wedged wedged = store.wedged().orElseThrow();

      assertThat(wedged.thread()).isEqualTo(busy.thread().getName());
      assertThat(wedged.running()).isEqualTo(Duration.ofSeconds(30).plusNanos(1));
      assertThat(wedged.stack())
          .anyMatch(call -> call.getClassName().equals(BusyStore.class.getName()));
      assertThat(wedged.toString())
          .startsWith("a transaction on thread \"busy\" has run for PT30.000000001S")
          .contains(BusyStore.class.getName());
    }
    assertThat(store.wedged()).isEmpty();
  }

  @Test
  void theTimeoutIsAnOption() {
    var impatient =
        new MemoryStore(Fixtures.options(clock).withWedgeTimeout(Duration.ofMillis(10)));
    try (var busy = new BusyStore(impatient)) {
      clock.advance(Duration.ofMillis(11));
      assertThat(impatient.wedged().orElseThrow().thread()).isEqualTo(busy.thread().getName());
    }
    assertThatThrownBy(() -> Fixtures.options(clock).withWedgeTimeout(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("wedgeTimeout must be positive but is PT0S");
  }

  @Test
  void eachTransactionOfABatchBeginsAnew() { // S-113 with S-67
    List<Optional<Wedged>> seen = new ArrayList<>();
    List<Consumer<Tx>> steps = new ArrayList<>();
    for (int i = 0; i < 201; i++) {
      String id = "id" + i;
      steps.add(tx -> tx.create(Kinds.NODE, Fixtures.node(id)));
    }
    steps.set(0, pass(20, seen, "id0"));
    steps.set(199, pass(9, seen, "id199"));
    steps.set(200, pass(20, seen, "id200")); // In a transaction of its own.

    Fixtures.now(store.batch(BatchOptions.DEFAULT, steps.iterator()));

    assertThat(seen).hasSize(3).allMatch(Optional::isEmpty);
  }

  @Test
  void aBatchIsWedgedLikeAnyTransaction() {
    List<Optional<Wedged>> seen = new ArrayList<>();

    Fixtures.now(
        store.batch(
            BatchOptions.DEFAULT, List.of(pass(20, seen, "a"), pass(11, seen, "b")).iterator()));

    assertThat(seen).hasSize(2);
    assertThat(seen.get(0)).isEmpty();
    assertThat(seen.get(1)).isPresent();
  }

  private Consumer<Tx> pass(int seconds, List<Optional<Wedged>> seen, String id) {
    return tx -> {
      tx.create(Kinds.NODE, Fixtures.node(id));
      clock.advance(Duration.ofSeconds(seconds));
      seen.add(store.wedged());
    };
  }
}
