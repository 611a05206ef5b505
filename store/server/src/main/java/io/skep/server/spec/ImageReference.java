package io.skep.server.spec;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Names of images: {@code [registry/]path[:tag][@digest]}, where what comes before the first slash
 * is a registry if it has a dot, a colon or a capital letter, or is {@code localhost}. The patterns
 * never try a text in two ways.
 */
final class ImageReference {
  private static final int LONGEST_NAME = 255;

  private static final Pattern REGISTRY =
      Pattern.compile(
          "(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*+(?<!-))?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*+(?<!-))?)*+"
              + "|\\[[a-fA-F0-9:]++\\])(?::[0-9]++)?");
  private static final Pattern PATH =
      Pattern.compile(
          "[a-z0-9]++(?:(?:\\.|__|_|-++)[a-z0-9]++)*+(?:/[a-z0-9]++(?:(?:\\.|__|_|-++)[a-z0-9]++)*+)*+");
  private static final Pattern TAG = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,127}");
  private static final Pattern DIGEST =
      Pattern.compile("[A-Za-z][A-Za-z0-9]*+(?:[-_+.][A-Za-z][A-Za-z0-9]*+)*+:[0-9a-fA-F]{32,}");
  private static final Pattern ID = Pattern.compile("[a-f0-9]{64}");

  private ImageReference() {}

  /** Whether {@code text} names an image. */
  static boolean isValid(String text) {
    if (ID.matcher(text).matches()) {
      return false; // An id looks like a name and is none.
    }
    String name = text;
    int at = name.indexOf('@');
    if (at >= 0) {
      if (!isDigest(name.substring(at + 1))) {
        return false;
      }
      name = name.substring(0, at);
    }
    int slash = name.indexOf('/');
    boolean hosted = slash >= 0 && isRegistry(name.substring(0, slash));
    String registry = hosted ? name.substring(0, slash) : "docker.io";
    String path = hosted ? name.substring(slash + 1) : name;
    int colon = path.indexOf(':');
    if (colon >= 0) {
      if (!TAG.matcher(path.substring(colon + 1)).matches()) {
        return false;
      }
      path = path.substring(0, colon);
    }
    return REGISTRY.matcher(registry).matches()
        && PATH.matcher(path).matches()
        && registry.length() + 1 + path.length() <= LONGEST_NAME;
  }

  private static boolean isRegistry(String first) {
    return first.contains(".")
        || first.contains(":")
        || first.equals("localhost")
        || !first.equals(first.toLowerCase(Locale.ROOT));
  }

  /** Of the three algorithms in use the length is known; of others it is not. */
  private static boolean isDigest(String digest) {
    if (!DIGEST.matcher(digest).matches()) {
      return false;
    }
    String hex = digest.substring(digest.indexOf(':') + 1);
    int length =
        switch (digest.substring(0, digest.indexOf(':'))) {
          case "sha256" -> 64;
          case "sha384" -> 96;
          case "sha512" -> 128;
          default -> hex.length();
        };
    return hex.length() == length;
  }
}
