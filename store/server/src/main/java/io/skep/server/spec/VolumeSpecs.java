package io.skep.server.spec;

import static io.skep.server.RefusedException.invalid;

import io.skep.api.VolumeAccessMode.AccessTypeCase;
import io.skep.api.VolumeSpec;

/** What users may ask of a volume, at first and later. */
public final class VolumeSpecs {
  private VolumeSpecs() {}

  /** Refuses a spec that no volume can have, by its first fault. */
  public static void check(VolumeSpec spec) {
    refuseIf(!spec.hasDriver(), "driver must be specified");
    refuseIf(spec.getAnnotations().getName().isEmpty(), "meta: name must be provided");
    refuseIf(!spec.hasAccessMode(), "AccessMode must not be nil");
    refuseIf(
        spec.getAccessMode().getAccessTypeCase() == AccessTypeCase.ACCESSTYPE_NOT_SET,
        "Volume AccessMode must specify either Mount or Block access type");
  }

  /** Refuses an update that would change what a volume is made of. */
  public static void checkUpdate(VolumeSpec before, VolumeSpec after) {
    checkSame("Name", before.getAnnotations().getName(), after.getAnnotations().getName());
    checkSame("Group", before.getGroup(), after.getGroup());
    checkSame(
        "AccessibilityRequirements",
        before.getAccessibilityRequirements(),
        after.getAccessibilityRequirements());
    checkSame("Driver", before.getDriver(), after.getDriver());
    checkSame("AccessMode", before.getAccessMode(), after.getAccessMode());
    checkSame("Secrets", before.getSecretsList(), after.getSecretsList());
    checkSame("CapacityRange", before.getCapacityRange(), after.getCapacityRange());
  }

  private static void checkSame(String field, Object before, Object after) {
    refuseIf(!before.equals(after), field + " cannot be updated");
  }

  private static void refuseIf(boolean fault, String text) {
    if (fault) {
      throw invalid(text);
    }
  }
}
