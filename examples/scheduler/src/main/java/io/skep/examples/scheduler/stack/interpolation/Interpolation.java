package io.skep.examples.scheduler.stack.interpolation;

import io.skep.examples.scheduler.stack.Notice;
import io.skep.examples.scheduler.stack.interpolation.Template.Literal;
import io.skep.examples.scheduler.stack.interpolation.Template.Part;
import io.skep.examples.scheduler.stack.interpolation.Template.Reference;
import io.skep.examples.scheduler.stack.interpolation.TemplateParser.MalformedException;
import io.skep.examples.scheduler.stack.yaml.Findings;
import io.skep.examples.scheduler.stack.yaml.YamlMapping;
import io.skep.examples.scheduler.stack.yaml.YamlNode;
import io.skep.examples.scheduler.stack.yaml.YamlScalar;
import io.skep.examples.scheduler.stack.yaml.YamlSequence;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts the values of variables into all texts of a node; keys stay as they are.
 *
 * <p>Forms: {@code $X}, {@code ${X}}, {@code ${X:-default}}, {@code ${X-default}}, {@code
 * ${X:?message}}, {@code ${X?message}}, {@code ${X:+alternative}}, {@code ${X+alternative}}, with
 * variables again in the word, and {@code $$} for a dollar sign. A variable without value and
 * default counts as empty, with one notice a variable. A required variable without value and a
 * dollar sign that starts none of these forms are problems.
 */
public final class Interpolation {
  private final Map<String, String> environment;
  private final Findings findings;

  /** Looks variables up in {@code environment}. */
  public Interpolation(Map<String, String> environment, Findings findings) {
    this.environment = environment;
    this.findings = findings;
  }

  /** The same node with values in place of variables. */
  public YamlNode apply(YamlNode node) {
    if (node instanceof YamlScalar scalar) {
      return scalar.text().indexOf('$') < 0 ? scalar : replace(scalar);
    }
    if (node instanceof YamlSequence sequence) {
      List<YamlNode> items = sequence.items().stream().map(this::apply).toList();
      return new YamlSequence(sequence.place(), items);
    }
    YamlMapping mapping = (YamlMapping) node;
    List<YamlMapping.Entry> entries = mapping.entries().stream().map(this::apply).toList();
    return new YamlMapping(mapping.place(), entries);
  }

  /** The same entry with values in place of variables. */
  public YamlMapping.Entry apply(YamlMapping.Entry entry) {
    return new YamlMapping.Entry(entry.key(), entry.place(), apply(entry.value()));
  }

  private YamlScalar replace(YamlScalar scalar) {
    try {
      var evaluation = new Evaluation(scalar);
      evaluation.write(TemplateParser.parse(scalar.text()));
      return evaluation.result();
    } catch (MalformedException malformed) {
      findings.refuse(scalar, malformed.getMessage());
      return scalar;
    }
  }

  /** Puts the values into one text. */
  private final class Evaluation {
    private final YamlScalar scalar;
    private final Set<String> unset = new LinkedHashSet<>();
    private StringBuilder written = new StringBuilder();

    Evaluation(YamlScalar scalar) {
      this.scalar = scalar;
    }

    YamlScalar result() {
      return new YamlScalar(
          scalar.place(), YamlScalar.Kind.TEXT, written.toString(), List.copyOf(unset));
    }

    void write(Template template) {
      for (Part part : template.parts()) {
        if (part instanceof Literal literal) {
          written.append(literal.text());
        } else {
          write((Reference) part);
        }
      }
    }

    private void write(Reference reference) {
      String value = environment.get(reference.name());
      boolean set = value != null;
      boolean filled = set && !value.isEmpty();
      switch (reference.rule()) {
        case VALUE -> writeValue(reference, value);
        case DEFAULT -> writeValueOr(set, value, reference);
        case DEFAULT_IF_EMPTY -> writeValueOr(filled, value, reference);
        case REQUIRED -> writeRequired(set, value, reference);
        case REQUIRED_NOT_EMPTY -> writeRequired(filled, value, reference);
        case ALTERNATIVE -> writeWordIf(set, reference);
        case ALTERNATIVE_IF_NOT_EMPTY -> writeWordIf(filled, reference);
      }
    }

    private void writeValue(Reference reference, String value) {
      if (value != null) {
        written.append(value);
        return;
      }
      unset.add(reference.name());
      findings.notice(
          Notice.Kind.UNSET_VARIABLE,
          scalar.place(),
          "variable %s has no value and counts as empty".formatted(reference.name()));
    }

    private void writeValueOr(boolean usable, String value, Reference reference) {
      if (usable) {
        written.append(value);
      } else {
        write(reference.word());
      }
    }

    private void writeRequired(boolean usable, String value, Reference reference) {
      if (usable) {
        written.append(value);
      } else {
        findings.refuse(scalar.place(), missing(reference));
      }
    }

    private String missing(Reference reference) {
      StringBuilder outer = written;
      written = new StringBuilder();
      write(reference.word());
      String message = written.toString();
      written = outer;
      String reason = "required variable %s has no value".formatted(reference.name());
      return message.isEmpty() ? reason : reason + ": " + message;
    }

    private void writeWordIf(boolean condition, Reference reference) {
      if (condition) {
        write(reference.word());
      }
    }
  }
}
