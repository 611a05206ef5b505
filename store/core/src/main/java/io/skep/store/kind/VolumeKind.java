package io.skep.store.kind;

import static io.skep.api.StoreAction.TargetCase.VOLUME;

import io.skep.api.StoreAction;
import io.skep.api.StoreSnapshot;
import io.skep.api.Volume;
import io.skep.store.By;
import io.skep.store.Index;
import io.skep.store.InvalidObjectException;
import io.skep.store.Places;
import java.util.List;

/** Storage that outlives tasks. Names are unique, and each volume has a driver. */
public final class VolumeKind extends BuiltInKind<Volume> {
  /** By group; the empty one is that of volumes without a group. */
  public static final Index<Volume, String> GROUP =
      Index.of("volumegroup", volume -> volume.getSpec().getGroup());

  /** By the name of the driver. */
  public static final Index<Volume, String> DRIVER =
      Index.of("driver", volume -> volume.getSpec().getDriver().getName());

  private static final Fields<Volume> FIELDS =
      new Fields<>(
          Volume.class,
          Volume.parser(),
          Volume::getId,
          Volume::getMeta,
          (volume, meta) -> volume.toBuilder().setMeta(meta).build(),
          volume -> volume.getSpec().getAnnotations());

  private static final Places<Volume> PLACES =
      new Places<>(
          VOLUME,
          StoreAction::getVolume,
          StoreAction.Builder::setVolume,
          StoreSnapshot.VOLUMES_FIELD_NUMBER,
          StoreSnapshot::getVolumesList,
          StoreSnapshot.Builder::addVolumes);

  VolumeKind() {
    super("volume", FIELDS, PLACES, List.of(FIELDS.byName(), FIELDS.byCustom(), GROUP, DRIVER));
  }

  /** Volumes of that group; without a group for an empty one. */
  public static By<Volume> byGroup(String group) {
    return By.equal(GROUP, group);
  }

  /** Volumes of the driver with that name. */
  public static By<Volume> byDriver(String driver) {
    return By.equal(DRIVER, driver);
  }

  @Override
  public void validate(Volume volume) {
    if (!volume.getSpec().hasDriver()) {
      throw new InvalidObjectException(key(volume), "missing value for index 'driver'");
    }
  }
}
