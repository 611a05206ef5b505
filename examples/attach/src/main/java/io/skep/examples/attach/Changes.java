package io.skep.examples.attach;

import io.skep.api.Node;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.examples.attach.row.Row;
import io.skep.examples.attach.row.Section;
import io.skep.examples.attach.view.View.Change;
import io.skep.informer.Event;
import io.skep.store.kind.Kinds;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Changes on their way from the informers' loop to the thread that shows them, which may be slow:
 * of those of one object the newest waits, so there are never more than objects.
 */
final class Changes {
  private final Cluster cluster;
  private final boolean withHistory;

  /** By section and id. Guarded by this. */
  private Map<String, Supplier<Optional<Change>>> waiting = new LinkedHashMap<>();

  private final BlockingQueue<Boolean> wake = new ArrayBlockingQueue<>(1);

  /** What is shown already, by section and id. Of the showing thread. */
  private final Map<String, Row> shown = new HashMap<>();

  private Changes(Cluster cluster, boolean withHistory) {
    this.cluster = cluster;
    this.withHistory = withHistory;
  }

  /** The changes of {@code cluster} from now on. */
  static Changes of(Cluster cluster, boolean withHistory) {
    var changes = new Changes(cluster, withHistory);
    var informers = cluster.informers();
    cluster.await(informers.of(Kinds.NODE).addHandler(changes::onNode));
    cluster.await(informers.of(Kinds.SERVICE).addHandler(changes::onService));
    cluster.await(informers.of(Kinds.TASK).addHandler(changes::onTask));
    return changes;
  }

  private void onNode(Event<Node> event) {
    put(event, Row.of(event.object()));
  }

  private void onService(Event<Service> event) {
    if (event instanceof Event.Deleted) {
      put(event, Row.of(event.object(), cluster.at()));
    } else {
      count(event.object().getId());
    }
  }

  private void onTask(Event<Task> event) {
    put(event, Row.of(event.object(), cluster.at()));
    count(event.object().getServiceId());
  }

  private void put(Event<?> event, Row row) {
    boolean isInitial = event instanceof Event.Added<?> added && added.initial();
    if (!isInitial) {
      var change = Optional.of(new Change(row, event instanceof Event.Deleted));
      synchronized (this) {
        waiting.put(key(row), () -> change);
      }
      wake.offer(true);
    }
  }

  /** A service's row counts its tasks: that is left to the thread that shows it. */
  private void count(String serviceId) {
    synchronized (this) {
      waiting.putIfAbsent(Section.services + serviceId, () -> service(serviceId));
    }
    wake.offer(true);
  }

  private Optional<Change> service(String id) {
    var at = cluster.at();
    return at.get(Kinds.SERVICE, id).map(service -> new Change(Row.of(service, at), false));
  }

  private static String key(Row row) {
    return row.section() + row.id();
  }

  /** All that is there now, as changes. */
  List<Change> initial() {
    var at = cluster.at();
    return fresh(
        Stream.of(Section.values())
            .flatMap(section -> section.rows(at, withHistory).stream())
            .map(row -> new Change(row, false)));
  }

  /** Those that wait, or that come within {@code patience}; perhaps none. */
  List<Change> take(Duration patience) {
    try {
      wake.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Map<String, Supplier<Optional<Change>>> taken;
    synchronized (this) {
      taken = waiting;
      waiting = new LinkedHashMap<>();
    }
    return fresh(taken.values().stream().map(Supplier::get).flatMap(Optional::stream));
  }

  /** Those that differ from what is shown. */
  private List<Change> fresh(Stream<Change> changes) {
    return changes.filter(this::isFresh).toList();
  }

  private boolean isFresh(Change change) {
    return change.isRemoved()
        ? shown.remove(key(change.row())) != null
        : !change.row().equals(shown.put(key(change.row()), change.row()));
  }
}
