package io.skep.store;

/** How names are compared: code point by code point, lower-cased one by one. */
public final class CaseFolding {
  private CaseFolding() {}

  /**
   * {@code text} in lower case. Unlike {@link String#toLowerCase()} it maps each code point to
   * exactly one, in every locale, so U+0130 and a final sigma fold alike everywhere.
   */
  public static String fold(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > 0x7f || (c >= 'A' && c <= 'Z')) {
        var folded = new StringBuilder(text.length());
        text.codePoints().map(Character::toLowerCase).forEach(folded::appendCodePoint);
        return folded.toString();
      }
    }
    return text;
  }
}
