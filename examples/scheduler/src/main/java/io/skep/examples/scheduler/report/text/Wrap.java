package io.skep.examples.scheduler.report.text;

import java.util.ArrayList;
import java.util.List;

/** Breaks lines between words. */
final class Wrap {
  private Wrap() {}

  /**
   * {@code lead} and {@code text} in lines of at most {@code width}; all but the first are indented
   * by the length of {@code lead}, or by four where that would leave little room.
   */
  static List<String> hanging(String lead, String text, int width) {
    String indent = " ".repeat(lead.length() <= width / 3 ? lead.length() : 4);
    var lines = new ArrayList<String>();
    var line = new StringBuilder(lead);
    boolean empty = true;
    for (String word : text.split(" ", -1)) {
      if (!empty && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line = new StringBuilder(indent);
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
    }
    lines.add(line.toString());
    return lines;
  }
}
