package io.skep.store.kind;

import io.skep.api.ConfigReference;
import io.skep.api.NetworkAttachmentConfig;
import io.skep.api.SecretReference;
import io.skep.api.TaskSpec;
import io.skep.store.CaseFolding;
import io.skep.store.Index;
import java.util.List;
import java.util.function.Function;

/** The indexes of what a task specification says: alike for tasks and for services. */
final class TaskSpecIndexes {
  private TaskSpecIndexes() {}

  static <T> Index<T, String> runtime(Function<T, TaskSpec> spec) {
    return Index.of("runtime", object -> runtime(spec.apply(object)));
  }

  static <T> Index<T, String> network(Function<T, List<NetworkAttachmentConfig>> networks) {
    return Index.each("network", networks, NetworkAttachmentConfig::getTarget);
  }

  static <T> Index<T, String> secret(Function<T, TaskSpec> spec) {
    return Index.each(
        "secret",
        object -> spec.apply(object).getContainer().getSecretsList(),
        SecretReference::getSecretId);
  }

  static <T> Index<T, String> config(Function<T, TaskSpec> spec) {
    return Index.each(
        "config",
        object -> spec.apply(object).getContainer().getConfigsList(),
        ConfigReference::getConfigId);
  }

  private static String runtime(TaskSpec spec) {
    return switch (spec.getRuntimeCase()) {
      case CONTAINER -> "container";
      case ATTACHMENT -> "attachment";
      case GENERIC -> CaseFolding.fold(spec.getGeneric().getKind());
      case RUNTIME_NOT_SET -> null;
    };
  }
}
