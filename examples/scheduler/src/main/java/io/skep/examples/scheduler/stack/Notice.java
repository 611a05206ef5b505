package io.skep.examples.scheduler.stack;

import java.util.Objects;

/**
 * Something in a stack file that does not stop it from being deployed and that its author should
 * know. Immutable.
 *
 * @param kind what sort of thing
 * @param place where it is met first
 * @param text what, why and what happens instead, in a phrase without a full stop
 */
public record Notice(Kind kind, Place place, String text) {
  /** What a notice is about. */
  public enum Kind {
    /** A key that a stack has no use for, or a value of which a stack ignores a part. */
    IGNORED("ignored"),
    /** {@code build}: a stack runs images and builds none. */
    IGNORED_BUILD("ignored"),
    /** A service that would be built has no image: a made-up name takes its place. */
    STAND_IN_IMAGE("stand-in"),
    /** A variable that is used without a default and has no value: it counts as empty. */
    UNSET_VARIABLE("unset"),
    /** A file, or another source of content, that is not there: a placeholder takes its place. */
    MISSING("missing"),
    /** An object that the file expects to exist: a stand-in takes its place. */
    EXTERNAL("external");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** One word for the start of a line. */
    public String label() {
      return label;
    }
  }

  public Notice {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(place, "place");
    Objects.requireNonNull(text, "text");
  }

  /** {@code file:line: label: text}. */
  @Override
  public String toString() {
    return "%s:%d: %s: %s".formatted(place.file(), place.line(), kind.label(), text);
  }
}
