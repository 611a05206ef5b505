package io.skep.server.control;

import io.skep.api.CreateVolumeRequest;
import io.skep.api.CreateVolumeResponse;
import io.skep.api.GetVolumeRequest;
import io.skep.api.GetVolumeResponse;
import io.skep.api.ListVolumesRequest;
import io.skep.api.ListVolumesResponse;
import io.skep.api.RemoveVolumeRequest;
import io.skep.api.RemoveVolumeResponse;
import io.skep.api.UpdateVolumeRequest;
import io.skep.api.UpdateVolumeResponse;
import io.skep.api.Volume;
import io.skep.api.VolumeSecret;
import io.skep.api.VolumeSpec;
import io.skep.server.RefusedException;
import io.skep.server.call.RpcTable;
import io.skep.server.query.AllOf;
import io.skep.server.spec.VolumeSpecs;
import io.skep.store.Origin;
import io.skep.store.ReadTx;
import io.skep.store.Store;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.VolumeKind;
import io.vertx.core.Future;
import java.util.List;

/** Calls about volumes. */
final class VolumeControl {
  private static final Origin ORIGIN = Origin.of("control/volume");

  private final Store store;

  VolumeControl(Store store) {
    this.store = store;
  }

  void addTo(RpcTable table) {
    table
        .read("GetVolume", GetVolumeRequest.getDefaultInstance(), this::get)
        .read("ListVolumes", ListVolumesRequest.getDefaultInstance(), this::list)
        .write("CreateVolume", CreateVolumeRequest.getDefaultInstance(), this::create)
        .write("UpdateVolume", UpdateVolumeRequest.getDefaultInstance(), this::update)
        .write("RemoveVolume", RemoveVolumeRequest.getDefaultInstance(), this::remove);
  }

  private GetVolumeResponse get(GetVolumeRequest request) {
    return GetVolumeResponse.newBuilder()
        .setVolume(volume(store.view(), request.getVolumeId()))
        .build();
  }

  private ListVolumesResponse list(ListVolumesRequest request) {
    ListVolumesRequest.Filters filters = request.getFilters();
    return ListVolumesResponse.newBuilder()
        .addAllVolumes(
            new AllOf<>(Kinds.VOLUME)
                .names(filters.getNamesList(), VolumeControl::name)
                .idPrefixes(filters.getIdPrefixesList())
                .values(VolumeKind.GROUP, filters.getGroupsList())
                .values(VolumeKind.DRIVER, filters.getDriversList())
                .namePrefixes(filters.getNamePrefixesList(), VolumeControl::name)
                .labels(
                    filters.getLabelsMap(),
                    volume -> volume.getSpec().getAnnotations().getLabelsMap())
                .in(store.view()))
        .build();
  }

  private Future<CreateVolumeResponse> create(CreateVolumeRequest request) {
    if (!request.hasSpec()) {
      throw RefusedException.invalid("spec must not be nil");
    }
    VolumeSpecs.check(request.getSpec());
    return store
        .compute(ORIGIN, tx -> create(tx, request.getSpec()))
        .map(done -> CreateVolumeResponse.newBuilder().setVolume(done.value()).build());
  }

  private static Volume create(Tx tx, VolumeSpec spec) {
    List<String> missing =
        spec.getSecretsList().stream()
            .map(VolumeSecret::getSecret)
            .filter(id -> tx.get(Kinds.SECRET, id).isEmpty())
            .toList();
    if (!missing.isEmpty()) {
      throw RefusedException.invalid(
          "%s not found: %s"
              .formatted(missing.size() == 1 ? "secret" : "secrets", String.join(", ", missing)));
    }
    return tx.create(Kinds.VOLUME, Volume.newBuilder().setId(tx.newId()).setSpec(spec).build());
  }

  private Future<UpdateVolumeResponse> update(UpdateVolumeRequest request) {
    Requests.required(request.getVolumeId(), "VolumeID must not be empty");
    if (!request.hasSpec()) {
      throw RefusedException.invalid("Spec must not be empty");
    }
    if (!request.hasVolumeVersion()) {
      throw RefusedException.invalid("VolumeVersion must not be empty");
    }
    return store
        .compute(ORIGIN, tx -> update(tx, request))
        .map(done -> UpdateVolumeResponse.newBuilder().setVolume(done.value()).build());
  }

  private static Volume update(Tx tx, UpdateVolumeRequest request) {
    Volume volume = volume(tx, request.getVolumeId());
    VolumeSpec spec = request.getSpec();
    VolumeSpecs.checkUpdate(volume.getSpec(), spec);
    Volume.Builder changed = volume.toBuilder();
    changed
        .getSpecBuilder()
        .setAvailabilityValue(spec.getAvailabilityValue())
        .getAnnotationsBuilder()
        .clearLabels()
        .putAllLabels(spec.getAnnotations().getLabelsMap());
    return tx.update(
        Kinds.VOLUME, Requests.asRead(Kinds.VOLUME, changed.build(), request.getVolumeVersion()));
  }

  private Future<RemoveVolumeResponse> remove(RemoveVolumeRequest request) {
    return store
        .update(ORIGIN, tx -> remove(tx, request))
        .map(RemoveVolumeResponse.getDefaultInstance());
  }

  /** A volume that exists somewhere goes only when its driver has taken it away. */
  private static void remove(Tx tx, RemoveVolumeRequest request) {
    Volume volume = volume(tx, request.getVolumeId());
    if (request.getForce()) {
      tx.delete(Kinds.VOLUME, volume.getId());
      return;
    }
    if (volume.getPublishStatusCount() > 0) {
      throw RefusedException.precondition("volume is still in use");
    }
    tx.update(Kinds.VOLUME, volume.toBuilder().setPendingDelete(true).build());
  }

  /** An empty id is one that no volume has. */
  private static Volume volume(ReadTx at, String id) {
    return at.get(Kinds.VOLUME, id).orElseThrow(() -> RefusedException.notFound("volume", id));
  }

  private static String name(Volume volume) {
    return volume.getSpec().getAnnotations().getName();
  }
}
