package io.skep.scheduler.volume;

import io.skep.api.Mount;
import io.skep.api.Node;
import io.skep.api.Volume;
import io.skep.api.VolumeAccessMode;
import io.skep.api.VolumeSpec.VolumeAvailability;
import io.skep.scheduler.VolumeDenial;
import io.skep.scheduler.VolumeDenial.Reason;
import io.skep.scheduler.volume.TrackedVolume.Use;
import java.util.ArrayList;
import java.util.List;

/**
 * All that keeps one mount from one volume on a node: the other side of {@link
 * TrackedVolume#admits}, which stops at the first. One use.
 */
final class Denials {
  private final List<VolumeDenial> found = new ArrayList<>();
  private final Mount mount;
  private final TrackedVolume tracked;
  private final Volume volume;
  private final Node node;
  private final Use taken;

  /** With {@code taken} as the same task uses the volume already; null if it does not. */
  Denials(Mount mount, TrackedVolume tracked, Node node, Use taken) {
    this.mount = mount;
    this.tracked = tracked;
    this.volume = tracked.volume().orElseThrow();
    this.node = node;
    this.taken = taken;
  }

  static VolumeDenial absent(Mount mount) {
    return new VolumeDenial(mount.getSource(), "", Reason.ABSENT, "");
  }

  List<VolumeDenial> all() {
    if (volume.getPendingDelete()) {
      add(Reason.DELETED);
    }
    if (volume.getSpec().getAvailability() != VolumeAvailability.ACTIVE) {
      add(Reason.NOT_ACTIVE, volume.getSpec().getAvailability().name());
    }
    if (tracked.isLeaving(node.getId())) {
      add(Reason.LEAVING);
    }
    addReach();
    addScope();
    addSharing();
    return found;
  }

  private void addReach() {
    if (!Reach.hasPlugin(volume, node)) {
      add(Reason.NO_PLUGIN, volume.getSpec().getDriver().getName());
    } else if (!Reach.includes(volume, node)) {
      add(Reason.ELSEWHERE);
    }
  }

  private void addScope() {
    VolumeAccessMode.Scope scope = volume.getSpec().getAccessMode().getScope();
    if (scope == VolumeAccessMode.Scope.SINGLE_NODE && !tracked.isUsedNowhereBut(node.getId())) {
      add(Reason.ON_ANOTHER_NODE);
    } else if (scope == VolumeAccessMode.Scope.UNRECOGNIZED) {
      add(Reason.UNKNOWN_MODE);
    }
  }

  private void addSharing() {
    boolean writes = !mount.getReadonly();
    switch (volume.getSpec().getAccessMode().getSharing()) {
      case NONE -> addIf(tracked.users() > 0, Reason.IN_USE, taken != null);
      case READ_ONLY -> addIf(writes, Reason.READ_ONLY, false);
      case ONE_WRITER ->
          addIf(
              writes && tracked.hasWriter(),
              Reason.WRITTEN,
              writes && taken != null && !taken.readOnly());
      case ALL -> {}
      case UNRECOGNIZED -> add(Reason.UNKNOWN_MODE);
    }
  }

  private void addIf(boolean isDenied, Reason reason, boolean isTakenByItself) {
    if (isDenied) {
      add(reason);
    }
    if (isTakenByItself) {
      add(Reason.MOUNTED_TWICE);
    }
  }

  private void add(Reason reason) {
    add(reason, "");
  }

  private void add(Reason reason, String detail) {
    String name = volume.getSpec().getAnnotations().getName();
    found.add(new VolumeDenial(mount.getSource(), name, reason, detail));
  }
}
