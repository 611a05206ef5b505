package io.skep.examples.scheduler.run;

import io.skep.examples.scheduler.revision.Convergence;
import io.skep.examples.scheduler.revision.RefusedException;
import io.skep.examples.scheduler.revision.RevisionOutcome;
import io.skep.examples.scheduler.revision.StackChange;
import io.skep.simulation.SimulatedCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Plays a scenario on a simulated cluster, to its end. */
public final class ScenarioRun {
  /** About how long the cluster takes to come to rest after the last action. */
  private static final Duration LAST_STEPS = Duration.ofSeconds(20);

  private final Scenario scenario;
  private final RunOptions options;
  private final List<Applied> applied = new ArrayList<>();

  /** A run of {@code scenario}. */
  public ScenarioRun(Scenario scenario, RunOptions options) {
    this.scenario = scenario;
    this.options = options;
  }

  /** A revision that was applied, or the reason why it was refused. */
  private record Applied(Action.Revise action, StackChange change, String refusal) {
    boolean changesServices() {
      return change != null && !change.isEmpty();
    }
  }

  /** Plays it; once. */
  public Outcome play() {
    return play(cluster -> {});
  }

  /** Plays it and shows {@code atRest} the cluster at its end, which is over afterwards; once. */
  public Outcome play(Consumer<SimulatedCluster> atRest) {
    try (var play = new Play(scenario.cluster(), options, expectedEnd())) {
      for (Action action : scenario.actions()) {
        play.advanceTo(action.at());
        if (action instanceof Action.Revise revise) {
          applied.add(apply(play, revise));
        } else {
          Actions.carryOut(play.cluster(), action);
        }
      }
      play.settle();
      atRest.accept(play.cluster());
      return new Outcome(
          play.report(scenario.title(), scenario.notices()),
          play.cluster().store().save(play.cluster().view()),
          revisions(play));
    }
  }

  private Duration expectedEnd() {
    List<Action> actions = scenario.actions();
    return actions.isEmpty() ? LAST_STEPS : actions.get(actions.size() - 1).at().plus(LAST_STEPS);
  }

  private static Applied apply(Play play, Action.Revise revise) {
    try {
      return new Applied(revise, Revisions.apply(play.cluster(), revise.stack()), "");
    } catch (RefusedException refused) {
      return new Applied(revise, null, refused.getMessage());
    }
  }

  /** By the state at the end; of those that were overtaken it tells nothing. */
  private List<RevisionOutcome> revisions(Play play) {
    List<String> lacking = Convergence.lackingIn(play.cluster().view());
    int newest = newestChange();
    var outcomes = new ArrayList<RevisionOutcome>();
    for (int i = 0; i < applied.size(); i++) {
      Applied one = applied.get(i);
      outcomes.add(i < newest ? overtaken(one) : atEnd(one, lacking, play.lastChange()));
    }
    return outcomes;
  }

  /** Where the last revision is that changed services; -1 if none did. */
  private int newestChange() {
    int newest = applied.size() - 1;
    while (newest >= 0 && !applied.get(newest).changesServices()) {
      newest--;
    }
    return newest;
  }

  private static RevisionOutcome overtaken(Applied one) {
    String name = one.action().name();
    return one.change() == null
        ? new RevisionOutcome.Refused(name, one.refusal(), List.of())
        : new RevisionOutcome.Overtaken(name, one.change());
  }

  private static RevisionOutcome atEnd(Applied one, List<String> lacking, Duration lastChange) {
    String name = one.action().name();
    return one.change() == null
        ? new RevisionOutcome.Refused(name, one.refusal(), lacking)
        : new RevisionOutcome.Accepted(
            name, one.change(), lacking, lastChange.minus(one.action().at()));
  }
}
