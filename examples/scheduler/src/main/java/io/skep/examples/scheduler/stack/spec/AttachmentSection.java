package io.skep.examples.scheduler.stack.spec;

import io.skep.examples.scheduler.stack.schema.Fields;
import io.skep.examples.scheduler.stack.schema.Key;
import io.skep.examples.scheduler.stack.schema.Lists;
import io.skep.examples.scheduler.stack.schema.Mappings;
import io.skep.examples.scheduler.stack.schema.Reading;
import io.skep.examples.scheduler.stack.schema.Scalars;
import io.skep.examples.scheduler.stack.schema.Section;
import io.skep.examples.scheduler.stack.schema.Type;
import io.skep.examples.scheduler.stack.schema.Value;
import io.skep.examples.scheduler.stack.yaml.YamlMapping;
import io.skep.examples.scheduler.stack.yaml.YamlNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A service's {@code networks}: a list of names, or a mapping with options for each. */
final class AttachmentSection {
  private static final Key<List<Value<String>>> ALIASES = Key.of("aliases", Lists.of(Scalars.TEXT));
  private static final Key<Map<String, String>> DRIVER_OPTS =
      Key.of("driver_opts", Mappings.options());

  private static final Section SECTION =
      Section.of("a network attachment")
          .keys(ALIASES, DRIVER_OPTS)
          .ignored(
              "a stack gives the tasks of a service no addresses of their own",
              "ipv4_address",
              "ipv6_address",
              "link_local_ips",
              "mac_address")
          .ignored("a stack has no use for it", "priority", "gw_priority", "interface_name")
          .build();

  private static final Type<List<Value<String>>> NAMES = Lists.of(Scalars.TEXT);
  private static final Type<Map<String, Value<Fields>>> DETAILED =
      Mappings.of("networks", SECTION.orEmpty());

  static final Type<Map<String, Value<Attachment>>> TYPE = AttachmentSection::read;

  /**
   * How a service takes part in a network.
   *
   * @param aliases its further names there
   * @param options for the network's driver
   */
  record Attachment(List<String> aliases, Map<String, String> options) {
    static final Attachment PLAIN = new Attachment(List.of(), Map.of());
  }

  private AttachmentSection() {}

  private static Optional<Map<String, Value<Attachment>>> read(YamlNode node, Reading reading) {
    Map<String, Value<Attachment>> attachments = new LinkedHashMap<>();
    if (node instanceof YamlMapping) {
      DETAILED
          .read(node, reading)
          .ifPresent(
              networks ->
                  networks.forEach(
                      (name, value) -> attachments.put(name, value.with(of(value.get())))));
    } else {
      Optional<List<Value<String>>> names = NAMES.read(node, reading);
      if (names.isEmpty()) {
        return Optional.empty();
      }
      names.get().forEach(name -> attachments.put(name.get(), name.with(Attachment.PLAIN)));
    }
    return Optional.of(attachments);
  }

  private static Attachment of(Fields fields) {
    return new Attachment(
        Lists.plain(fields.get(ALIASES, List.of())), fields.get(DRIVER_OPTS, Map.of()));
  }
}
