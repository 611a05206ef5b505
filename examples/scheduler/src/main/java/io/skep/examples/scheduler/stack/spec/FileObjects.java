package io.skep.examples.scheduler.stack.spec;

import com.google.protobuf.ByteString;
import io.skep.api.Annotations;
import io.skep.api.ConfigSpec;
import io.skep.api.Driver;
import io.skep.api.SecretSpec;
import io.skep.examples.scheduler.stack.schema.Fields;
import io.skep.examples.scheduler.stack.schema.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The secrets or the configs of a file, and which of them its services refer to. One file, one
 * thread; services first.
 */
final class FileObjects {
  private final FileObjectSection kind;
  private final Map<String, Value<Fields>> declared;
  private final Scope scope;
  private final Set<String> used = new HashSet<>();

  /** An object to store. */
  private record Stored(String name, Fields fields, ByteString data) {}

  FileObjects(FileObjectSection kind, Map<String, Value<Fields>> declared, Scope scope) {
    this.kind = kind;
    this.declared = declared;
    this.scope = scope;
    External.check(declared, scope);
  }

  /** The real name of what a service calls {@code reference}; empty, and refused, if unknown. */
  Optional<String> use(Value<String> reference) {
    Value<Fields> object = declared.get(reference.get());
    if (object == null) {
      String reason = "no %s '%s' in the file; add it to the top-level '%ss'";
      scope.refuse(reference, reason.formatted(kind.word(), reference.get(), kind.word()));
      return Optional.empty();
    }
    used.add(reference.get());
    return Optional.of(External.nameOf(reference.get(), object.get(), scope));
  }

  /** The objects to create, of which there may be more than services refer to. */
  private List<Stored> own() {
    List<Stored> own = new ArrayList<>();
    Set<String> names = new HashSet<>();
    declared.forEach(
        (key, object) -> {
          if (!External.isExpected(object.get())) {
            String name = External.nameOf(key, object.get(), scope);
            ObjectNames.checkFileObject(kind.word(), name, object, scope);
            ObjectNames.checkUnique(kind.word(), name, object, names, scope);
            var content = new FileContent(kind, "%s '%s'".formatted(kind.word(), key), scope);
            own.add(new Stored(name, object.get(), content.of(object)));
          }
        });
    return own;
  }

  private List<String> standInNames() {
    Set<String> names = new LinkedHashSet<>();
    declared.forEach(
        (key, object) -> {
          if (External.isExpected(object.get()) && used.contains(key)) {
            String name = External.nameOf(key, object.get(), scope);
            External.notice(kind.word(), name, object, scope);
            names.add(name);
          }
        });
    return List.copyOf(names);
  }

  List<SecretSpec> secrets() {
    return own().stream().map(this::secret).toList();
  }

  List<SecretSpec> secretStandIns() {
    return standInNames().stream()
        .map(
            name ->
                SecretSpec.newBuilder()
                    .setAnnotations(Annotations.newBuilder().setName(name))
                    .setData(standInData(name))
                    .build())
        .toList();
  }

  List<ConfigSpec> configs() {
    return own().stream().map(this::config).toList();
  }

  List<ConfigSpec> configStandIns() {
    return standInNames().stream()
        .map(
            name ->
                ConfigSpec.newBuilder()
                    .setAnnotations(Annotations.newBuilder().setName(name))
                    .setData(standInData(name))
                    .build())
        .toList();
  }

  private ByteString standInData(String name) {
    return ByteString.copyFromUtf8("stand-in for %s '%s'\n".formatted(kind.word(), name));
  }

  private SecretSpec secret(Stored stored) {
    SecretSpec.Builder spec =
        SecretSpec.newBuilder().setAnnotations(annotations(stored)).setData(stored.data());
    templating(stored).ifPresent(spec::setTemplating);
    stored
        .fields()
        .get(FileObjectSection.DRIVER)
        .ifPresent(
            driver ->
                spec.setDriver(
                    Driver.newBuilder()
                        .setName(driver)
                        .putAllOptions(
                            stored.fields().get(FileObjectSection.DRIVER_OPTS, Map.of()))));
    return spec.build();
  }

  private ConfigSpec config(Stored stored) {
    ConfigSpec.Builder spec =
        ConfigSpec.newBuilder().setAnnotations(annotations(stored)).setData(stored.data());
    templating(stored).ifPresent(spec::setTemplating);
    return spec.build();
  }

  private Annotations annotations(Stored stored) {
    return Annotations.newBuilder()
        .setName(stored.name())
        .putAllLabels(scope.labels(stored.fields().get(FileObjectSection.LABELS, Map.of())))
        .build();
  }

  private static Optional<Driver> templating(Stored stored) {
    return stored
        .fields()
        .get(FileObjectSection.TEMPLATE_DRIVER)
        .map(driver -> Driver.newBuilder().setName(driver).build());
  }
}
