package io.skep.store.kind;

import static io.skep.api.StoreAction.TargetCase.SECRET;

import io.skep.api.Secret;
import io.skep.api.StoreAction;
import io.skep.api.StoreSnapshot;
import io.skep.store.Places;
import java.util.List;

/** Files that containers read and nobody else. Names are unique. */
final class SecretKind extends BuiltInKind<Secret> {
  private static final Fields<Secret> FIELDS =
      new Fields<>(
          Secret.class,
          Secret.parser(),
          Secret::getId,
          Secret::getMeta,
          (secret, meta) -> secret.toBuilder().setMeta(meta).build(),
          secret -> secret.getSpec().getAnnotations());

  private static final Places<Secret> PLACES =
      new Places<>(
          SECRET,
          StoreAction::getSecret,
          StoreAction.Builder::setSecret,
          StoreSnapshot.SECRETS_FIELD_NUMBER,
          StoreSnapshot::getSecretsList,
          StoreSnapshot.Builder::addSecrets);

  SecretKind() {
    super("secret", FIELDS, PLACES, List.of(FIELDS.byName(), FIELDS.byCustom()));
  }
}
