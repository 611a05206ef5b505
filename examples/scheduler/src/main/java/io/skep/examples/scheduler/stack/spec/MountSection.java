package io.skep.examples.scheduler.stack.spec;

import io.skep.api.Mount;
import io.skep.api.Mount.BindOptions;
import io.skep.api.Mount.BindOptions.Propagation;
import io.skep.api.Mount.Consistency;
import io.skep.api.Mount.TmpfsOptions;
import io.skep.api.Mount.VolumeOptions;
import io.skep.examples.scheduler.stack.schema.Fields;
import io.skep.examples.scheduler.stack.schema.Key;
import io.skep.examples.scheduler.stack.schema.Lists;
import io.skep.examples.scheduler.stack.schema.Mappings;
import io.skep.examples.scheduler.stack.schema.Quantities;
import io.skep.examples.scheduler.stack.schema.Reading;
import io.skep.examples.scheduler.stack.schema.Scalars;
import io.skep.examples.scheduler.stack.schema.Section;
import io.skep.examples.scheduler.stack.schema.Type;
import io.skep.examples.scheduler.stack.schema.Value;
import io.skep.examples.scheduler.stack.schema.Words;
import io.skep.examples.scheduler.stack.yaml.YamlMapping;
import io.skep.examples.scheduler.stack.yaml.YamlNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An item of a service's {@code volumes}: a text, or a mapping. Its names are the file's own. */
final class MountSection {
  private static final Key<Mount.Type> MOUNT_TYPE =
      Key.of(
          "type",
          Words.of("volume", Mount.Type.VOLUME)
              .or("bind", Mount.Type.BIND)
              .or("tmpfs", Mount.Type.TMPFS)
              .or("npipe", Mount.Type.NPIPE)
              .or("cluster", Mount.Type.CLUSTER));
  private static final Key<String> SOURCE = Key.of("source", Scalars.TEXT);
  private static final Key<String> TARGET = Key.of("target", Scalars.TEXT);
  private static final Key<Boolean> READ_ONLY = Key.of("read_only", Scalars.FLAG);
  private static final Key<Consistency> CONSISTENCY =
      Key.of(
          "consistency",
          Words.of("default", Consistency.DEFAULT)
              .or("consistent", Consistency.CONSISTENT)
              .or("cached", Consistency.CACHED)
              .or("delegated", Consistency.DELEGATED));

  private static final Key<Propagation> PROPAGATION =
      Key.of(
          "propagation",
          Words.of("rprivate", Propagation.RPRIVATE)
              .or("private", Propagation.PRIVATE)
              .or("rshared", Propagation.RSHARED)
              .or("shared", Propagation.SHARED)
              .or("rslave", Propagation.RSLAVE)
              .or("slave", Propagation.SLAVE));
  private static final Key<Boolean> CREATE_HOST_PATH = Key.of("create_host_path", Scalars.FLAG);
  private static final Key<BindOptions> RECURSIVE =
      Key.of(
          "recursive",
          Words.of("enabled", BindOptions.getDefaultInstance())
              .or("disabled", BindOptions.newBuilder().setNonrecursive(true).build())
              .or("writable", BindOptions.newBuilder().setReadonlynonrecursive(true).build())
              .or("readonly", BindOptions.newBuilder().setReadonlyforcerecursive(true).build()));
  private static final Key<Fields> BIND =
      Key.of(
          "bind",
          Section.of("bind options")
              .keys(PROPAGATION, CREATE_HOST_PATH, RECURSIVE)
              .ignored("a stack relabels no files", "selinux")
              .build());

  private static final Key<Boolean> NOCOPY = Key.of("nocopy", Scalars.FLAG);
  private static final Key<String> SUBPATH = Key.of("subpath", Scalars.TEXT);
  private static final Key<Map<String, String>> LABELS = Key.of("labels", Mappings.labels());
  private static final Key<Fields> VOLUME =
      Key.of("volume", Section.of("volume options").keys(NOCOPY, SUBPATH, LABELS).build());

  private static final Key<Long> SIZE = Key.of("size", Quantities.SIZE_OR_BYTES);
  private static final Key<Integer> MODE = Key.of("mode", Quantities.FILE_MODE);
  private static final Key<Fields> TMPFS =
      Key.of("tmpfs", Section.of("tmpfs options").keys(SIZE, MODE).build());

  private static final Section SECTION =
      Section.of("a volume of a service")
          .keys(MOUNT_TYPE, SOURCE, TARGET, READ_ONLY, CONSISTENCY, BIND, VOLUME, TMPFS)
          .ignored("a cluster volume has no options", "cluster")
          .refused("a stack mounts no images", "image")
          .build();

  private static final Type<Mount> SHORT = Scalars.parsed(MountText::parse);
  private static final Type<Mount> TYPE = MountSection::read;

  static final Key<List<Value<Mount>>> VOLUMES = Key.of("volumes", Lists.of(TYPE));

  private MountSection() {}

  private static Optional<Mount> read(YamlNode node, Reading reading) {
    if (!(node instanceof YamlMapping)) {
      return SHORT.read(node, reading);
    }
    Optional<Fields> fields = SECTION.read(node, reading);
    if (fields.isEmpty()) {
      return Optional.empty();
    }
    for (Key<?> required : List.of(MOUNT_TYPE, TARGET)) {
      if (!fields.get().has(required)) {
        return reading.refuse(node, "key '%s' is missing".formatted(required.name()));
      }
    }
    return fields.map(MountSection::mount);
  }

  private static Mount mount(Fields fields) {
    Mount.Builder mount =
        Mount.newBuilder()
            .setType(fields.get(MOUNT_TYPE, Mount.Type.VOLUME))
            .setSource(fields.get(SOURCE, ""))
            .setTarget(fields.get(TARGET, ""))
            .setReadonly(fields.get(READ_ONLY, false))
            .setConsistency(fields.get(CONSISTENCY, Consistency.DEFAULT));
    fields.get(BIND).ifPresent(bind -> mount.setBindOptions(bind(bind)));
    fields.get(VOLUME).ifPresent(volume -> mount.setVolumeOptions(volume(volume)));
    fields.get(TMPFS).ifPresent(tmpfs -> mount.setTmpfsOptions(tmpfs(tmpfs)));
    return mount.build();
  }

  private static BindOptions bind(Fields fields) {
    return fields.get(RECURSIVE, BindOptions.getDefaultInstance()).toBuilder()
        .setPropagation(fields.get(PROPAGATION, Propagation.RPRIVATE))
        .setCreatemountpoint(fields.get(CREATE_HOST_PATH, false))
        .build();
  }

  private static VolumeOptions volume(Fields fields) {
    return VolumeOptions.newBuilder()
        .setNocopy(fields.get(NOCOPY, false))
        .setSubpath(fields.get(SUBPATH, ""))
        .putAllLabels(fields.get(LABELS, Map.of()))
        .build();
  }

  private static TmpfsOptions tmpfs(Fields fields) {
    return TmpfsOptions.newBuilder()
        .setSizeBytes(fields.get(SIZE, 0L))
        .setMode(fields.get(MODE, 0))
        .build();
  }
}
