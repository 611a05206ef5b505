package io.skep.examples.scheduler.stack.spec;

import io.skep.examples.scheduler.stack.Notice;
import io.skep.examples.scheduler.stack.schema.Fields;
import io.skep.examples.scheduler.stack.schema.Key;
import io.skep.examples.scheduler.stack.schema.Scalars;
import io.skep.examples.scheduler.stack.schema.Section;
import io.skep.examples.scheduler.stack.schema.Type;
import io.skep.examples.scheduler.stack.schema.Value;
import io.skep.examples.scheduler.stack.yaml.YamlMapping;
import java.util.Map;
import java.util.Optional;

/**
 * Whether an object exists outside of the stack, and the object's real name: the keys {@code
 * external} and {@code name} of networks, volumes, secrets and configs.
 *
 * @param expected whether the object must exist already
 * @param oldName the name in the older form {@code external: {name: x}}
 */
record External(boolean expected, Optional<String> oldName) {
  private static final Key<String> OLD_NAME = Key.of("name", Scalars.TEXT);
  private static final Section OLD_FORM = Section.of("external").keys(OLD_NAME).build();

  private static final Type<External> TYPE =
      (node, reading) ->
          node instanceof YamlMapping
              ? OLD_FORM.read(node, reading).map(fields -> new External(true, fields.get(OLD_NAME)))
              : Scalars.FLAG
                  .read(node, reading)
                  .map(expected -> new External(expected, Optional.empty()));

  static final Key<External> EXTERNAL = Key.of("external", TYPE);
  static final Key<String> NAME = Key.of("name", Scalars.TEXT);

  /** Whether the object with these fields must exist already. */
  static boolean isExpected(Fields object) {
    return object.get(EXTERNAL).map(External::expected).orElse(false);
  }

  /**
   * The real name of an object.
   *
   * @param key what the file calls it
   */
  static String nameOf(String key, Fields object, Scope scope) {
    return object
        .get(NAME)
        .or(() -> oldNameOf(object))
        .filter(given -> !given.isEmpty())
        .orElseGet(() -> isExpected(object) ? key : scope.stack().scope(key));
  }

  private static Optional<String> oldNameOf(Fields object) {
    return object.get(EXTERNAL).flatMap(External::oldName);
  }

  /** Refuses objects whose name is given in both forms. */
  static void check(Map<String, Value<Fields>> objects, Scope scope) {
    for (Value<Fields> object : objects.values()) {
      if (oldNameOf(object.get()).isPresent()) {
        object
            .get()
            .value(NAME)
            .ifPresent(
                name ->
                    scope.refuse(
                        name, "the name is given twice, here and in 'external'; keep this one"));
      }
    }
  }

  /** Says that a stand-in takes the place of an object that must exist already. */
  static void notice(String kind, String name, Value<Fields> object, Scope scope) {
    scope
        .findings()
        .notice(
            Notice.Kind.EXTERNAL,
            object.named(),
            "%s '%s' is expected to exist; a stand-in takes its place".formatted(kind, name));
  }
}
