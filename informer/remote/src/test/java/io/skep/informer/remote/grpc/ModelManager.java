package io.skep.informer.remote.grpc;

import com.google.protobuf.Message;
import io.skep.api.Node;
import io.skep.api.NodeSpec;
import io.skep.api.Service;
import io.skep.api.StoreActionKind;
import io.skep.api.v1.LogEntry;
import io.skep.store.Table;
import io.skep.store.kind.Kinds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A manager at its plainest: two kinds of objects, each with the index of the log before it was
 * written, and the log.
 */
final class ModelManager {
  private final Random random;
  private int ids;

  final Map<String, Service> services = new TreeMap<>();
  final Map<String, Node> nodes = new TreeMap<>();

  /** All commits, each with its index as its version. */
  final List<LogEntry> log = new ArrayList<>();

  long index = 1;

  /** The oldest index that a watch may go on from. */
  long compacted;

  ModelManager(Random random) {
    this.random = random;
  }

  /** One commit; it may write an object more than once. */
  void commit() {
    LogEntry.Builder entry = LogEntry.newBuilder();
    for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
      if (random.nextBoolean()) {
        change(Kinds.SERVICE, services, entry, Service.newBuilder());
      } else {
        change(Kinds.NODE, nodes, entry, Node.newBuilder());
      }
    }
    index += 1 + random.nextInt(2); // The log has entries of its own, too.
    log.add(entry.setVersion(index).build());
  }

  private <M extends Message> void change(
      Table<M> table, Map<String, M> objects, LogEntry.Builder entry, Message.Builder fresh) {
    StoreActionKind action;
    M object;
    if (objects.size() < 3 || random.nextInt(3) == 0) {
      action = StoreActionKind.STORE_ACTION_CREATE;
      object = written(table, fresh, "%s%05d".formatted(table.name().charAt(0), ids++));
      objects.put(table.id(object), object);
    } else {
      String id = List.copyOf(objects.keySet()).get(random.nextInt(objects.size()));
      if (random.nextInt(3) == 0) {
        action = StoreActionKind.STORE_ACTION_REMOVE;
        object = objects.remove(id);
      } else {
        action = StoreActionKind.STORE_ACTION_UPDATE;
        object = written(table, fresh, id);
        objects.put(id, object);
      }
    }
    entry.addActions(table.places().orElseThrow().action(action, object));
  }

  private <M extends Message> M written(Table<M> table, Message.Builder fresh, String id) {
    Message object =
        fresh instanceof Node.Builder node
            ? node.setId(id).setSpec(NodeSpec.newBuilder().setAnnotations(random(id))).build()
            : ((Service.Builder) fresh).setId(id).setSpec(spec(id)).build();
    M typed = table.type().cast(object);
    var meta = table.meta(typed).toBuilder();
    meta.getVersionBuilder().setIndex(index);
    return table.withMeta(typed, meta.build());
  }

  private io.skep.api.ServiceSpec spec(String id) {
    return io.skep.api.ServiceSpec.newBuilder().setAnnotations(random(id)).build();
  }

  private io.skep.api.Annotations random(String id) {
    return io.skep.api.Annotations.newBuilder()
        .setName(id)
        .putLabels("l", String.valueOf(random.nextInt()))
        .build();
  }

  void compact() {
    compacted = index;
  }

  /** What is in the store now. */
  <M extends Message> List<M> list(Table<M> table) {
    Map<String, ? extends Message> objects = table.equals(Kinds.SERVICE) ? services : nodes;
    return objects.values().stream().map(table.type()::cast).toList();
  }

  /** A backup, which {@link Backup#restore} goes back to. */
  Backup backup() {
    return new Backup(index, log.size(), Map.copyOf(services), Map.copyOf(nodes));
  }

  /** What was once. */
  final class Backup {
    private final long thatIndex;
    private final int entries;
    private final Map<String, Service> thoseServices;
    private final Map<String, Node> thoseNodes;

    private Backup(
        long index, int entries, Map<String, Service> services, Map<String, Node> nodes) {
      this.thatIndex = index;
      this.entries = entries;
      this.thoseServices = services;
      this.thoseNodes = nodes;
    }

    void restore() {
      index = thatIndex;
      compacted = Math.min(compacted, thatIndex);
      log.subList(entries, log.size()).clear();
      services.clear();
      services.putAll(thoseServices);
      nodes.clear();
      nodes.putAll(thoseNodes);
    }
  }
}
