package io.skep.examples.scheduler.run;

import io.skep.examples.scheduler.cluster.Cluster;
import io.skep.examples.scheduler.input.InputException;
import io.skep.examples.scheduler.revision.Convergence;
import io.skep.examples.scheduler.revision.RefusedException;
import io.skep.examples.scheduler.revision.RevisionOutcome;
import io.skep.examples.scheduler.revision.StackChange;
import io.skep.examples.scheduler.stack.Stack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Applies the revisions of a stack one after another, each when the cluster has come to rest after
 * the one before. A revision that is refused changes nothing.
 */
public final class HistoryRun {
  private final String title;
  private final Cluster nodes;
  private final List<Revision> revisions;
  private final RunOptions options;
  private final Consumer<RevisionOutcome> listener;
  private final List<RevisionOutcome> outcomes = new ArrayList<>();

  /**
   * A file of the stack.
   *
   * @param name what it is called
   * @param stack reads it when its turn comes; fails with {@link InputException} if it is wrong
   */
  public record Revision(String name, Source stack) {}

  /** Reads a stack. */
  @FunctionalInterface
  public interface Source {
    /**
     * The stack.
     *
     * @throws InputException if its file is wrong
     */
    Stack read();
  }

  /** A run of {@code revisions}, in order; {@code listener} is told of each when it is over. */
  public HistoryRun(
      String title,
      Cluster nodes,
      List<Revision> revisions,
      RunOptions options,
      Consumer<RevisionOutcome> listener) {
    this.title = title;
    this.nodes = nodes;
    this.revisions = List.copyOf(revisions);
    this.options = options;
    this.listener = listener;
  }

  /** Plays it; once. */
  public Outcome play() {
    try (var play = new Play(nodes, options, Duration.ZERO)) {
      for (Revision revision : revisions) {
        RevisionOutcome outcome = play(play, revision);
        outcomes.add(outcome);
        listener.accept(outcome);
      }
      return new Outcome(
          play.report(title, List.of()),
          play.cluster().store().save(play.cluster().view()),
          outcomes);
    }
  }

  private static RevisionOutcome play(Play play, Revision revision) {
    Duration start = play.elapsed();
    StackChange change;
    try {
      change = Revisions.apply(play.cluster(), revision.stack().read());
    } catch (RefusedException | InputException refused) {
      play.settle();
      return new RevisionOutcome.Refused(
          revision.name(), refused.getMessage(), Convergence.lackingIn(play.cluster().view()));
    }
    play.settle();
    return new RevisionOutcome.Accepted(
        revision.name(),
        change,
        Convergence.lackingIn(play.cluster().view()),
        play.lastChange().minus(start));
  }
}
