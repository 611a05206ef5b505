package io.skep.controller.graph;

import static io.skep.controller.graph.Part.PART;

import com.google.protobuf.Message;
import io.skep.api.Resource;
import io.skep.controller.custom.ObjectTx;
import io.skep.store.Change;
import io.skep.store.Interest;
import io.skep.store.ObjectKey;
import io.skep.store.Version;
import io.skep.store.Watcher;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;

/** A store, one owner, and what the rest of the world does to its parts. */
final class Workshop {
  static final ObjectKey OWNER = new ObjectKey("thing", "t1");

  private final VirtualClock clock = new VirtualClock(1);
  final MemoryStore store =
      new MemoryStore(
          MemoryStoreOptions.of(Kinds.ALL).withClock(clock).withRandom(clock.newRandom()));

  <T> T write(Function<ObjectTx, T> body) {
    AtomicReference<T> result = new AtomicReference<>();
    var done = store.update(tx -> result.set(body.apply(ObjectTx.over(tx))));
    if (done.failed()) {
      throw (RuntimeException) done.cause();
    }
    return result.get();
  }

  void change(Consumer<ObjectTx> body) {
    write(
        tx -> {
          body.accept(tx);
          return null;
        });
  }

  Outcome reconcile(Graph<Wish> graph, Wish wish) {
    return write(tx -> graph.reconcile(tx, OWNER, wish));
  }

  Outcome delete(Graph<Wish> graph) {
    return write(tx -> graph.delete(tx, OWNER));
  }

  Version version() {
    return store.view().version();
  }

  /** All parts, by name: {@code name=spec}, with a mark for those that are being deleted. */
  List<String> parts() {
    return store.view().list(PART).stream()
        .map(
            part ->
                part.name()
                    + "="
                    + part.spec()
                    + (part.meta().deletingSince().isPresent() ? " leaving" : ""))
        .sorted()
        .toList();
  }

  Optional<Part> part(String name) {
    return store.view().list(PART).stream().filter(part -> part.name().equals(name)).findFirst();
  }

  void report(String name, String status) {
    change(tx -> tx.status(PART, part(name).orElseThrow(), status));
  }

  /** Puts a finalizer on the part. */
  void hold(String name) {
    change(tx -> tx.addFinalizer(PART, part(name).orElseThrow().meta().id(), "held"));
  }

  void release(String name) {
    change(tx -> tx.removeFinalizer(PART, part(name).orElseThrow().meta().id(), "held"));
  }

  /** What {@code step} writes of parts, in order, each as the change's class and the name. */
  List<String> changes(Runnable step) {
    Watcher watcher = store.watch(clock.loop("watch"), Interest.in(List.of(Kinds.RESOURCE)));
    step.run();
    List<String> changes = new ArrayList<>();
    while (watcher.next() instanceof Watcher.Next.Delivered delivered) {
      for (Change<?> change : delivered.commit().changes()) {
        changes.add(change.getClass().getSimpleName() + " " + nameOf(change));
      }
    }
    watcher.close();
    return changes;
  }

  private static <M extends Message> String nameOf(Change<M> change) {
    Message resource = change.after().or(change::before).orElseThrow();
    return ((Resource) resource).getAnnotations().getName().substring("part/".length());
  }
}
