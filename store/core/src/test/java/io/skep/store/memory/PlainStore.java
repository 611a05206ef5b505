package io.skep.store.memory;

import com.google.protobuf.Message;
import io.skep.api.Extension;
import io.skep.api.Node;
import io.skep.api.Resource;
import io.skep.api.Service;
import io.skep.api.StoreSnapshot;
import io.skep.api.Task;
import io.skep.api.Volume;
import io.skep.store.Table;
import io.skep.store.kind.Kinds;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The plainest store there is: a sorted map a table, no indexes, and the rules written down one by
 * one. What it refuses it names by the text that clients know.
 */
final class PlainStore {
  static final Comparator<String> BY_BYTES =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

  private final Map<String, TreeMap<String, Message>> tables = new TreeMap<>();

  PlainStore() {
    Kinds.ALL.forEach(table -> tables.put(table.name(), new TreeMap<>(BY_BYTES)));
  }

  PlainStore copy() {
    var copy = new PlainStore();
    tables.forEach((name, objects) -> copy.tables.get(name).putAll(objects));
    return copy;
  }

  <M extends Message> List<M> list(Table<M> table) {
    List<M> all = new ArrayList<>();
    objects(table).values().forEach(object -> all.add(table.type().cast(object)));
    return all;
  }

  <M extends Message> M get(Table<M> table, String id) {
    return table.type().cast(objects(table).get(id));
  }

  /** Why {@code object} cannot be created; null if it can. */
  <M extends Message> String whyNotCreate(Table<M> table, M object) {
    if (object instanceof Resource resource && !declares(resource.getKind())) {
      return "object kind is unregistered";
    }
    if (isNameTaken(table, object, null)) {
      return "name conflicts with an existing object";
    }
    if (object instanceof Extension extension
        && tables.containsKey(extension.getAnnotations().getName())) {
      return "name conflicts with an existing object";
    }
    if (objects(table).containsKey(table.id(object))) {
      return "object already exists";
    }
    return whyNotValid(object);
  }

  /** Why the object with the same id cannot become {@code object}; null if it can. */
  <M extends Message> String whyNotUpdate(Table<M> table, M object) {
    if (object instanceof Extension) {
      return "extensions are immutable";
    }
    if (object instanceof Resource resource && !declares(resource.getKind())) {
      return "object kind is unregistered";
    }
    if (isNameTaken(table, object, table.id(object))) {
      return "name conflicts with an existing object";
    }
    M stored = get(table, table.id(object));
    if (stored == null) {
      return "object does not exist";
    }
    if (!table.meta(stored).getVersion().equals(table.meta(object).getVersion())) {
      return "update out of sequence";
    }
    return whyNotValid(object);
  }

  /** Why the object with {@code id} cannot be deleted; null if it can. */
  <M extends Message> String whyNotDelete(Table<M> table, String id) {
    M stored = get(table, id);
    if (stored == null) {
      return "object does not exist";
    }
    boolean used =
        stored instanceof Extension extension
            && list(Kinds.RESOURCE).stream()
                .anyMatch(
                    resource -> resource.getKind().equals(extension.getAnnotations().getName()));
    return used
        ? "cannot delete extension because objects of this type exist in the data store"
        : null;
  }

  <M extends Message> void put(Table<M> table, M object) {
    objects(table).put(table.id(object), object);
  }

  void remove(Table<?> table, String id) {
    objects(table).remove(id);
  }

  void restore(StoreSnapshot snapshot) {
    tables.values().forEach(Map::clear);
    Kinds.ALL.forEach(table -> restore(table, snapshot));
  }

  private <M extends Message> void restore(Table<M> table, StoreSnapshot snapshot) {
    table.places().orElseThrow().in(snapshot).forEach(object -> put(table, object));
  }

  private java.util.NavigableMap<String, Message> objects(Table<?> table) {
    return tables.get(table.name());
  }

  private boolean declares(String kind) {
    return list(Kinds.EXTENSION).stream()
        .anyMatch(extension -> extension.getAnnotations().getName().equals(kind));
  }

  private static String whyNotValid(Message object) {
    return object instanceof Volume volume && !volume.getSpec().hasDriver()
        ? "missing value for index 'driver'"
        : null;
  }

  private <M extends Message> boolean isNameTaken(Table<M> table, M object, String self) {
    String name = uniqueName(object);
    return name != null
        && list(table).stream()
            .anyMatch(other -> name.equals(uniqueName(other)) && !table.id(other).equals(self));
  }

  private static String uniqueName(Message object) {
    if (object instanceof Node || object instanceof Task) {
      return null;
    }
    String name;
    if (object instanceof Extension extension) {
      name = extension.getAnnotations().getName();
    } else if (object instanceof Resource resource) {
      name = resource.getAnnotations().getName();
    } else if (object instanceof Service service) {
      name = service.getSpec().getAnnotations().getName();
    } else if (object instanceof Volume volume) {
      name = volume.getSpec().getAnnotations().getName();
    } else {
      throw new IllegalArgumentException("no name of " + object.getClass());
    }
    return lower(name);
  }

  static String lower(String text) {
    var lower = new StringBuilder();
    text.codePoints().forEach(c -> lower.appendCodePoint(Character.toLowerCase(c)));
    return lower.toString();
  }
}
