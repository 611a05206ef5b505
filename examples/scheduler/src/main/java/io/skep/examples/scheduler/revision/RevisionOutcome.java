package io.skep.examples.scheduler.revision;

import java.time.Duration;
import java.util.List;

/** What became of one revision of a stack. Immutable. */
public sealed interface RevisionOutcome {
  /** What the revision is called: its file. */
  String revision();

  /** What had not come about when the cluster came to rest, in phrases; nothing if all had. */
  List<String> lacking();

  /** In a line without the revision's name. */
  String text();

  /**
   * It was applied.
   *
   * @param change what it changed
   * @param lacking what had not come about when the cluster came to rest; nothing if it converged
   * @param after how long the last change came after the revision; zero if none did
   */
  record Accepted(String revision, StackChange change, List<String> lacking, Duration after)
      implements RevisionOutcome {
    /** Copies the list; what changed last before the revision counts as nothing. */
    public Accepted {
      lacking = List.copyOf(lacking);
      after = after.isNegative() ? Duration.ZERO : after;
    }

    @Override
    public String text() {
      String end =
          lacking.isEmpty()
              ? "converged after %d s".formatted(after.toSeconds())
              : "NOT converged: " + String.join("; ", lacking);
      return "accepted: %s; %s".formatted(change, end);
    }
  }

  /**
   * It was applied, and another one changed services before anybody looked what had come of it.
   *
   * @param change what it changed
   */
  record Overtaken(String revision, StackChange change) implements RevisionOutcome {
    /** Nothing that can be told. */
    @Override
    public List<String> lacking() {
      return List.of();
    }

    @Override
    public String text() {
      return "accepted: %s; overtaken".formatted(change);
    }
  }

  /**
   * It was not applied, and what was there before runs on.
   *
   * @param reason why not; may have several lines
   * @param lacking what the one before lacks; nothing if all of it runs
   */
  record Refused(String revision, String reason, List<String> lacking) implements RevisionOutcome {
    /** Copies the list. */
    public Refused {
      lacking = List.copyOf(lacking);
    }

    @Override
    public String text() {
      String end =
          lacking.isEmpty()
              ? "what was accepted last runs on"
              : "NOT converged: " + String.join("; ", lacking);
      return "refused: %s; %s".formatted(reason.replace("\n", " | "), end);
    }
  }
}
