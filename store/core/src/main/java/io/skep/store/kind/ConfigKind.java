package io.skep.store.kind;

import static io.skep.api.StoreAction.TargetCase.CONFIG;

import io.skep.api.Config;
import io.skep.api.StoreAction;
import io.skep.api.StoreSnapshot;
import io.skep.store.Places;
import java.util.List;

/** Files that containers read. Names are unique. */
final class ConfigKind extends BuiltInKind<Config> {
  private static final Fields<Config> FIELDS =
      new Fields<>(
          Config.class,
          Config.parser(),
          Config::getId,
          Config::getMeta,
          (config, meta) -> config.toBuilder().setMeta(meta).build(),
          config -> config.getSpec().getAnnotations());

  private static final Places<Config> PLACES =
      new Places<>(
          CONFIG,
          StoreAction::getConfig,
          StoreAction.Builder::setConfig,
          StoreSnapshot.CONFIGS_FIELD_NUMBER,
          StoreSnapshot::getConfigsList,
          StoreSnapshot.Builder::addConfigs);

  ConfigKind() {
    super("config", FIELDS, PLACES, List.of(FIELDS.byName(), FIELDS.byCustom()));
  }
}
