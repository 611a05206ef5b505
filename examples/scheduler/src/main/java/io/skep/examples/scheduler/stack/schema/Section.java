package io.skep.examples.scheduler.stack.schema;

import io.skep.examples.scheduler.stack.Notice;
import io.skep.examples.scheduler.stack.yaml.YamlMapping;
import io.skep.examples.scheduler.stack.yaml.YamlNode;
import io.skep.examples.scheduler.stack.yaml.YamlScalar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A mapping with known keys: the type of {@code deploy}, of a service, of a whole file. Immutable.
 *
 * <p>Each key is read, ignored with a notice, or refused with a reason. Keys that start with {@code
 * x-} are extensions and allowed in every section. Any other key is unknown, and a problem.
 */
public final class Section implements Type<Fields> {
  private final String title;
  private final Map<String, Rule> rules;

  private sealed interface Rule {
    record Read(Key<?> key) implements Rule {}

    record Ignore(Notice.Kind kind, String why) implements Rule {}

    record Refuse(String why) implements Rule {}
  }

  private Section(String title, Map<String, Rule> rules) {
    this.title = title;
    this.rules = rules;
  }

  /**
   * Starts the declaration of a section.
   *
   * @param title with an article, for messages: {@code "a service"}
   */
  public static Builder of(String title) {
    return new Builder(title);
  }

  @Override
  public Optional<Fields> read(YamlNode node, Reading reading) {
    if (!(node instanceof YamlMapping mapping)) {
      return reading.refuseType(node, "a mapping (%s)".formatted(title));
    }
    var fields = new Fields(mapping);
    mapping.entries().forEach(entry -> read(entry, fields, reading));
    return Optional.of(fields);
  }

  /** This section, or nothing at all where all its keys may be left out. */
  public Type<Fields> orEmpty() {
    return (node, reading) ->
        node instanceof YamlScalar scalar && scalar.kind() == YamlScalar.Kind.EMPTY
            ? Optional.of(new Fields(new YamlMapping(node.place(), List.of())))
            : read(node, reading);
  }

  private void read(YamlMapping.Entry entry, Fields fields, Reading reading) {
    Rule rule = rules.get(entry.key());
    if (rule instanceof Rule.Read read) {
      fields.read(read.key(), entry, reading);
    } else if (rule instanceof Rule.Ignore ignore) {
      String text = "key '%s' of %s: %s".formatted(entry.key(), title, ignore.why());
      reading.findings().notice(ignore.kind(), entry.place(), text);
    } else if (rule instanceof Rule.Refuse refuse) {
      String reason = "key '%s' of %s: %s".formatted(entry.key(), title, refuse.why());
      reading.findings().refuse(entry.place(), reason);
    } else if (!entry.key().startsWith("x-")) {
      reading.findings().refuse(entry.place(), unknown(entry.key()));
    }
  }

  private String unknown(String key) {
    String advice =
        Spelling.nearest(key, rules.keySet())
            .map(name -> "did you mean '%s'?".formatted(name))
            .orElse("remove it, or start it with 'x-' if it is an extension");
    return "unknown key '%s' of %s; %s".formatted(key, title, advice);
  }

  /** Collects the keys of a section. */
  public static final class Builder {
    private final String title;
    private final Map<String, Rule> rules = new LinkedHashMap<>();

    private Builder(String title) {
      this.title = title;
    }

    /** Keys whose values are read. */
    public Builder keys(Key<?>... keys) {
      for (Key<?> key : keys) {
        add(key.name(), new Rule.Read(key));
      }
      return this;
    }

    /** Keys that have no effect, for the reason {@code why}. Their values are not looked at. */
    public Builder ignored(String why, String... names) {
      return ignored(Notice.Kind.IGNORED, why, names);
    }

    /** Keys that have no effect, with a notice of their own kind. */
    public Builder ignored(Notice.Kind kind, String why, String... names) {
      for (String name : names) {
        add(name, new Rule.Ignore(kind, why));
      }
      return this;
    }

    /** Keys that must not be there, for the reason {@code why}. */
    public Builder refused(String why, String... names) {
      for (String name : names) {
        add(name, new Rule.Refuse(why));
      }
      return this;
    }

    private void add(String name, Rule rule) {
      if (rules.put(name, rule) != null) {
        throw new IllegalArgumentException(
            "key '%s' of %s is declared twice".formatted(name, title));
      }
    }

    /** The section as declared so far. */
    public Section build() {
      return new Section(title, new LinkedHashMap<>(rules));
    }
  }
}
