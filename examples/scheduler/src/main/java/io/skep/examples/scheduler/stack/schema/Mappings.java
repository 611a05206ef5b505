package io.skep.examples.scheduler.stack.schema;

import io.skep.examples.scheduler.stack.yaml.YamlMapping;
import io.skep.examples.scheduler.stack.yaml.YamlNode;
import io.skep.examples.scheduler.stack.yaml.YamlScalar;
import io.skep.examples.scheduler.stack.yaml.YamlSequence;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Types of values with names of the author's choice, in the order of the file. */
public final class Mappings {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]+");

  private Mappings() {}

  /**
   * Names with values of one type.
   *
   * @param what the names are of, for messages: {@code "services"}
   */
  public static <T> Type<Map<String, Value<T>>> of(String what, Type<T> values) {
    return (node, reading) -> {
      if (!(node instanceof YamlMapping mapping)) {
        return reading.refuseType(node, "a mapping of " + what);
      }
      Map<String, Value<T>> read = new LinkedHashMap<>();
      for (YamlMapping.Entry entry : mapping.entries()) {
        values
            .read(entry.value(), reading)
            .map(value -> new Value<>(value, entry.value(), entry.place()))
            .ifPresent(value -> read.put(entry.key(), value));
      }
      return Optional.of(read);
    };
  }

  /** Like {@link #of}, for the objects of the file: their names are checked. */
  public static <T> Type<Map<String, Value<T>>> ofNamed(String what, Type<T> values) {
    Type<Map<String, Value<T>>> all = of(what, values);
    return (node, reading) -> {
      if (node instanceof YamlMapping mapping) {
        mapping.entries().forEach(entry -> checkName(entry, reading));
      }
      return all.read(node, reading);
    };
  }

  private static void checkName(YamlMapping.Entry entry, Reading reading) {
    if (!NAME.matcher(entry.key()).matches()) {
      String reason = "name '%s' may have only letters, digits, '.', '_' and '-'";
      reading.findings().refuse(entry.place(), reason.formatted(entry.key()));
    }
  }

  /** Names with texts or numbers, such as driver options. */
  public static Type<Map<String, String>> options() {
    Type<Map<String, Value<String>>> values = of("texts or numbers", Scalars.TEXT_OR_NUMBER);
    return (node, reading) ->
        values
            .read(node, reading)
            .map(
                read -> {
                  Map<String, String> plain = new LinkedHashMap<>();
                  read.forEach((name, value) -> plain.put(name, value.get()));
                  return plain;
                });
  }

  /**
   * Names with optional texts, as a mapping or as a list of {@code name=value}: labels,
   * environments, kernel parameters. The later of two values in a list wins.
   */
  public static Type<Map<String, Optional<String>>> pairs() {
    return (node, reading) -> {
      Map<String, Optional<String>> pairs = new LinkedHashMap<>();
      if (node instanceof YamlMapping mapping) {
        mapping.entries().forEach(entry -> addEntry(entry, pairs, reading));
      } else if (node instanceof YamlSequence list) {
        list.items().forEach(item -> addItem(item, pairs, reading));
      } else {
        return reading.refuseType(node, "a mapping or a list of 'name=value'");
      }
      return Optional.of(pairs);
    };
  }

  private static void addEntry(
      YamlMapping.Entry entry, Map<String, Optional<String>> pairs, Reading reading) {
    if (entry.value() instanceof YamlScalar scalar && scalar.kind() == YamlScalar.Kind.EMPTY) {
      pairs.put(entry.key(), Optional.empty());
    } else {
      Scalars.PAIR_VALUE
          .read(entry.value(), reading)
          .ifPresent(value -> pairs.put(entry.key(), Optional.of(value)));
    }
  }

  private static void addItem(YamlNode item, Map<String, Optional<String>> pairs, Reading reading) {
    Optional<String> text = Scalars.TEXT.read(item, reading);
    if (text.isPresent()) {
      int equals = text.get().indexOf('=');
      if (equals < 0) {
        pairs.put(text.get(), Optional.empty());
      } else {
        pairs.put(text.get().substring(0, equals), Optional.of(text.get().substring(equals + 1)));
      }
    }
  }

  /** Like {@link #pairs}, a name without value having the empty one. */
  public static Type<Map<String, String>> labels() {
    Type<Map<String, Optional<String>>> pairs = pairs();
    return (node, reading) ->
        pairs
            .read(node, reading)
            .map(
                read -> {
                  Map<String, String> labels = new LinkedHashMap<>();
                  read.forEach((name, value) -> labels.put(name, value.orElse("")));
                  return labels;
                });
  }
}
