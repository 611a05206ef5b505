package io.skep.examples.scheduler.stack.spec;

import com.google.protobuf.Duration;
import io.skep.api.HealthConfig;
import io.skep.examples.scheduler.stack.schema.Fields;
import io.skep.examples.scheduler.stack.schema.Key;
import io.skep.examples.scheduler.stack.schema.Lists;
import io.skep.examples.scheduler.stack.schema.Quantities;
import io.skep.examples.scheduler.stack.schema.Scalars;
import io.skep.examples.scheduler.stack.schema.Section;
import io.skep.examples.scheduler.stack.schema.Type;
import io.skep.examples.scheduler.stack.schema.Value;
import io.skep.examples.scheduler.stack.yaml.YamlSequence;
import java.util.List;

/** A service's {@code healthcheck}. */
final class HealthcheckSection {
  private static final Type<List<Value<String>>> TEST_LIST = Lists.of(Scalars.TEXT);
  private static final Type<List<String>> TEST_TYPE =
      (node, reading) ->
          node instanceof YamlSequence
              ? TEST_LIST.read(node, reading).map(Lists::plain)
              : Scalars.TEXT.read(node, reading).map(shell -> List.of("CMD-SHELL", shell));

  private static final Key<List<String>> TEST = Key.of("test", TEST_TYPE);
  private static final Key<Boolean> DISABLE = Key.of("disable", Scalars.FLAG);
  private static final Key<Duration> INTERVAL = Key.of("interval", Quantities.DURATION);
  private static final Key<Duration> TIMEOUT = Key.of("timeout", Quantities.DURATION);
  private static final Key<Long> RETRIES = Key.of("retries", Scalars.range(0, Integer.MAX_VALUE));
  private static final Key<Duration> START_PERIOD = Key.of("start_period", Quantities.DURATION);
  private static final Key<Duration> START_INTERVAL = Key.of("start_interval", Quantities.DURATION);

  static final Key<Fields> HEALTHCHECK =
      Key.of(
          "healthcheck",
          Section.of("healthcheck")
              .keys(TEST, DISABLE, INTERVAL, TIMEOUT, RETRIES, START_PERIOD, START_INTERVAL)
              .build());

  private static final int NANOS_PER_MILLI = 1_000_000;

  private HealthcheckSection() {}

  static HealthConfig of(Fields check, Scope scope) {
    if (check.get(DISABLE, false)) {
      check
          .value(TEST)
          .filter(test -> !test.get().isEmpty())
          .ifPresent(test -> scope.refuse(test, "the check is disabled; remove the test"));
      return HealthConfig.newBuilder().addTest("NONE").build();
    }
    for (Key<Duration> key : List.of(INTERVAL, TIMEOUT, START_PERIOD, START_INTERVAL)) {
      check
          .value(key)
          .filter(time -> isBelowMillisecond(time.get()))
          .ifPresent(time -> scope.refuse(time, "must be 0 or at least 1ms"));
    }
    HealthConfig.Builder config =
        HealthConfig.newBuilder()
            .addAllTest(check.get(TEST, List.of()))
            .setRetries(check.get(RETRIES, 0L).intValue());
    check.get(INTERVAL).ifPresent(config::setInterval);
    check.get(TIMEOUT).ifPresent(config::setTimeout);
    check.get(START_PERIOD).ifPresent(config::setStartPeriod);
    check.get(START_INTERVAL).ifPresent(config::setStartInterval);
    return config.build();
  }

  private static boolean isBelowMillisecond(Duration time) {
    return time.getSeconds() == 0 && time.getNanos() > 0 && time.getNanos() < NANOS_PER_MILLI;
  }
}
