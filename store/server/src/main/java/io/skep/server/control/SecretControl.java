package io.skep.server.control;

import io.skep.api.CreateSecretRequest;
import io.skep.api.CreateSecretResponse;
import io.skep.api.GetSecretRequest;
import io.skep.api.GetSecretResponse;
import io.skep.api.ListSecretsRequest;
import io.skep.api.ListSecretsResponse;
import io.skep.api.RemoveSecretRequest;
import io.skep.api.RemoveSecretResponse;
import io.skep.api.Secret;
import io.skep.api.SecretSpec;
import io.skep.api.UpdateSecretRequest;
import io.skep.api.UpdateSecretResponse;
import io.skep.server.RefusedException;
import io.skep.server.call.RpcTable;
import io.skep.server.query.AnyOf;
import io.skep.server.query.Labels;
import io.skep.server.spec.SecretSpecs;
import io.skep.store.By;
import io.skep.store.NameConflictException;
import io.skep.store.Origin;
import io.skep.store.Store;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.ServiceKind;
import io.vertx.core.Future;
import java.util.Map;

/** Calls about secrets. No answer has the data. */
final class SecretControl {
  private static final Origin ORIGIN = Origin.of("control/secret");
  private static final String NO_ID = "secret ID must be provided";

  private final Store store;

  SecretControl(Store store) {
    this.store = store;
  }

  void addTo(RpcTable table) {
    table
        .read("GetSecret", GetSecretRequest.getDefaultInstance(), this::get)
        .read("ListSecrets", ListSecretsRequest.getDefaultInstance(), this::list)
        .write("CreateSecret", CreateSecretRequest.getDefaultInstance(), this::create)
        .write("UpdateSecret", UpdateSecretRequest.getDefaultInstance(), this::update)
        .write("RemoveSecret", RemoveSecretRequest.getDefaultInstance(), this::remove);
  }

  private GetSecretResponse get(GetSecretRequest request) {
    Secret secret = Requests.named(store.view(), Kinds.SECRET, request.getSecretId(), NO_ID);
    return GetSecretResponse.newBuilder().setSecret(withoutData(secret)).build();
  }

  private ListSecretsResponse list(ListSecretsRequest request) {
    ListSecretsRequest.Filters filters = request.getFilters();
    ListSecretsResponse.Builder response = ListSecretsResponse.newBuilder();
    new AnyOf<>(Kinds.SECRET)
        .anyOf(filters.getNamesList(), filters.getNamePrefixesList(), filters.getIdPrefixesList())
        .matching(secret -> !secret.getInternal())
        .matching(secret -> Labels.match(filters.getLabelsMap(), labels(secret)))
        .in(store.view(), By.all())
        .forEach(secret -> response.addSecrets(withoutData(secret)));
    return response.build();
  }

  private Future<CreateSecretResponse> create(CreateSecretRequest request) {
    Requests.required(request.hasSpec());
    SecretSpecs.check(request.getSpec());
    return store
        .compute(ORIGIN, tx -> create(tx, request.getSpec()))
        .map(
            done -> CreateSecretResponse.newBuilder().setSecret(withoutData(done.value())).build());
  }

  private static Secret create(Tx tx, SecretSpec spec) {
    try {
      return tx.create(Kinds.SECRET, Secret.newBuilder().setId(tx.newId()).setSpec(spec).build());
    } catch (NameConflictException taken) {
      throw RefusedException.exists(
          "secret %s already exists".formatted(spec.getAnnotations().getName()));
    }
  }

  private Future<UpdateSecretResponse> update(UpdateSecretRequest request) {
    Requests.required(!request.getSecretId().isEmpty() && request.hasSecretVersion());
    return store
        .compute(
            ORIGIN,
            tx -> {
              Secret secret = Requests.named(tx, Kinds.SECRET, request.getSecretId());
              Requests.required(request.hasSpec());
              Secret.Builder changed = secret.toBuilder();
              SecretSpec spec = request.getSpec();
              LabelsOnly.change(
                  changed.getSpecBuilder().getAnnotationsBuilder(),
                  spec.getAnnotations(),
                  spec.getData().isEmpty() || spec.getData().equals(secret.getSpec().getData()));
              return tx.update(
                  Kinds.SECRET,
                  Requests.asRead(Kinds.SECRET, changed.build(), request.getSecretVersion()));
            })
        .map(
            done -> UpdateSecretResponse.newBuilder().setSecret(withoutData(done.value())).build());
  }

  private Future<RemoveSecretResponse> remove(RemoveSecretRequest request) {
    Requests.required(request.getSecretId(), NO_ID);
    return store
        .update(
            ORIGIN,
            tx -> {
              Secret secret = Requests.toRemove(tx, Kinds.SECRET, request.getSecretId());
              FileUsers.checkNone(
                  "secret",
                  secret.getSpec().getAnnotations().getName(),
                  tx.find(Kinds.SERVICE, ServiceKind.bySecretId(secret.getId())));
              tx.delete(Kinds.SECRET, secret.getId());
            })
        .map(RemoveSecretResponse.getDefaultInstance());
  }

  private static Secret withoutData(Secret secret) {
    Secret.Builder without = secret.toBuilder();
    without.getSpecBuilder().clearData();
    return without.build();
  }

  private static Map<String, String> labels(Secret secret) {
    return secret.getSpec().getAnnotations().getLabelsMap();
  }
}
