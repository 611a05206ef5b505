package io.skep.store.index;

import java.nio.charset.StandardCharsets;

/**
 * Keys of ordered indexes: strings in which every char is one byte (0 to 255), so that comparing
 * chars compares UTF-8 bytes, and in which parts are joined so that comparing keys compares the
 * parts one by one.
 *
 * <p>Text that is ASCII without control characters is its own key and costs nothing. All methods
 * are pure.
 */
public final class IndexKey {
  /** Ends a part. Never inside one: see {@link #part}. */
  private static final char END = '\u0000';

  private static final char ESCAPE = '\u0001';

  /** The keys of the least numbers: those of most slots and, below a thousand, of all states. */
  private static final String[] SMALL = new String[1_024];

  static {
    for (int number = 0; number < SMALL.length; number++) {
      SMALL[number] = bytesOf(number);
    }
  }

  private IndexKey() {}

  /** The UTF-8 bytes of {@code text}, one char each. */
  public static String ofText(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0x7f) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
      }
    }
    return text;
  }

  /** The text whose bytes are {@code key}: what {@link #ofText} was given. */
  public static String toText(String key) {
    for (int i = 0; i < key.length(); i++) {
      if (key.charAt(i) > 0x7f) {
        return new String(key.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
      }
    }
    return key;
  }

  /**
   * {@code key} itself, unless it is not a key.
   *
   * @throws IllegalArgumentException if {@code key} has a char above 255
   */
  public static String checked(String key) {
    for (int i = 0; i < key.length(); i++) {
      if (key.charAt(i) > 0xff) {
        throw new IllegalArgumentException(
            "key \"%s\" has char U+%04X at %d, which is not a byte; make keys of text with IndexKey.ofText"
                .formatted(key, (int) key.charAt(i), i));
      }
    }
    return key;
  }

  /** Eight bytes that order unsigned numbers by size. */
  public static String ofUnsigned(long number) {
    return number >= 0 && number < SMALL.length ? SMALL[(int) number] : bytesOf(number);
  }

  private static String bytesOf(long number) {
    byte[] bytes = new byte[Long.BYTES];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (number >>> (Long.SIZE - Byte.SIZE * (i + 1)));
    }
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /**
   * {@code key} as one part of a longer key, ended so that no part is the beginning of another:
   * {@code a} comes before {@code a + anything}, and a byte 0 or 1 inside is escaped, so order is
   * kept.
   */
  public static String part(String key) {
    return openPart(key) + END;
  }

  /**
   * {@code key} as the beginning of a part: what the part of every key that starts with {@code key}
   * starts with.
   */
  public static String openPart(String key) {
    for (int i = 0; i < key.length(); i++) {
      if (key.charAt(i) <= ESCAPE) {
        return escaped(key);
      }
    }
    return key;
  }

  private static String escaped(String key) {
    var escaped = new StringBuilder(key.length() + 4);
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      if (c <= ESCAPE) {
        escaped.append(ESCAPE).append((char) (c + 1));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }
}
