package io.skep.informer.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Node;
import io.skep.informer.Event;
import io.skep.informer.EventHandler;
import io.skep.informer.Informer;
import io.skep.informer.Registration;
import io.skep.store.ReadTx;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * A handler that believes what it hears, and checks each event against the history of the store.
 */
final class Replay implements EventHandler<Node> {
  private final String name;
  private final Informer<Node> informer;
  private final Predicate<Node> filter;
  private final Map<Version, ReadTx> history;
  private final Loop loop;
  private final RandomGenerator random;

  /** What it believes. */
  private final Map<String, Node> known = new TreeMap<>();

  private final Map<String, Version> lastHeard = new TreeMap<>();
  private Version snapshot;
  private int initial;
  private boolean running;
  private AssertionError failure;

  /** How many in a hundred calls throw, so that the handler rests and falls behind. */
  int clumsiness;

  Registration registration;
  boolean closing;

  Replay(
      String name,
      Informer<Node> informer,
      Predicate<Node> filter,
      Map<Version, ReadTx> history,
      Loop loop,
      RandomGenerator random) {
    this.name = name;
    this.informer = informer;
    this.filter = filter;
    this.history = history;
    this.loop = loop;
    this.random = random;
  }

  @Override
  public void handle(Event<Node> event) {
    try {
      heed(event);
    } catch (AssertionError e) {
      failure = failure == null ? e : failure; // What a handler throws goes to the log.
    }
    if (random.nextInt(100) < clumsiness) {
      throw new IllegalStateException("clumsy");
    }
  }

  private void heed(Event<Node> event) {
    assertThat(running).as("%s: one at a time", name).isFalse();
    assertThat(Loop.current()).as("%s: on its loop", name).contains(loop);
    assertThat(closing && registration.close().isComplete()).as("%s is closed", name).isFalse();
    running = true;
    hear(event);
    running = false;
  }

  private void hear(Event<Node> event) {
    String id = event.object().getId();
    String what = "%s: %s at %s".formatted(name, id, event.version());
    assertThat(informer.version()).as(what).isGreaterThanOrEqualTo(event.version());
    Node actual = history.get(event.version()).get(Kinds.NODE, id).filter(filter).orElse(null);
    if (event instanceof Event.Added<Node> added) {
      assertThat(known).as(what).doesNotContainKey(id);
      assertThat(event.object()).as(what).isSameAs(actual);
      countInitial(added);
      known.put(id, event.object());
    } else if (event instanceof Event.Updated<Node> updated) {
      assertThat(updated.old()).as(what).isSameAs(known.get(id));
      assertThat(event.object()).as(what).isSameAs(actual);
      known.put(id, event.object());
    } else {
      assertThat(known).as(what).containsKey(id);
      assertThat(actual).as(what).isNull();
      known.remove(id);
    }
    Version before = lastHeard.put(id, event.version());
    boolean resync = event instanceof Event.Updated<Node> updated && updated.resync();
    if (before != null && !resync) {
      assertThat(event.version()).as(what).isGreaterThan(before);
    } else if (before != null) {
      assertThat(event.version()).as(what).isGreaterThanOrEqualTo(before);
    }
  }

  private void countInitial(Event.Added<Node> added) {
    if (added.initial()) {
      if (snapshot == null) {
        snapshot = added.version();
      }
      assertThat(added.version()).as("%s: one snapshot", name).isEqualTo(snapshot);
      initial++;
    }
  }

  /** After everything has been delivered. */
  void check() {
    if (failure != null) {
      throw failure;
    }
    if (registration == null || closing) {
      return;
    }
    assertThat(registration.synced().isComplete()).as("%s is synced", name).isTrue();
    assertThat(registration.backlog()).as(name).isZero();
    Map<String, Node> shown = new TreeMap<>();
    informer.reader().list().forEach(node -> shown.put(node.getId(), node));
    assertThat(known).as(name).isEqualTo(shown);
    if (snapshot != null) {
      long there = history.get(snapshot).list(Kinds.NODE).stream().filter(filter).count();
      assertThat(initial).as("%s: all of its snapshot", name).isEqualTo((int) there);
    }
  }
}
