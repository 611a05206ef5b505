package io.skep.store.index;

import java.util.Random;

/** Sorts of keys that meet different corners of a trie. */
enum Alphabets {
  /** Keys that are often the beginning of one another. */
  TINY("ab", 6),
  /** The bytes that end and escape parts, and the highest ones. */
  EDGES("\u0000\u0001\u007f\u0080\u00fe\u00ff", 4),
  /** What ids are made of. */
  IDS("0123456789abcdefghijklmnopqrstuvwxyz", 3),
  /** Text beyond ASCII, as UTF-8. */
  TEXT("aZ-é\u00df中文\ud83d\ude00", 4);

  private final String chars;
  private final int longest;

  Alphabets(String chars, int longest) {
    this.chars = chars;
    this.longest = longest;
  }

  /** A key of 0 to a few chars. */
  String next(Random random) {
    int[] codePoints = chars.codePoints().toArray();
    var key = new StringBuilder();
    for (int i = random.nextInt(longest + 1); i > 0; i--) {
      key.appendCodePoint(codePoints[random.nextInt(codePoints.length)]);
    }
    return this == TEXT ? IndexKey.ofText(key.toString()) : key.toString();
  }
}
