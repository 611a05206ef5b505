package io.skep.server.control;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.skep.api.VolumeSpec;
import io.skep.api.VolumeSpec.VolumeAvailability;
import io.skep.server.Refusal;
import io.skep.server.Rig;
import io.skep.store.kind.Kinds;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VolumeControlTest {
  private final Rig rig = Rig.open();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test // api.C-50
  void aVolumeIsFoundByItsId() {
    Volume volume = create("data", it -> {});

    assertThat(
            rig.control(
                    "GetVolume",
                    GetVolumeRequest.newBuilder().setVolumeId(volume.getId()).build(),
                    GetVolumeResponse.getDefaultInstance())
                .getVolume())
        .isEqualTo(volume);
    assertThat(rig.refused("GetVolume", GetVolumeRequest.getDefaultInstance()))
        .isEqualTo(Refusal.notFound("volume  not found"));
    assertThat(rig.refused("RemoveVolume", RemoveVolumeRequest.getDefaultInstance()))
        .isEqualTo(Refusal.notFound("volume  not found"));
  }

  @Test // api.C-51
  void theFirstFaultOfASpecIsTold() {
    assertThat(rig.refused("CreateVolume", CreateVolumeRequest.getDefaultInstance()))
        .isEqualTo(Refusal.invalid("spec must not be nil"));
    assertThat(refused("", it -> it.clearDriver().clearAccessMode()))
        .isEqualTo(Refusal.invalid("driver must be specified"));
    assertThat(refused("", VolumeSpec.Builder::clearAccessMode))
        .isEqualTo(Refusal.invalid("meta: name must be provided"));
    assertThat(refused("data", VolumeSpec.Builder::clearAccessMode))
        .isEqualTo(Refusal.invalid("AccessMode must not be nil"));
    assertThat(refused("data", it -> it.getAccessModeBuilder().clearMount()))
        .isEqualTo(
            Refusal.invalid("Volume AccessMode must specify either Mount or Block access type"));
    assertThat(refused("data", it -> it.addSecretsBuilder().setSecret("a")))
        .isEqualTo(Refusal.invalid("secret not found: a"));
    assertThat(
            refused(
                "data",
                it -> {
                  it.addSecretsBuilder().setSecret("a");
                  it.addSecretsBuilder().setSecret("b");
                }))
        .isEqualTo(Refusal.invalid("secrets not found: a, b"));
    create("data", it -> {});
    assertThat(refused("DATA", it -> {}))
        .isEqualTo(Refusal.unknown("name conflicts with an existing object"));
  }

  @Test // api.A-3, api.C-52
  void onlyLabelsAndAvailabilityCanChange() {
    Volume volume = create("data", it -> {});

    assertThat(refusedUpdate(volume, it -> it.getAnnotationsBuilder().setName("x")))
        .isEqualTo("Name cannot be updated");
    assertThat(refusedUpdate(volume, it -> it.setGroup("x"))).isEqualTo("Group cannot be updated");
    assertThat(
            refusedUpdate(
                volume, it -> it.getAccessibilityRequirementsBuilder().addRequisiteBuilder()))
        .isEqualTo("AccessibilityRequirements cannot be updated");
    assertThat(refusedUpdate(volume, it -> it.getDriverBuilder().setName("x")))
        .isEqualTo("Driver cannot be updated");
    assertThat(refusedUpdate(volume, it -> it.getAccessModeBuilder().getBlockBuilder()))
        .isEqualTo("AccessMode cannot be updated");
    assertThat(refusedUpdate(volume, VolumeSpec.Builder::addSecretsBuilder))
        .isEqualTo("Secrets cannot be updated");
    assertThat(refusedUpdate(volume, it -> it.getCapacityRangeBuilder().setLimitBytes(1)))
        .isEqualTo("CapacityRange cannot be updated");
    UpdateVolumeRequest.Builder update = update(volume);
    update
        .getSpecBuilder()
        .setAvailability(VolumeAvailability.DRAIN)
        .getAnnotationsBuilder()
        .putLabels("a", "b");
    Volume updated =
        rig.control("UpdateVolume", update.build(), UpdateVolumeResponse.getDefaultInstance())
            .getVolume();
    assertThat(updated.getSpec()).isEqualTo(update.getSpec());
    assertThat(rig.refused("UpdateVolume", update.build()))
        .isEqualTo(Refusal.unknown("update out of sequence"));
  }

  @Test // api.C-52
  void whatAnUpdateLacksIsSaid() {
    Volume volume = create("data", it -> {});

    assertThat(rig.refused("UpdateVolume", update(volume).clearVolumeId().build()))
        .isEqualTo(Refusal.invalid("VolumeID must not be empty"));
    assertThat(rig.refused("UpdateVolume", update(volume).clearSpec().build()))
        .isEqualTo(Refusal.invalid("Spec must not be empty"));
    assertThat(rig.refused("UpdateVolume", update(volume).clearVolumeVersion().build()))
        .isEqualTo(Refusal.invalid("VolumeVersion must not be empty"));
    assertThat(rig.refused("UpdateVolume", update(volume).setVolumeId("x").build()))
        .isEqualTo(Refusal.notFound("volume x not found"));
  }

  @Test // api.A-5, api.A-6, api.C-53
  void volumesAreListedByNameGroupDriverAndLabels() {
    create("a", it -> it.setGroup("g").getAnnotationsBuilder().putLabels("l", "1"));
    create("b", it -> it.setGroup("g").getDriverBuilder().setName("other"));
    create("c", it -> {});

    assertThat(names(it -> it.addNames("c").addNames("a"))).containsExactly("c", "a");
    assertThat(names(it -> it.addNamePrefixes("b"))).containsExactly("b");
    assertThat(names(it -> it.addGroups("g"))).containsExactlyInAnyOrder("a", "b");
    assertThat(names(it -> it.addGroups("g").addDrivers("other"))).containsExactly("b");
    assertThat(names(it -> it.putLabels("l", ""))).containsExactly("a");
  }

  @Test // api.C-54
  void aPublishedVolumeStaysAndAnotherWaitsForItsDriver() {
    Volume volume = create("data", it -> {});
    Volume published =
        rig.write(
            tx -> {
              Volume.Builder builder = volume.toBuilder();
              builder.addPublishStatusBuilder().setNodeId("n");
              return tx.update(Kinds.VOLUME, builder.build());
            });
    assertThat(rig.refused("RemoveVolume", remove(volume, false)))
        .isEqualTo(Refusal.precondition("volume is still in use"));
    rig.write(tx -> tx.update(Kinds.VOLUME, published.toBuilder().clearPublishStatus().build()));

    rig.control("RemoveVolume", remove(volume, false), RemoveVolumeResponse.getDefaultInstance());
    assertThat(rig.store().view().get(Kinds.VOLUME, volume.getId()).get().getPendingDelete())
        .isTrue();
    rig.control("RemoveVolume", remove(volume, true), RemoveVolumeResponse.getDefaultInstance());
    assertThat(rig.store().view().get(Kinds.VOLUME, volume.getId())).isEmpty();
  }

  private Volume create(String name, Consumer<VolumeSpec.Builder> otherwise) {
    return rig.control(
            "CreateVolume", request(name, otherwise), CreateVolumeResponse.getDefaultInstance())
        .getVolume();
  }

  private Refusal refused(String name, Consumer<VolumeSpec.Builder> otherwise) {
    return rig.refused("CreateVolume", request(name, otherwise));
  }

  private static CreateVolumeRequest request(String name, Consumer<VolumeSpec.Builder> otherwise) {
    CreateVolumeRequest.Builder request = CreateVolumeRequest.newBuilder();
    VolumeSpec.Builder spec = request.getSpecBuilder();
    spec.getAnnotationsBuilder().setName(name);
    spec.getDriverBuilder().setName("csi");
    spec.getAccessModeBuilder().getMountBuilder();
    otherwise.accept(spec);
    return request.build();
  }

  private static UpdateVolumeRequest.Builder update(Volume volume) {
    return UpdateVolumeRequest.newBuilder()
        .setVolumeId(volume.getId())
        .setVolumeVersion(volume.getMeta().getVersion())
        .setSpec(volume.getSpec());
  }

  private String refusedUpdate(Volume volume, Consumer<VolumeSpec.Builder> otherwise) {
    UpdateVolumeRequest.Builder update = update(volume);
    otherwise.accept(update.getSpecBuilder());
    return rig.refused("UpdateVolume", update.build()).text();
  }

  private static RemoveVolumeRequest remove(Volume volume, boolean force) {
    return RemoveVolumeRequest.newBuilder().setVolumeId(volume.getId()).setForce(force).build();
  }

  private List<String> names(Consumer<ListVolumesRequest.Filters.Builder> filters) {
    ListVolumesRequest.Builder request = ListVolumesRequest.newBuilder();
    filters.accept(request.getFiltersBuilder());
    return rig
        .control("ListVolumes", request.build(), ListVolumesResponse.getDefaultInstance())
        .getVolumesList()
        .stream()
        .map(volume -> volume.getSpec().getAnnotations().getName())
        .toList();
  }
}
