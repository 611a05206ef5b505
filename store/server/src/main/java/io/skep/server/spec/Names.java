package io.skep.server.spec;

import static io.skep.server.RefusedException.invalid;

import io.skep.api.Annotations;
import java.nio.charset.StandardCharsets;

/** What names may be. Scanned by hand, so that no name takes long. */
public final class Names {
  private static final int LONGEST_DNS = 63;
  private static final int LONGEST_FILE = 64;

  private Names() {}

  /** Of services and networks: a part of a DNS name. */
  public static void checkDns(Annotations annotations) {
    String name = annotations.getName();
    if (name.isEmpty()) {
      throw invalid("meta: name must be provided");
    }
    if (!consistsOf(name, "-_")) {
      throw invalid("name must be valid as a DNS name component");
    }
    if (bytes(name) > LONGEST_DNS) {
      throw invalid("name must be 63 characters or fewer");
    }
  }

  /** Of secrets and configs, which become files. */
  public static void checkFile(Annotations annotations) {
    String name = annotations.getName();
    if (name.isEmpty()) {
      throw invalid("name must be provided");
    }
    if (bytes(name) > LONGEST_FILE || !consistsOf(name, "-_.")) {
      throw invalid(
          "invalid name, only 64 [a-zA-Z0-9-_.] characters allowed, and the start and end character"
              + " must be [a-zA-Z0-9]");
    }
  }

  /** Letters and digits of ASCII, and between two of them any of {@code inside}. */
  private static boolean consistsOf(String name, String inside) {
    int last = name.length() - 1;
    if (!isPlain(name.charAt(0)) || !isPlain(name.charAt(last))) {
      return false;
    }
    return name.chars().allMatch(c -> isPlain((char) c) || inside.indexOf(c) >= 0);
  }

  private static boolean isPlain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  private static int bytes(String name) {
    return name.getBytes(StandardCharsets.UTF_8).length;
  }
}
