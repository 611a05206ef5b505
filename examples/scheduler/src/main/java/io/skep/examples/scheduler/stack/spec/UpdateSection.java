package io.skep.examples.scheduler.stack.spec;

import com.google.protobuf.Duration;
import io.skep.api.UpdateConfig;
import io.skep.api.UpdateConfig.FailureAction;
import io.skep.api.UpdateConfig.UpdateOrder;
import io.skep.examples.scheduler.stack.schema.Fields;
import io.skep.examples.scheduler.stack.schema.Key;
import io.skep.examples.scheduler.stack.schema.Quantities;
import io.skep.examples.scheduler.stack.schema.Scalars;
import io.skep.examples.scheduler.stack.schema.Section;
import io.skep.examples.scheduler.stack.schema.Value;
import io.skep.examples.scheduler.stack.schema.Words;
import java.math.BigDecimal;

/** {@code deploy.update_config} and {@code deploy.rollback_config}. */
final class UpdateSection {
  private static final Key<Long> PARALLELISM = Key.of("parallelism", Scalars.COUNT);
  private static final Key<Duration> DELAY = Key.of("delay", Quantities.DURATION);
  private static final Key<Duration> MONITOR = Key.of("monitor", Quantities.DURATION);
  private static final Key<BigDecimal> MAX_FAILURE_RATIO =
      Key.of("max_failure_ratio", Scalars.DECIMAL);
  private static final Key<UpdateOrder> ORDER =
      Key.of(
          "order",
          Words.of("stop-first", UpdateOrder.STOP_FIRST)
              .or("start-first", UpdateOrder.START_FIRST));

  private static final Key<FailureAction> FAILURE_ACTION =
      Key.of(
          "failure_action",
          Words.of("pause", FailureAction.PAUSE)
              .or("continue", FailureAction.CONTINUE)
              .or("rollback", FailureAction.ROLLBACK));

  static final Key<Fields> UPDATE = key("update_config");
  static final Key<Fields> ROLLBACK = key("rollback_config");

  private static Key<Fields> key(String name) {
    return Key.of(
        name,
        Section.of(name)
            .keys(PARALLELISM, DELAY, FAILURE_ACTION, MONITOR, MAX_FAILURE_RATIO, ORDER)
            .build());
  }

  private UpdateSection() {}

  static UpdateConfig of(Fields fields, Scope scope) {
    UpdateConfig.Builder config =
        UpdateConfig.newBuilder()
            .setParallelism(fields.get(PARALLELISM, 1L))
            .setDelay(fields.get(DELAY, Duration.getDefaultInstance()))
            .setFailureAction(fields.get(FAILURE_ACTION, FailureAction.PAUSE))
            .setOrder(fields.get(ORDER, UpdateOrder.STOP_FIRST));
    fields
        .get(MONITOR)
        .filter(monitor -> !monitor.equals(Duration.getDefaultInstance()))
        .ifPresent(config::setMonitor);
    fields
        .value(MAX_FAILURE_RATIO)
        .ifPresent(ratio -> config.setMaxFailureRatio(ratio(ratio, scope)));
    return config.build();
  }

  private static float ratio(Value<BigDecimal> ratio, Scope scope) {
    if (ratio.get().signum() < 0 || ratio.get().compareTo(BigDecimal.ONE) > 0) {
      scope.refuse(ratio, "must be a ratio from 0 to 1");
    }
    return ratio.get().floatValue();
  }
}
