package io.skep.examples.scheduler.stack.spec;

import com.google.protobuf.Duration;
import io.skep.api.EndpointSpec.ResolutionMode;
import io.skep.api.GlobalJob;
import io.skep.api.GlobalService;
import io.skep.api.ReplicatedJob;
import io.skep.api.ReplicatedService;
import io.skep.api.RestartPolicy;
import io.skep.api.RestartPolicy.RestartCondition;
import io.skep.api.ServiceSpec;
import io.skep.examples.scheduler.stack.schema.Fields;
import io.skep.examples.scheduler.stack.schema.Key;
import io.skep.examples.scheduler.stack.schema.Mappings;
import io.skep.examples.scheduler.stack.schema.Quantities;
import io.skep.examples.scheduler.stack.schema.Scalars;
import io.skep.examples.scheduler.stack.schema.Section;
import io.skep.examples.scheduler.stack.schema.Value;
import io.skep.examples.scheduler.stack.schema.Words;
import java.util.Map;
import java.util.Optional;

/** A service's {@code deploy}. */
final class DeploySection {
  private enum Mode {
    REPLICATED,
    GLOBAL,
    REPLICATED_JOB,
    GLOBAL_JOB
  }

  private static final Key<Mode> MODE =
      Key.of(
          "mode",
          Words.of("replicated", Mode.REPLICATED)
              .or("global", Mode.GLOBAL)
              .or("replicated-job", Mode.REPLICATED_JOB)
              .or("global-job", Mode.GLOBAL_JOB));
  private static final Key<Long> REPLICAS = Key.of("replicas", Scalars.COUNT);
  private static final Key<Map<String, String>> LABELS = Key.of("labels", Mappings.labels());
  private static final Key<ResolutionMode> ENDPOINT_MODE =
      Key.of(
          "endpoint_mode", Words.of("vip", ResolutionMode.VIP).or("dnsrr", ResolutionMode.DNSRR));

  private static final Key<RestartCondition> CONDITION =
      Key.of(
          "condition",
          Words.of("none", RestartCondition.NONE)
              .or("on-failure", RestartCondition.ON_FAILURE)
              .or("any", RestartCondition.ANY));
  private static final Key<Duration> DELAY = Key.of("delay", Quantities.DURATION);
  private static final Key<Long> MAX_ATTEMPTS = Key.of("max_attempts", Scalars.COUNT);
  private static final Key<Duration> WINDOW = Key.of("window", Quantities.DURATION);
  private static final Key<Fields> RESTART_POLICY =
      Key.of(
          "restart_policy",
          Section.of("restart_policy").keys(CONDITION, DELAY, MAX_ATTEMPTS, WINDOW).build());

  static final Section SECTION =
      Section.of("deploy")
          .keys(MODE, REPLICAS, LABELS, ENDPOINT_MODE, RESTART_POLICY)
          .keys(PlacementSection.PLACEMENT, ResourcesSection.RESOURCES)
          .keys(UpdateSection.UPDATE, UpdateSection.ROLLBACK)
          .build();

  private DeploySection() {}

  /** Puts in how many tasks the service has, and of what sort. */
  static void describeMode(Fields deploy, ServiceSpec.Builder spec, Scope scope) {
    Optional<Value<Long>> replicas = deploy.value(REPLICAS);
    long count = replicas.map(Value::get).orElse(1L);
    Mode mode = deploy.get(MODE, Mode.REPLICATED);
    if (mode == Mode.GLOBAL || mode == Mode.GLOBAL_JOB) {
      replicas.ifPresent(
          given ->
              scope
                  .findings()
                  .refuse(
                      given.named(),
                      "a global service has one task on every node; remove 'replicas' or use mode replicated"));
    }
    if (mode == Mode.REPLICATED_JOB || mode == Mode.GLOBAL_JOB) {
      deploy
          .value(UpdateSection.UPDATE)
          .ifPresent(
              update ->
                  scope
                      .findings()
                      .refuse(update.named(), "a job is never updated; remove 'update_config'"));
    }
    switch (mode) {
      case REPLICATED -> spec.setReplicated(ReplicatedService.newBuilder().setReplicas(count));
      case GLOBAL -> spec.setGlobal(GlobalService.getDefaultInstance());
      case REPLICATED_JOB ->
          spec.setReplicatedJob(
              ReplicatedJob.newBuilder().setMaxConcurrent(count).setTotalCompletions(count));
      case GLOBAL_JOB -> spec.setGlobalJob(GlobalJob.getDefaultInstance());
    }
  }

  static Map<String, String> labels(Fields deploy) {
    return deploy.get(LABELS, Map.of());
  }

  static ResolutionMode endpointMode(Fields deploy) {
    return deploy.get(ENDPOINT_MODE, ResolutionMode.VIP);
  }

  static Optional<RestartPolicy> restartPolicy(Fields deploy) {
    return deploy.get(RESTART_POLICY).map(DeploySection::restartPolicyOf);
  }

  private static RestartPolicy restartPolicyOf(Fields fields) {
    RestartPolicy.Builder policy =
        RestartPolicy.newBuilder()
            .setCondition(fields.get(CONDITION, RestartCondition.ANY))
            .setMaxAttempts(fields.get(MAX_ATTEMPTS, 0L));
    fields.get(DELAY).ifPresent(policy::setDelay);
    fields.get(WINDOW).ifPresent(policy::setWindow);
    return policy.build();
  }
}
