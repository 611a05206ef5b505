package io.skep.examples.attach;

import io.skep.examples.attach.row.Row;
import io.skep.examples.attach.row.Section;
import io.skep.examples.attach.view.Table;
import io.skep.store.ReadTx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows what is there now. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Shows what is there now.")
final class ListCommand implements Runnable {
  private final Terminal terminal;

  @Parameters(
      arity = "0..1",
      paramLabel = "services|tasks|nodes",
      description = "what to list; everything if it is not given")
  private Section section;

  @Mixin private ShowOptions show;

  @Mixin private ClusterOptions options;

  ListCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    List<Section> sections = section == null ? List.of(Section.values()) : List.of(section);
    try (Cluster cluster = Cluster.attach(options.ways())) {
      if (show.format == ShowOptions.Format.json) {
        terminal.out().println(json(sections, cluster.at()).encodePrettily());
      } else {
        terminal.out().println(text(sections, cluster.at()));
      }
    }
  }

  private String text(List<Section> sections, ReadTx at) {
    return String.join(
        "\n\n",
        sections.stream()
            .map(one -> Table.lines(one, rows(one, at), terminal.clock().instant()))
            .map(lines -> String.join("\n", lines))
            .toList());
  }

  private JsonObject json(List<Section> sections, ReadTx at) {
    var json = new JsonObject();
    sections.forEach(
        one -> json.put(one.name(), new JsonArray(rows(one, at).stream().map(Row::json).toList())));
    return json;
  }

  private List<Row> rows(Section one, ReadTx at) {
    return one.rows(at, show.all);
  }
}
