package io.skep.manager.config;

import java.util.Collection;
import java.util.Comparator;

/** Guesses what a misspelt word was meant to be. */
final class Spelling {
  /** Longer words are no keys, and comparing costs length times length. */
  private static final int MAX_LENGTH = 60;

  private Spelling() {}

  /** What is wrong with {@code word}, with the nearest of {@code known}, which has at least one. */
  static String unknown(String what, String word, Collection<String> known) {
    String shown = word.length() <= MAX_LENGTH ? word : word.substring(0, MAX_LENGTH);
    String nearest =
        known.stream().min(Comparator.comparingInt(each -> edits(shown, each))).orElseThrow();
    return "unknown %s %s; the nearest known is %s".formatted(what, shown, nearest);
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
