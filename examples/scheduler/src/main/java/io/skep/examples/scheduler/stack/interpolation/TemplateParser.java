package io.skep.examples.scheduler.stack.interpolation;

import io.skep.examples.scheduler.stack.interpolation.Template.Literal;
import io.skep.examples.scheduler.stack.interpolation.Template.Part;
import io.skep.examples.scheduler.stack.interpolation.Template.Reference;
import io.skep.examples.scheduler.stack.interpolation.Template.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes a text with variables apart, from left to right. One use, one thread. */
final class TemplateParser {
  /** Nobody nests defaults deeper, and each level is a level of the stack. */
  private static final int MAX_NESTING = 32;

  private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

  private final String text;
  private int next;
  private int nesting;

  private TemplateParser(String text) {
    this.text = text;
  }

  /** A text that is no template, with the reason. */
  static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedException(String reason) {
      super(reason);
    }
  }

  static Template parse(String text) throws MalformedException {
    return new TemplateParser(text).template();
  }

  /** Reads to the end of the text or, inside braces, to the brace that closes them. */
  private Template template() throws MalformedException {
    List<Part> parts = new ArrayList<>();
    var literal = new StringBuilder();
    while (next < text.length() && !(nesting > 0 && text.charAt(next) == '}')) {
      char c = text.charAt(next++);
      if (c != '$') {
        literal.append(c);
      } else if (consume('$')) {
        literal.append('$');
      } else {
        parts.add(new Literal(literal.toString()));
        literal.setLength(0);
        parts.add(reference());
      }
    }
    parts.add(new Literal(literal.toString()));
    return new Template(parts);
  }

  private Reference reference() throws MalformedException {
    int start = next - 1;
    if (!consume('{')) {
      return new Reference(name(start), Rule.VALUE, new Template(List.of()));
    }
    if (++nesting > MAX_NESTING) {
      throw new MalformedException(
          "variables are nested more than %d levels deep".formatted(MAX_NESTING));
    }
    String name = name(start);
    Rule rule = rule(start);
    Template word = rule == Rule.VALUE ? new Template(List.of()) : template();
    if (!consume('}')) {
      throw malformed(start, "has no closing brace");
    }
    nesting--;
    return new Reference(name, rule, word);
  }

  private String name(int start) throws MalformedException {
    Matcher name = NAME.matcher(text).region(next, text.length());
    if (!name.lookingAt()) {
      throw malformed(start, "names no variable; write '$$' for a dollar sign");
    }
    next = name.end();
    return name.group();
  }

  private Rule rule(int start) throws MalformedException {
    if (next < text.length() && text.charAt(next) == '}') {
      return Rule.VALUE;
    }
    for (Rule rule : Rule.values()) {
      if (rule != Rule.VALUE && text.startsWith(rule.operator(), next)) {
        next += rule.operator().length();
        return rule;
      }
    }
    if (next == text.length()) {
      throw malformed(start, "has no closing brace");
    }
    throw malformed(start, "is no form of a variable; see ${X}, ${X:-default}, ${X:?message}");
  }

  private boolean consume(char expected) {
    boolean found = next < text.length() && text.charAt(next) == expected;
    if (found) {
      next++;
    }
    return found;
  }

  private MalformedException malformed(int start, String what) {
    String line = text.substring(start).lines().findFirst().orElse("");
    String shown = line.length() <= 30 ? line : line.substring(0, 30) + "...";
    return new MalformedException("'%s' %s".formatted(shown, what));
  }
}
