package io.skep.examples.scheduler.stack.spec;

import io.skep.api.Driver;
import io.skep.examples.scheduler.stack.schema.Fields;
import io.skep.examples.scheduler.stack.schema.Key;
import io.skep.examples.scheduler.stack.schema.Mappings;
import io.skep.examples.scheduler.stack.schema.Scalars;
import io.skep.examples.scheduler.stack.schema.Section;
import io.skep.examples.scheduler.stack.schema.Type;
import io.skep.examples.scheduler.stack.schema.Value;
import io.skep.examples.scheduler.stack.yaml.YamlScalar;
import java.util.Map;
import java.util.Optional;

/** A service's {@code logging}. */
final class LoggingSection {
  private static final Key<String> DRIVER = Key.of("driver", Scalars.TEXT);
  private static final Type<String> OPTION =
      (node, reading) ->
          node instanceof YamlScalar scalar && scalar.kind() == YamlScalar.Kind.EMPTY
              ? Optional.of("")
              : Scalars.TEXT_OR_NUMBER.read(node, reading);
  private static final Key<Map<String, Value<String>>> OPTIONS =
      Key.of("options", Mappings.of("texts or numbers", OPTION));

  static final Key<Fields> LOGGING =
      Key.of("logging", Section.of("logging").keys(DRIVER, OPTIONS).build());

  private LoggingSection() {}

  static Driver of(Fields logging) {
    Driver.Builder driver = Driver.newBuilder().setName(logging.get(DRIVER, ""));
    logging.get(OPTIONS, Map.of()).forEach((name, value) -> driver.putOptions(name, value.get()));
    return driver.build();
  }
}
