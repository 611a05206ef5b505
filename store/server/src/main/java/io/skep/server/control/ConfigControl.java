package io.skep.server.control;

import io.skep.api.Config;
import io.skep.api.ConfigSpec;
import io.skep.api.CreateConfigRequest;
import io.skep.api.CreateConfigResponse;
import io.skep.api.GetConfigRequest;
import io.skep.api.GetConfigResponse;
import io.skep.api.ListConfigsRequest;
import io.skep.api.ListConfigsResponse;
import io.skep.api.RemoveConfigRequest;
import io.skep.api.RemoveConfigResponse;
import io.skep.api.UpdateConfigRequest;
import io.skep.api.UpdateConfigResponse;
import io.skep.server.RefusedException;
import io.skep.server.call.RpcTable;
import io.skep.server.query.AnyOf;
import io.skep.server.query.Labels;
import io.skep.server.spec.ConfigSpecs;
import io.skep.store.By;
import io.skep.store.NameConflictException;
import io.skep.store.Origin;
import io.skep.store.Store;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.ServiceKind;
import io.vertx.core.Future;
import java.util.Map;

/** Calls about configs. */
final class ConfigControl {
  private static final Origin ORIGIN = Origin.of("control/config");
  private static final String NO_ID = "config ID must be provided";

  private final Store store;

  ConfigControl(Store store) {
    this.store = store;
  }

  void addTo(RpcTable table) {
    table
        .read("GetConfig", GetConfigRequest.getDefaultInstance(), this::get)
        .read("ListConfigs", ListConfigsRequest.getDefaultInstance(), this::list)
        .write("CreateConfig", CreateConfigRequest.getDefaultInstance(), this::create)
        .write("UpdateConfig", UpdateConfigRequest.getDefaultInstance(), this::update)
        .write("RemoveConfig", RemoveConfigRequest.getDefaultInstance(), this::remove);
  }

  private GetConfigResponse get(GetConfigRequest request) {
    Config config = Requests.named(store.view(), Kinds.CONFIG, request.getConfigId(), NO_ID);
    return GetConfigResponse.newBuilder().setConfig(config).build();
  }

  private ListConfigsResponse list(ListConfigsRequest request) {
    ListConfigsRequest.Filters filters = request.getFilters();
    return ListConfigsResponse.newBuilder()
        .addAllConfigs(
            new AnyOf<>(Kinds.CONFIG)
                .anyOf(
                    filters.getNamesList(),
                    filters.getNamePrefixesList(),
                    filters.getIdPrefixesList())
                .matching(config -> Labels.match(filters.getLabelsMap(), labels(config)))
                .in(store.view(), By.all()))
        .build();
  }

  private Future<CreateConfigResponse> create(CreateConfigRequest request) {
    Requests.required(request.hasSpec());
    ConfigSpecs.check(request.getSpec());
    return store
        .compute(ORIGIN, tx -> create(tx, request.getSpec()))
        .map(done -> CreateConfigResponse.newBuilder().setConfig(done.value()).build());
  }

  private static Config create(Tx tx, ConfigSpec spec) {
    try {
      return tx.create(Kinds.CONFIG, Config.newBuilder().setId(tx.newId()).setSpec(spec).build());
    } catch (NameConflictException taken) {
      throw RefusedException.exists(
          "config %s already exists".formatted(spec.getAnnotations().getName()));
    }
  }

  private Future<UpdateConfigResponse> update(UpdateConfigRequest request) {
    Requests.required(!request.getConfigId().isEmpty() && request.hasConfigVersion());
    return store
        .compute(
            ORIGIN,
            tx -> {
              Config config = Requests.named(tx, Kinds.CONFIG, request.getConfigId());
              Requests.required(request.hasSpec());
              Config.Builder changed = config.toBuilder();
              ConfigSpec spec = request.getSpec();
              LabelsOnly.change(
                  changed.getSpecBuilder().getAnnotationsBuilder(),
                  spec.getAnnotations(),
                  spec.getData().isEmpty() || spec.getData().equals(config.getSpec().getData()));
              return tx.update(
                  Kinds.CONFIG,
                  Requests.asRead(Kinds.CONFIG, changed.build(), request.getConfigVersion()));
            })
        .map(done -> UpdateConfigResponse.newBuilder().setConfig(done.value()).build());
  }

  private Future<RemoveConfigResponse> remove(RemoveConfigRequest request) {
    Requests.required(request.getConfigId(), NO_ID);
    return store
        .update(
            ORIGIN,
            tx -> {
              Config config = Requests.toRemove(tx, Kinds.CONFIG, request.getConfigId());
              FileUsers.checkNone(
                  "config",
                  config.getSpec().getAnnotations().getName(),
                  tx.find(Kinds.SERVICE, ServiceKind.byConfigId(config.getId())));
              tx.delete(Kinds.CONFIG, config.getId());
            })
        .map(RemoveConfigResponse.getDefaultInstance());
  }

  private static Map<String, String> labels(Config config) {
    return config.getSpec().getAnnotations().getLabelsMap();
  }
}
