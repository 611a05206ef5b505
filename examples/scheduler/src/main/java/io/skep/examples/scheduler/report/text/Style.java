package io.skep.examples.scheduler.report.text;

/**
 * What a terminal can do. Immutable.
 *
 * @param width columns of a line, at least 40
 * @param colours whether colours may be used; text never depends on them
 */
public record Style(int width, boolean colours) {
  /** What is assumed of a terminal that does not say how wide it is. */
  public static final int DEFAULT_WIDTH = 100;

  private static final int MIN_WIDTH = 40;
  private static final String ESCAPE = "\u001b[";
  private static final String RESET = ESCAPE + "0m";

  /** Of the sixteen that a user's own theme defines, those that can be read on either ground. */
  private static final int[] HUES = {36, 33, 35, 32, 34, 96, 93, 95, 92, 94};

  public Style {
    if (width < MIN_WIDTH) {
      width = MIN_WIDTH; // Narrower lines are wrapped by the terminal as well as by us.
    }
  }

  /** Text without colours. */
  public static Style plain(int width) {
    return new Style(width, false);
  }

  /** {@code text} in the colour of the service with this place in the list. */
  String service(int index, String text) {
    return paint(Integer.toString(HUES[index % HUES.length]), text);
  }

  String strong(String text) {
    return paint("1", text);
  }

  /** Less important than the rest. */
  public String faint(String text) {
    return paint("2", text);
  }

  String alarming(String text) {
    return paint("31", text);
  }

  String good(String text) {
    return paint("32", text);
  }

  private String paint(String code, String text) {
    return colours && !text.isEmpty() ? ESCAPE + code + "m" + text + RESET : text;
  }
}
