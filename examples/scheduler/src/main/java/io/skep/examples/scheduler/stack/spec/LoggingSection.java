package io.skep.examples.scheduler.stack.spec;

import io.skep.api.Driver;
import io.skep.examples.scheduler.stack.schema.Fields;
import io.skep.examples.scheduler.stack.schema.Key;
import io.skep.examples.scheduler.stack.schema.Mappings;
import io.skep.examples.scheduler.stack.schema.Scalars;
import io.skep.examples.scheduler.stack.schema.Section;
import java.util.Map;

/** A service's {@code logging}. */
final class LoggingSection {
  private static final Key<String> DRIVER = Key.of("driver", Scalars.TEXT);
  private static final Key<Map<String, String>> OPTIONS = Key.of("options", Mappings.labels());

  static final Key<Fields> LOGGING =
      Key.of("logging", Section.of("logging").keys(DRIVER, OPTIONS).build());

  private LoggingSection() {}

  static Driver of(Fields logging) {
    return Driver.newBuilder()
        .setName(logging.get(DRIVER, ""))
        .putAllOptions(logging.get(OPTIONS, Map.of()))
        .build();
  }
}
