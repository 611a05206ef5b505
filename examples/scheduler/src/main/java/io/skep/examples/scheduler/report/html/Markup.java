package io.skep.examples.scheduler.report.html;

/** Markup in the making: what is text stays text. One thread. */
final class Markup {
  private final StringBuilder out = new StringBuilder();

  /** Adds markup as it is. Never give it anything that a user wrote. */
  Markup raw(String markup) {
    out.append(markup);
    return this;
  }

  /** Adds text; it shows as it is, whatever it contains. */
  Markup text(String text) {
    out.append(escape(text));
    return this;
  }

  /** Adds an element that holds {@code text}. */
  Markup element(String tag, String text) {
    return raw("<" + tag + ">").text(text).raw("</" + tag + ">");
  }

  static String escape(String text) {
    var escaped = new StringBuilder(text.length());
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
