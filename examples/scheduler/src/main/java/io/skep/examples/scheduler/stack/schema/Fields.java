package io.skep.examples.scheduler.stack.schema;

import io.skep.examples.scheduler.stack.yaml.YamlMapping;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The values of one mapping, by the keys of its section. Unchanging once it was read. */
public final class Fields {
  private final YamlMapping node;
  private final IdentityHashMap<Key<?>, Value<?>> values = new IdentityHashMap<>();
  private final Set<String> written = new HashSet<>();

  Fields(YamlMapping node) {
    this.node = node;
    node.entries().forEach(entry -> written.add(entry.key()));
  }

  <T> void read(Key<T> key, YamlMapping.Entry entry, Reading reading) {
    key.type()
        .read(entry.value(), reading)
        .ifPresent(value -> values.put(key, new Value<>(value, entry.value(), entry.place())));
  }

  /** The mapping itself. */
  public YamlMapping node() {
    return node;
  }

  /** Whether the key stands in the file, be its value right or wrong. */
  public boolean has(Key<?> key) {
    return has(key.name());
  }

  /** Whether the key called {@code name} stands in the file, be it read or ignored. */
  public boolean has(String name) {
    return written.contains(name);
  }

  /** The value of {@code key}; empty if it is absent or was refused. */
  public <T> Optional<T> get(Key<T> key) {
    return value(key).map(Value::get);
  }

  /** The value of {@code key}, or {@code absent}. */
  public <T> T get(Key<T> key, T absent) {
    return get(key).orElse(absent);
  }

  /** The fields of the section {@code key}; none of them is there if the section is absent. */
  public Fields section(Key<Fields> key) {
    return get(key).orElseGet(() -> new Fields(new YamlMapping(node.place(), List.of())));
  }

  /** The value of {@code key} with its place. */
  @SuppressWarnings("unchecked") // read() alone puts values in, each of its key's type.
  public <T> Optional<Value<T>> value(Key<T> key) {
    return Optional.ofNullable((Value<T>) values.get(key));
  }
}
