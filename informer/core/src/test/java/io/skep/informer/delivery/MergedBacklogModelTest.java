package io.skep.informer.delivery;

import static io.skep.informer.Rig.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Node;
import io.skep.informer.Event;
import io.skep.informer.Rig;
import io.skep.store.Origin;
import io.skep.store.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MergedBacklogModelTest {
  private final MergedBacklog<Node> backlog = new MergedBacklog<>();

  /** What is, and what a handler would believe that heard all that was taken. */
  private final Map<String, Node> actual = new TreeMap<>();

  private final Map<String, Node> heard = new TreeMap<>();
  private long version;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 20_260_101})
  @DisplayName("rt.I-8, rt.I-10: what is heard follows what is, with one entry an object at most")
  void whatIsHeardFollowsWhatIs(long seed) {
    var random = new Random(seed);
    for (int step = 0; step < 20_000; step++) {
      String id = "n" + random.nextInt(8);
      if (random.nextInt(3) == 0 && !backlog.isEmpty()) {
        Version oldest = backlog.oldest();
        hear(backlog.take());
        assertThat(backlog.isEmpty() || !oldest.isAfter(backlog.oldest()))
            .as("older changes come first, seed %d step %d", seed, step)
            .isTrue();
      } else {
        change(id, random);
      }
      assertThat(backlog.size()).as("seed %d step %d", seed, step).isLessThanOrEqualTo(8);
    }
    while (!backlog.isEmpty()) {
      hear(backlog.take());
    }
    assertThat(heard).as("seed %d", seed).isEqualTo(actual);
  }

  private void change(String id, Random random) {
    var now = new Version(++version);
    Node old = actual.get(id);
    if (old == null) {
      Node added = node(id, "v" + version);
      actual.put(id, added);
      backlog.add(id, new Event.Added<>(added, now, Origin.NONE, false));
    } else if (random.nextBoolean()) {
      Node updated = node(id, "v" + version);
      actual.put(id, updated);
      backlog.add(id, new Event.Updated<>(old, updated, now, Origin.NONE));
    } else {
      actual.remove(id);
      backlog.add(id, new Event.Deleted<>(old, now, Origin.NONE, false));
    }
  }

  /** An update must start where the handler is, an addition and a deletion must be news. */
  private void hear(Event<Node> event) {
    String id = event.object().getId();
    Node known = heard.get(id);
    if (event instanceof Event.Added<Node>) {
      assertThat(known).isNull();
      heard.put(id, event.object());
    } else if (event instanceof Event.Updated<Node> updated) {
      assertThat(updated.old()).isSameAs(known);
      heard.put(id, event.object());
    } else {
      assertThat(known).isNotNull();
      heard.remove(id);
    }
  }

  @Test
  @DisplayName("rt.I-10: how waiting events of one object are merged")
  void waitingEventsOfOneObjectAreMerged() {
    assertThat(merged("+a", "~b", "~c")).containsExactly("+x=c");
    assertThat(merged("+a", "~b", "-")).isEmpty();
    assertThat(merged("~b", "~c")).containsExactly("~x=a>c");
    assertThat(merged("~b", "-")).containsExactly("-x=b");
    assertThat(merged("-", "+b", "~c")).containsExactly("-x=a", "+x=c");
    assertThat(merged("-", "+b", "-")).containsExactly("-x=a");
  }

  @Test
  @DisplayName("rt.I-10: an object that waits keeps its place")
  void anObjectThatWaitsKeepsItsPlace() {
    put("x", "+a");
    put("y", "+a");
    put("x", "~c");

    assertThat(taken()).containsExactly("+x=c", "+y=a");
  }

  private List<String> merged(String... events) {
    actual.put("x", node("x", "a"));
    for (String event : events) {
      put("x", event);
    }
    return taken();
  }

  private void put(String id, String event) {
    var now = new Version(++version);
    Node old = actual.get(id);
    if (event.equals("-")) {
      backlog.add(id, new Event.Deleted<>(old, now, Origin.NONE, false));
      return;
    }
    Node object = node(id, event.substring(1));
    actual.put(id, object);
    backlog.add(
        id,
        event.startsWith("+")
            ? new Event.Added<>(object, now, Origin.NONE, false)
            : new Event.Updated<>(old, object, now, Origin.NONE));
  }

  private List<String> taken() {
    List<String> taken = new ArrayList<>();
    while (!backlog.isEmpty()) {
      taken.add(Rig.brief(backlog.take()));
    }
    return taken;
  }
}
