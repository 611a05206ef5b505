package io.skep.examples.attach;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a terminal shows after it was sent some bytes: the few commands that are used, and
 * scrolling.
 */
public final class FakeScreen {
  private static final Pattern COMMAND = Pattern.compile("\u001b\\[(\\d*)([A-Z])");

  private final List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
  private final int height;
  private int row;
  private int column;

  private FakeScreen(int height) {
    this.height = height;
  }

  /**
   * The lines that are seen on a terminal of {@code height} lines, without empty ones at the end.
   */
  public static String after(String sent, int height) {
    var screen = new FakeScreen(height);
    Matcher command = COMMAND.matcher(sent);
    for (int at = 0; at < sent.length(); ) {
      if (command.find(at) && command.start() == at) {
        screen.run(command.group(2), command.group(1));
        at = command.end();
      } else {
        screen.write(sent.charAt(at++));
      }
    }
    return String.join("\n", screen.lines).stripTrailing() + "\n";
  }

  private void run(String command, String argument) {
    switch (command) {
      case "A" -> row = Math.max(0, row - Integer.parseInt(argument));
      case "K" -> lines.get(row).setLength(Math.min(column, lines.get(row).length()));
      case "J" -> {
        run("K", "");
        lines.subList(row + 1, lines.size()).clear();
      }
      default -> throw new AssertionError("this terminal does not know ESC[" + argument + command);
    }
  }

  private void write(char sign) {
    if (sign == '\n') {
      column = 0; // As terminals' drivers make of it.
      down();
    } else if (sign == '\r') {
      column = 0;
    } else {
      StringBuilder line = lines.get(row);
      line.append(" ".repeat(Math.max(0, column + 1 - line.length()))).setCharAt(column++, sign);
    }
  }

  private void down() {
    if (row + 1 == height) {
      lines.remove(0);
      row--;
    }
    row++;
    if (row == lines.size()) {
      lines.add(new StringBuilder());
    }
  }
}
