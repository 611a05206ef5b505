package io.skep.scheduler.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The heap against a list that is searched. */
final class HeapTest {
  private static final Comparator<Ticket> ORDER = Comparator.comparingInt(ticket -> ticket.value);

  private static final class Ticket extends Heap.Element {
    private int value;

    Ticket(int value) {
      this.value = value;
    }
  }

  // SC-3: the least is first, whatever is added, changed and taken out.
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 20_260_101})
  void theLeastIsFirst(long seed) {
    var random = new Random(seed);
    var heap = new Heap<Ticket>(ORDER);
    List<Ticket> in = new ArrayList<>();
    List<Ticket> all = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      all.add(new Ticket(random.nextInt(20)));
    }
    for (int step = 0; step < 5_000; step++) {
      Ticket number = all.get(random.nextInt(all.size()));
      if (random.nextInt(3) == 0) {
        heap.remove(number);
        in.remove(number);
      } else {
        number.value = random.nextInt(20);
        heap.put(number);
        in.remove(number);
        in.add(number);
      }
      Ticket first = heap.first();
      if (in.isEmpty()) {
        assertThat(first).as("step %d", step).isNull();
      } else {
        assertThat(in).as("step %d", step).contains(first);
        assertThat(first.value)
            .as("step %d", step)
            .isEqualTo(in.stream().min(ORDER).orElseThrow().value);
      }
    }
  }
}
