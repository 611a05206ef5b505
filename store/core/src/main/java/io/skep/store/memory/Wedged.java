package io.skep.store.memory;

import java.time.Duration;
import java.util.List;

/**
 * The body of a transaction that has not come to its end for suspiciously long, while nobody else
 * can write. Immutable.
 *
 * @param thread the name of the thread that runs it
 * @param running for how long it has run
 * @param stack where it was when it was looked at, innermost call first
 */
public record Wedged(String thread, Duration running, List<StackTraceElement> stack) {
  /** Copies the stack. */
  public Wedged {
    stack = List.copyOf(stack);
  }

  /** Several lines, for a log. */
  @Override
  public String toString() {
    var text = new StringBuilder();
    text.append("a transaction on thread \"")
        .append(thread)
        .append("\" has run for ")
        .append(running);
    for (StackTraceElement call : stack) {
      text.append(System.lineSeparator()).append("    at ").append(call);
    }
    return text.toString();
  }
}
