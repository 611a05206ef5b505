package io.skep.examples.scheduler.stack.loader;

import io.skep.api.ServiceSpec;
import io.skep.examples.scheduler.input.InputException;
import io.skep.examples.scheduler.stack.MissingFiles;
import io.skep.examples.scheduler.stack.Stack;
import io.skep.examples.scheduler.stack.StackName;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Reads stack files that tests write as texts. */
final class StackText {
  static final StackName NAME = new StackName("s");

  /** Where relative paths start; it holds nothing. */
  static final Path FOLDER = Path.of("/nowhere/at/all");

  private StackText() {}

  static Stack load(String text) {
    return load(text, Map.of());
  }

  static Stack load(String text, Map<String, String> environment) {
    return new StackLoader(environment, MissingFiles.STAND_IN).parse(NAME, "s.yml", text, FOLDER);
  }

  /** The only service of a file, which says no more than its image and {@code keys}. */
  static ServiceSpec service(String keys) {
    return load(file(keys)).services().get(0);
  }

  /** A file with everything that the keys of a service may refer to. */
  static String file(String keys) {
    return """
        services:
          web:
            image: app
        %s
        networks: {front: {}, back: {name: backbone}, old: {external: true}}
        volumes: {data: {}, shared: {external: true}, named: {name: archive, driver: nfs}}
        secrets: {key: {environment: HOME}, cert: {external: true}}
        configs: {settings: {content: a}, routes: {external: {name: routes-7}}}
        """
        .formatted(keys.indent(4));
  }

  /** What {@code text} is refused for, each as {@code line:column: reason}. */
  static List<String> problems(String text) {
    return problems(text, Map.of());
  }

  static List<String> problems(String text, Map<String, String> environment) {
    try {
      load(text, environment);
      return List.of();
    } catch (InputException refused) {
      return refused.problems().stream().map(p -> p.toString().replace("s.yml:", "")).toList();
    }
  }

  /** What the author of {@code text} is told, each as {@code line: label: text}. */
  static List<String> notices(String text) {
    return load(text).notices().stream().map(n -> n.toString().replace("s.yml:", "")).toList();
  }
}
