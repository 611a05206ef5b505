package io.skep.examples.scheduler.stack.spec;

import io.skep.examples.scheduler.stack.schema.Scalars.ParseException;
import java.util.Locale;
import java.util.regex.Pattern;

/** The form of an image's name: {@code [host[:port]/]path[:tag][@digest]}. */
final class ImageReference {
  private static final int MAX_NAME = 255;

  private static final Pattern HOST =
      Pattern.compile("(?:[a-zA-Z0-9.-]+|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?");
  private static final Pattern PATH_PART =
      Pattern.compile("[a-z0-9]++(?:(?:\\.|_|__|-+)[a-z0-9]++)*+");
  private static final Pattern TAG = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,127}");
  private static final Pattern DIGEST =
      Pattern.compile("[a-zA-Z][a-zA-Z0-9]*(?:[-_+.][a-zA-Z][a-zA-Z0-9]*)*:[0-9a-fA-F]{32,}");
  private static final Pattern IMAGE_ID = Pattern.compile("[a-f0-9]{64}");

  private ImageReference() {}

  static String check(String image) throws ParseException {
    if (!isValid(image)) {
      throw new ParseException(
          image.isEmpty()
              ? "the image has no name"
              : "'%s' is no image name such as registry.example.com/group/app:1.0"
                  .formatted(image));
    }
    return image;
  }

  private static boolean isValid(String image) {
    int at = image.indexOf('@');
    if (at >= 0 && !DIGEST.matcher(image.substring(at + 1)).matches()) {
      return false;
    }
    String tagged = at < 0 ? image : image.substring(0, at);
    int colon = tagged.lastIndexOf(':');
    boolean hasTag = colon > tagged.lastIndexOf('/');
    if (hasTag && !TAG.matcher(tagged.substring(colon + 1)).matches()) {
      return false;
    }
    return isName(hasTag ? tagged.substring(0, colon) : tagged);
  }

  private static boolean isName(String name) {
    if (name.length() > MAX_NAME || IMAGE_ID.matcher(name).matches()) {
      return false;
    }
    int slash = name.indexOf('/');
    String first = slash < 0 ? "" : name.substring(0, slash);
    if (!isHost(first)) {
      return isPath(name);
    }
    return HOST.matcher(first).matches() && isPath(name.substring(slash + 1));
  }

  /** Docker's way to tell a registry from the first part of a path. */
  private static boolean isHost(String first) {
    return first.indexOf('.') >= 0
        || first.indexOf(':') >= 0
        || first.equals("localhost")
        || !first.equals(first.toLowerCase(Locale.ROOT));
  }

  private static boolean isPath(String path) {
    int start = 0;
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', start)) {
      if (!PATH_PART.matcher(path.substring(start, slash)).matches()) {
        return false;
      }
      start = slash + 1;
    }
    return PATH_PART.matcher(path.substring(start)).matches();
  }
}
