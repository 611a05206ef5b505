package io.skep.examples.scheduler.cluster;

import io.skep.api.PluginDescription;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The plugins that engines report, as lists in the order of type, then name. */
final class EnginePlugins {
  private static final List<String> LOG =
      List.of(
          "awslogs",
          "fluentd",
          "gcplogs",
          "gelf",
          "journald",
          "json-file",
          "local",
          "splunk",
          "syslog");
  private static final List<String> NETWORK =
      List.of("bridge", "host", "ipvlan", "macvlan", "null", "overlay");

  /** Built into every engine on Linux. */
  static final List<PluginDescription> STANDARD =
      Stream.of(ofType("Log", LOG), ofType("Network", NETWORK), ofType("Volume", List.of("local")))
          .flatMap(List::stream)
          .toList();

  private EnginePlugins() {}

  /** The standard ones and, by type, {@code extra}. */
  static List<PluginDescription> with(Map<String, List<String>> extra) {
    Stream<PluginDescription> added =
        extra.entrySet().stream().flatMap(e -> ofType(e.getKey(), e.getValue()).stream());
    return Stream.concat(STANDARD.stream(), added).toList();
  }

  private static List<PluginDescription> ofType(String type, List<String> names) {
    return names.stream()
        .map(name -> PluginDescription.newBuilder().setType(type).setName(name).build())
        .toList();
  }
}
