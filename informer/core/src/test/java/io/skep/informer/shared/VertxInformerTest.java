package io.skep.informer.shared;

import static io.skep.informer.Rig.label;
import static io.skep.informer.Rig.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Node;
import io.skep.informer.Event;
import io.skep.informer.Informer;
import io.skep.informer.Registration;
import io.skep.informer.Rig;
import io.skep.informer.feed.StoreFeed;
import io.skep.store.ReadTx;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VertxLoop;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The same on real event loops, with a writer on a thread of its own. */
class VertxInformerTest {
  private final Vertx vertx = Vertx.vertx();
  private final MemoryStore store =
      new MemoryStore(MemoryStoreOptions.of(Kinds.ALL).withRandom(new Random(1)));
  private final StoreFeed feed = new StoreFeed(store, VertxLoop.on(vertx));
  private final SharedInformers informers = new SharedInformers(feed);

  @AfterEach
  void end() throws Exception {
    store.close();
    await(vertx.close());
  }

  /** Fails rather than hang; nothing here depends on how long it takes. */
  private static <R> R await(Future<R> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(2, TimeUnit.MINUTES);
  }

  /** Runs on its loop and believes what it hears. */
  private static final class Believer {
    private final Loop loop;
    private final Map<String, String> labels = new TreeMap<>();
    private String complaint = "";

    Believer(Loop loop) {
      this.loop = loop;
    }

    void hear(Event<Node> event) {
      if (!loop.isCurrent()) {
        complaint = "called off its loop";
      }
      String id = event.object().getId();
      String old = labels.get(id);
      if (event instanceof Event.Updated<Node> updated && !label(updated.old()).equals(old)) {
        complaint = "%s was %s, not %s".formatted(id, old, label(updated.old()));
      }
      if (event instanceof Event.Deleted<Node>) {
        labels.remove(id);
      } else {
        labels.put(id, label(event.object()));
      }
    }

    Future<Registration> listenTo(Informer<Node> nodes) {
      Promise<Registration> added = Promise.promise();
      loop.execute(() -> nodes.addHandler(this::hear).onComplete(added));
      return added.future();
    }

    /** What it knows, read on its loop. */
    Future<Map<String, String>> knowledge() {
      Promise<Map<String, String>> known = Promise.promise();
      loop.execute(() -> known.complete(new TreeMap<>(labels)));
      return known.future();
    }
  }

  @Test
  void handlersOnOtherLoopsFollowAWriterThatDoesNotWaitForThem() throws Exception {
    // rt.I-8, rt.I-9, rt.C-1
    Informer<Node> nodes = informers.of(Kinds.NODE);
    var early = new Believer(VertxLoop.on(vertx));
    var late = new Believer(VertxLoop.on(vertx));
    Registration first = await(early.listenTo(nodes));
    await(feed.start());
    Registration second = null;
    Version last = Version.ZERO;

    for (int i = 0; i < 20_000; i++) {
      String id = "n" + i % 50;
      String label = "v" + i;
      last =
          await(
              store.update(
                  tx -> {
                    if (tx.get(Kinds.NODE, id).isEmpty()) {
                      tx.create(Kinds.NODE, node(id, label));
                    } else if (label.endsWith("7")) {
                      tx.delete(Kinds.NODE, id);
                    } else {
                      Rig.relabel(tx, id, label);
                    }
                  }));
      if (i == 10_000) {
        second = await(late.listenTo(nodes));
      }
    }
    ReadTx at = await(feed.atLeast(last));
    await(first.delivered(last));
    await(second.delivered(last));

    Map<String, String> expected = new TreeMap<>();
    at.list(Kinds.NODE).forEach(node -> expected.put(node.getId(), label(node)));
    assertThat(await(early.knowledge())).isEqualTo(expected);
    assertThat(await(late.knowledge())).isEqualTo(expected);
    assertThat(early.complaint + late.complaint).isEmpty();
    assertThat(nodes.reader().version()).isEqualTo(last);
    await(nodes.close());
    await(feed.stop());
  }
}
