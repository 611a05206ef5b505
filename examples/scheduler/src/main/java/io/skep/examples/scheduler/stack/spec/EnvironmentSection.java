package io.skep.examples.scheduler.stack.spec;

import io.skep.examples.scheduler.stack.schema.Fields;
import io.skep.examples.scheduler.stack.schema.Key;
import io.skep.examples.scheduler.stack.schema.Lists;
import io.skep.examples.scheduler.stack.schema.Mappings;
import io.skep.examples.scheduler.stack.schema.Reading;
import io.skep.examples.scheduler.stack.schema.Scalars;
import io.skep.examples.scheduler.stack.schema.Section;
import io.skep.examples.scheduler.stack.schema.Type;
import io.skep.examples.scheduler.stack.schema.Value;
import io.skep.examples.scheduler.stack.yaml.YamlMapping;
import io.skep.examples.scheduler.stack.yaml.YamlNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A service's {@code environment} and {@code env_file}. */
final class EnvironmentSection {
  private static final Key<String> PATH = Key.of("path", Scalars.TEXT);
  private static final Key<Boolean> REQUIRED = Key.of("required", Scalars.FLAG);
  private static final Section FILE =
      Section.of("an env_file")
          .keys(PATH, REQUIRED)
          .ignored("a stack knows one format, a line for each name=value", "format")
          .build();

  private static final Type<EnvFile> FILE_TYPE = EnvironmentSection::readFile;

  static final Key<List<Value<EnvFile>>> ENV_FILE = Key.of("env_file", Lists.orSingle(FILE_TYPE));
  static final Key<Map<String, Optional<String>>> ENVIRONMENT =
      Key.of("environment", Mappings.pairs());

  private EnvironmentSection() {}

  private static Optional<EnvFile> readFile(YamlNode node, Reading reading) {
    if (!(node instanceof YamlMapping)) {
      return Scalars.TEXT.read(node, reading).map(path -> new EnvFile(path, true));
    }
    Optional<Fields> fields = FILE.read(node, reading);
    if (fields.isPresent() && !fields.get().has(PATH)) {
      return reading.refuse(node, "key 'path' is missing");
    }
    return fields.flatMap(
        file -> file.get(PATH).map(path -> new EnvFile(path, file.get(REQUIRED, true))));
  }

  /**
   * The variables of a service's containers, in order, as {@code name=value}; {@code name} alone
   * for one without a value anywhere. The service's own win over those of its files, and later
   * files over earlier ones.
   */
  static List<String> of(Fields service, Scope scope) {
    Map<String, Optional<String>> variables = new LinkedHashMap<>();
    for (Value<EnvFile> file : service.get(ENV_FILE, List.of())) {
      file.get()
          .read(file, scope)
          .forEach((name, value) -> variables.put(name, Optional.of(value)));
    }
    service
        .get(ENVIRONMENT, Map.of())
        .forEach(
            (name, value) ->
                variables.put(
                    name, value.or(() -> Optional.ofNullable(scope.environment().get(name)))));
    return variables.entrySet().stream().map(EnvironmentSection::written).sorted().toList();
  }

  private static String written(Map.Entry<String, Optional<String>> variable) {
    return variable.getKey() + variable.getValue().map(value -> "=" + value).orElse("");
  }
}
