package io.skep.examples.scheduler.stack.spec;

import io.skep.examples.scheduler.stack.schema.Scalars.ParseException;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a command line into words as Docker does: at blanks, with {@code '} and {@code "} around
 * words that have some, {@code \} in front of a character that means itself, and {@code #} at the
 * start of a word for a remark up to the end of the line. No shell is asked, so nothing else is
 * special. One use, one thread.
 */
final class ShellWords {
  private final String line;
  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean inWord;
  private int next;

  private ShellWords(String line) {
    this.line = line;
  }

  static List<String> split(String line) throws ParseException {
    return new ShellWords(line).split();
  }

  private List<String> split() throws ParseException {
    while (next < line.length()) {
      char c = line.charAt(next++);
      if (isBlank(c)) {
        endWord();
      } else if (c == '#' && !inWord) {
        skipRemark();
      } else {
        inWord = true;
        part(c);
      }
    }
    endWord();
    return List.copyOf(words);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }

  private void endWord() {
    if (inWord) {
      words.add(word.toString());
      word.setLength(0);
      inWord = false;
    }
  }

  private void skipRemark() {
    int end = line.indexOf('\n', next);
    next = end < 0 ? line.length() : end;
  }

  private void part(char c) throws ParseException {
    switch (c) {
      case '\'' -> quoted('\'');
      case '"' -> quoted('"');
      case '\\' -> word.append(escaped());
      default -> word.append(c);
    }
  }

  private void quoted(char quote) throws ParseException {
    while (next < line.length()) {
      char c = line.charAt(next++);
      if (c == quote) {
        return;
      }
      word.append(c == '\\' && quote == '"' ? escaped() : c);
    }
    throw new ParseException("the command has an opening %s and no closing one".formatted(quote));
  }

  private char escaped() throws ParseException {
    if (next == line.length()) {
      throw new ParseException("the command ends in a backslash that escapes nothing");
    }
    return line.charAt(next++);
  }
}
