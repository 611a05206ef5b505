package io.skep.server.spec;

import static io.skep.server.RefusedException.invalid;

import io.skep.api.UpdateConfig;

/** How tasks are to be replaced. */
final class UpdateConfigs {
  private UpdateConfigs() {}

  static void check(UpdateConfig config) {
    if (Lengths.isNegative(config.getDelay())) {
      throw invalid("TaskSpec: update-delay cannot be negative");
    }
    if (Lengths.isNegative(config.getMonitor())) {
      throw invalid("TaskSpec: update-monitor cannot be negative");
    }
    float ratio = config.getMaxFailureRatio();
    if (!(ratio >= 0 && ratio <= 1)) { // So that NaN is refused as well.
      throw invalid("TaskSpec: update-maxfailureratio cannot be less than 0 or bigger than 1");
    }
  }
}
