package io.skep.examples.scheduler.stack.spec;

import io.skep.api.ConfigReference;
import io.skep.api.FileTarget;
import io.skep.api.SecretReference;
import io.skep.examples.scheduler.stack.schema.Fields;
import io.skep.examples.scheduler.stack.schema.Key;
import io.skep.examples.scheduler.stack.schema.Lists;
import io.skep.examples.scheduler.stack.schema.Quantities;
import io.skep.examples.scheduler.stack.schema.Reading;
import io.skep.examples.scheduler.stack.schema.Scalars;
import io.skep.examples.scheduler.stack.schema.Section;
import io.skep.examples.scheduler.stack.schema.Type;
import io.skep.examples.scheduler.stack.schema.Value;
import io.skep.examples.scheduler.stack.yaml.YamlMapping;
import io.skep.examples.scheduler.stack.yaml.YamlNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A service's {@code secrets} and {@code configs}: names, or mappings with a target. */
final class FileReferences {
  private static final Key<String> SOURCE = Key.of("source", Scalars.TEXT);
  private static final Key<String> TARGET = Key.of("target", Scalars.TEXT);
  private static final Key<String> UID = Key.of("uid", Scalars.TEXT);
  private static final Key<String> GID = Key.of("gid", Scalars.TEXT);
  private static final Key<Integer> MODE = Key.of("mode", Quantities.FILE_MODE);

  private static final Section SECTION =
      Section.of("a reference").keys(SOURCE, TARGET, UID, GID, MODE).build();

  private static final Type<Reference> TYPE = FileReferences::read;

  static final Key<List<Value<Reference>>> SECRETS = Key.of("secrets", Lists.of(TYPE));
  static final Key<List<Value<Reference>>> CONFIGS = Key.of("configs", Lists.of(TYPE));

  /** Readable by all, as Docker has it. */
  private static final int DEFAULT_MODE = 0444;

  /**
   * A file that a container gets.
   *
   * @param source what the file calls the secret or config
   * @param target where the container finds it
   */
  record Reference(Value<String> source, FileTarget target) {}

  private FileReferences() {}

  private static Optional<Reference> read(YamlNode node, Reading reading) {
    if (!(node instanceof YamlMapping)) {
      return Scalars.TEXT
          .read(node, reading)
          .map(
              name ->
                  reference(new Value<>(name, node, node.place()), name, "0", "0", DEFAULT_MODE));
    }
    Optional<Fields> fields = SECTION.read(node, reading);
    if (fields.isPresent() && !fields.get().has(SOURCE)) {
      return reading.refuse(node, "key 'source' is missing; name the secret or config");
    }
    return fields.flatMap(FileReferences::detailed);
  }

  private static Optional<Reference> detailed(Fields fields) {
    return fields
        .value(SOURCE)
        .map(
            source ->
                reference(
                    source,
                    orElseIfEmpty(fields.get(TARGET, ""), source.get()),
                    orElseIfEmpty(fields.get(UID, ""), "0"),
                    orElseIfEmpty(fields.get(GID, ""), "0"),
                    fields.get(MODE, DEFAULT_MODE)));
  }

  private static String orElseIfEmpty(String text, String other) {
    return text.isEmpty() ? other : text;
  }

  private static Reference reference(
      Value<String> source, String target, String uid, String gid, int mode) {
    return new Reference(
        source,
        FileTarget.newBuilder().setName(target).setUid(uid).setGid(gid).setMode(mode).build());
  }

  /** References to secrets, ordered by the secrets' names. */
  static List<SecretReference> secrets(Fields service, FileObjects secrets, Scope scope) {
    List<SecretReference> references = new ArrayList<>();
    resolve(
        service.get(SECRETS, List.of()),
        secrets,
        scope,
        (name, target) ->
            references.add(
                SecretReference.newBuilder().setSecretName(name).setFile(target).build()));
    references.sort(Comparator.comparing(SecretReference::getSecretName));
    return references;
  }

  /** References to configs, in the order of the file. */
  static List<ConfigReference> configs(Fields service, FileObjects configs, Scope scope) {
    List<ConfigReference> references = new ArrayList<>();
    resolve(
        service.get(CONFIGS, List.of()),
        configs,
        scope,
        (name, target) ->
            references.add(
                ConfigReference.newBuilder().setConfigName(name).setFile(target).build()));
    return references;
  }

  @FunctionalInterface
  private interface Resolved {
    void add(String name, FileTarget target);
  }

  private static void resolve(
      List<Value<Reference>> wanted, FileObjects objects, Scope scope, Resolved resolved) {
    Map<String, String> byTarget = new HashMap<>();
    for (Value<Reference> value : wanted) {
      FileTarget target = value.get().target();
      Optional<String> name = objects.use(value.get().source());
      String other = byTarget.putIfAbsent(target.getName(), value.get().source().get());
      if (other != null) {
        scope.refuse(
            value,
            "'%s' has the same target '%s' as '%s'; give one another target"
                .formatted(value.get().source().get(), target.getName(), other));
      }
      name.ifPresent(found -> resolved.add(found, target));
    }
  }
}
