package io.skep.examples.scheduler.explain;

/** How far names are from each other. */
final class NearNames {
  private NearNames() {}

  /**
   * The fewest letters to add, drop or change that lead from {@code wanted} to {@code name}, or to
   * what follows its stack. Costs the product of their lengths. (Wagner and Fischer 1974.)
   */
  static int distance(String wanted, String name) {
    String inStack = name.substring(name.indexOf('_') + 1);
    return Math.min(edits(wanted, name), edits(wanted, inStack));
  }

  private static int edits(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int changed = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
