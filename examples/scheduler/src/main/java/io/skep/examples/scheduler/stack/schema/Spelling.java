package io.skep.examples.scheduler.stack.schema;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Guesses what a misspelt word was meant to be. */
final class Spelling {
  /** Longer words are not keys, and comparing costs length times length. */
  private static final int MAX_LENGTH = 40;

  private Spelling() {}

  /** The first of {@code words} that is fewest edits, and fewer than a third of it, away. */
  static Optional<String> nearest(String word, Collection<String> words) {
    if (word.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    String nearest = null;
    int fewest = Integer.MAX_VALUE;
    for (String candidate : words) {
      int edits = edits(word.toLowerCase(Locale.ROOT).replace('-', '_'), candidate);
      if (edits < fewest && edits * 3 <= candidate.length()) {
        nearest = candidate;
        fewest = edits;
      }
    }
    return Optional.ofNullable(nearest);
  }

  /** Letters to insert, delete or change (Levenshtein's distance), row by row. */
  private static int edits(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int change = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[to.length()];
  }
}
