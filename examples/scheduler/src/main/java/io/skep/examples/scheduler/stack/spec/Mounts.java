package io.skep.examples.scheduler.stack.spec;

import io.skep.api.Mount;
import io.skep.api.Mount.VolumeOptions;
import io.skep.examples.scheduler.stack.Notice;
import io.skep.examples.scheduler.stack.schema.Fields;
import io.skep.examples.scheduler.stack.schema.Value;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the mounts of services become, given the volumes of the file. */
final class Mounts {
  /** The name of a group of cluster volumes starts so, and no file declares it. */
  private static final String GROUP = "group:";

  private final Map<String, Value<Fields>> volumes;
  private final Scope scope;

  Mounts(Map<String, Value<Fields>> volumes, Scope scope) {
    this.volumes = volumes;
    this.scope = scope;
    External.check(volumes, scope);
    volumes.values().forEach(volume -> VolumeSection.check(volume.get(), scope));
  }

  /** The mounts of one service, in the order of the file. */
  List<Mount> of(Fields service) {
    List<Mount> mounts = new ArrayList<>();
    Set<String> targets = new HashSet<>();
    for (Value<Mount> mount : service.get(MountSection.VOLUMES, List.of())) {
      checkOptions(mount);
      if (!targets.add(mount.get().getTarget())) {
        String reason = "the service mounts something at '%s' already; remove one";
        scope.refuse(mount, reason.formatted(mount.get().getTarget()));
      }
      resolve(mount).ifPresent(mounts::add);
    }
    return mounts;
  }

  private void checkOptions(Value<Mount> mount) {
    Mount written = mount.get();
    Mount.Type type = written.getType();
    checkOption(
        mount,
        written.hasBindOptions(),
        "bind",
        type == Mount.Type.BIND || type == Mount.Type.NPIPE);
    checkOption(mount, written.hasVolumeOptions(), "volume", type == Mount.Type.VOLUME);
    checkOption(mount, written.hasTmpfsOptions(), "tmpfs", type == Mount.Type.TMPFS);
    boolean sourceless = type == Mount.Type.VOLUME || type == Mount.Type.TMPFS;
    if (written.getSource().isEmpty() && !sourceless) {
      scope.refuse(mount, "a mount of this type needs a source");
    }
    if (!written.getSource().isEmpty() && type == Mount.Type.TMPFS) {
      scope.refuse(mount, "a tmpfs mount has no source; remove it");
    }
  }

  private void checkOption(Value<Mount> mount, boolean given, String option, boolean fitting) {
    if (given && !fitting) {
      scope.refuse(mount, "options '%s' do not fit the type of the mount".formatted(option));
    }
  }

  private Optional<Mount> resolve(Value<Mount> mount) {
    return switch (mount.get().getType()) {
      case VOLUME -> volume(mount);
      case CLUSTER -> cluster(mount);
      case BIND -> Optional.of(bind(mount));
      default -> Optional.of(mount.get());
    };
  }

  private Optional<Mount> volume(Value<Mount> mount) {
    String source = mount.get().getSource();
    if (source.isEmpty()) {
      return Optional.of(mount.get());
    }
    Mount.Builder resolved = mount.get().toBuilder();
    return declared(mount)
        .map(
            volume -> {
              VolumeOptions.Builder options = resolved.getVolumeOptionsBuilder();
              VolumeSection.describe(volume.get(), options, scope);
              return resolved.setSource(External.nameOf(source, volume.get(), scope)).build();
            });
  }

  private Optional<Mount> cluster(Value<Mount> mount) {
    String source = mount.get().getSource();
    if (source.startsWith(GROUP) || source.isEmpty()) {
      return Optional.of(mount.get());
    }
    return declared(mount)
        .map(
            volume ->
                mount.get().toBuilder()
                    .setSource(External.nameOf(source, volume.get(), scope))
                    .build());
  }

  private Optional<Value<Fields>> declared(Value<Mount> mount) {
    Value<Fields> volume = volumes.get(mount.get().getSource());
    if (volume == null) {
      String reason = "no volume '%s' in the file; add it to the top-level 'volumes'";
      scope.refuse(mount, reason.formatted(mount.get().getSource()));
    }
    return Optional.ofNullable(volume);
  }

  private Mount bind(Value<Mount> mount) {
    String source = expandHome(mount);
    if (!source.isEmpty() && !source.startsWith("~") && !MountText.isWindowsPath(source)) {
      try {
        source = scope.folder().resolve(source).normalize().toString();
      } catch (InvalidPathException unfit) {
        scope.refuse(mount, "'%s' is no path: %s".formatted(source, unfit.getReason()));
      }
    }
    return mount.get().toBuilder().setSource(source).build();
  }

  private String expandHome(Value<Mount> mount) {
    String source = mount.get().getSource();
    if (!source.startsWith("~")) {
      return source;
    }
    String home = scope.environment().get("HOME");
    if (home == null) {
      scope
          .findings()
          .notice(
              Notice.Kind.UNSET_VARIABLE,
              mount.node().place(),
              "variable HOME has no value and '~' stays as it is");
      return source;
    }
    return home + source.substring(1);
  }
}
