package io.skep.store;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;

/**
 * A place in the results of a selector, between two objects: where one page ended and the next
 * begins. It refers to no snapshot and holds on to none, and can be handed out as {@linkplain
 * #toString text}. The parts are the store's own. Immutable.
 *
 * @param member which member of a union is next; 0 without a union
 * @param key the index key from which on to look; empty where results come by id
 * @param id the id, as bytes, from which on to look under that key
 */
public record PageCursor(int member, String key, String id) {
  /** Before the first object. */
  public static final PageCursor START = new PageCursor(0, "", "");

  private static final Base64.Encoder TO_TEXT = Base64.getUrlEncoder().withoutPadding();

  /** Refuses nulls and places before the first. */
  public PageCursor {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(id, "id");
    if (member < 0) {
      throw new IllegalArgumentException("member must not be negative but is " + member);
    }
  }

  /**
   * The cursor that {@link #toString} wrote.
   *
   * @throws IllegalArgumentException if {@code text} is no such text
   */
  public static PageCursor parse(String text) {
    String[] parts = text.split("\\.", -1);
    try {
      if (parts.length == 3) {
        return new PageCursor(Integer.parseInt(parts[0]), bytes(parts[1]), bytes(parts[2]));
      }
    } catch (IllegalArgumentException e) {
      throw refused(text, e);
    }
    throw refused(text, null);
  }

  private static IllegalArgumentException refused(String text, Throwable cause) {
    return new IllegalArgumentException(
        "\"%s\" is not the text of a page cursor; pass what a page's end was written as, or start again"
            .formatted(text),
        cause);
  }

  private static String bytes(String text) {
    return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.ISO_8859_1);
  }

  private static String text(String bytes) {
    return TO_TEXT.encodeToString(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** A text of letters, digits, dots, hyphens and underscores: {@link #parse} reads it. */
  @Override
  public String toString() {
    return member + "." + text(key) + "." + text(id);
  }
}
