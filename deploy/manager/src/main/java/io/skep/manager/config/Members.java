package io.skep.manager.config;

import io.skep.store.raft.Member;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Members as people write them: {@code NAME=HOST:PORT}, or with {@code /HOST:PORT} for clients. */
public final class Members {
  private static final String ADDRESS = "(?:\\[[0-9a-fA-F:]+]|[^:/,=\\[\\]]+):\\d{1,5}";
  private static final Pattern FORM =
      Pattern.compile("([A-Za-z0-9_.-]+)=(" + ADDRESS + ")(?:/(" + ADDRESS + "))?");

  private Members() {}

  /**
   * The member that {@code text} says.
   *
   * @throws IllegalArgumentException if it says none
   */
  public static Member parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "a member is NAME=HOST:PORT or NAME=HOST:PORT/HOST:PORT, not \"%s\"".formatted(text));
    }
    return new Member(parts.group(1), parts.group(2), Optional.ofNullable(parts.group(3)));
  }
}
