package io.skep.examples.attach;

import io.skep.examples.attach.view.JsonView;
import io.skep.examples.attach.view.LineView;
import io.skep.examples.attach.view.LiveView;
import io.skep.examples.attach.view.View;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what is there, and what becomes of it. */
@Command(
    name = "follow",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Shows what is there, and what becomes of it, until it is stopped.",
      "On a terminal it is a table of services and tasks, drawn again in its place; else a line"
          + " for each change."
    })
final class FollowCommand implements Runnable {
  /** How old the ages of tasks may look, and how late a lost connection is told. */
  private static final Duration LONGEST = Duration.ofSeconds(1);

  private final Terminal terminal;

  @Option(names = "--plain", description = "lines, even on a terminal")
  private boolean plain;

  @Mixin private ShowOptions show;

  @Mixin private ClusterOptions options;

  FollowCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    List<ClusterOptions.Way> ways = options.ways();
    try (Cluster cluster = Cluster.attach(ways)) {
      var changes = Changes.of(cluster, show.all);
      View view = view(ways.get(0).server().toString());
      view.show(changes.initial(), cluster.at());
      Optional<String> told = Optional.empty();
      while (!terminal.out().checkError() && !Thread.currentThread().isInterrupted()) {
        var news = changes.take(LONGEST);
        Optional<String> loss = cluster.loss();
        if (loss.isPresent() != told.isPresent()) {
          loss.ifPresentOrElse(view::lost, view::found);
          told = loss;
        }
        view.show(news, cluster.at());
        LockSupport.parkNanos(view.frame().toNanos());
      }
    }
  }

  private View view(String title) {
    if (show.format == ShowOptions.Format.json) {
      return new JsonView(terminal.out());
    }
    return terminal
        .screen()
        .filter(screen -> !plain)
        .<View>map(
            screen -> new LiveView(terminal.out(), screen, title, terminal.clock(), show.all))
        .orElseGet(() -> new LineView(terminal.out(), terminal.clock(), terminal.zone()));
  }
}
