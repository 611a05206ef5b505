package io.skep.examples.scheduler.stack.spec;

import io.skep.api.PortConfig.Protocol;
import io.skep.api.PortConfig.PublishMode;
import io.skep.examples.scheduler.stack.Notice;
import io.skep.examples.scheduler.stack.schema.Fields;
import io.skep.examples.scheduler.stack.schema.Key;
import io.skep.examples.scheduler.stack.schema.Lists;
import io.skep.examples.scheduler.stack.schema.Reading;
import io.skep.examples.scheduler.stack.schema.Scalars;
import io.skep.examples.scheduler.stack.schema.Scalars.ParseException;
import io.skep.examples.scheduler.stack.schema.Section;
import io.skep.examples.scheduler.stack.schema.Type;
import io.skep.examples.scheduler.stack.schema.Value;
import io.skep.examples.scheduler.stack.schema.Words;
import io.skep.examples.scheduler.stack.spec.PortRange.Span;
import io.skep.examples.scheduler.stack.yaml.YamlMapping;
import io.skep.examples.scheduler.stack.yaml.YamlNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An item of a service's {@code ports}: {@code [[host-ip:]published:]target[/protocol]} or a
 * mapping.
 */
final class PortSection {
  private static final Words<Protocol> PROTOCOLS =
      Words.of("tcp", Protocol.TCP).or("udp", Protocol.UDP).or("sctp", Protocol.SCTP);
  private static final Words<PublishMode> MODES =
      Words.of("ingress", PublishMode.INGRESS).or("host", PublishMode.HOST);

  private static final Key<Long> TARGET = Key.of("target", Scalars.range(1, PortRange.MAX_PORT));
  private static final Key<Long> PUBLISHED =
      Key.of("published", Scalars.range(0, PortRange.MAX_PORT));
  private static final Key<Protocol> PROTOCOL = Key.of("protocol", PROTOCOLS);
  private static final Key<PublishMode> MODE = Key.of("mode", MODES);

  private static final String ANY_ADDRESS = "a published port listens on every address of a node";

  private static final Section SECTION =
      Section.of("a port")
          .keys(TARGET, PUBLISHED, PROTOCOL, MODE)
          .ignored(ANY_ADDRESS, "host_ip")
          .ignored("a stack has no use for it", "name", "app_protocol")
          .build();

  private static final Type<PortRange> TYPE = PortSection::read;

  static final Key<List<Value<PortRange>>> PORTS = Key.of("ports", Lists.of(TYPE));

  private PortSection() {}

  private static Optional<PortRange> read(YamlNode node, Reading reading) {
    if (node instanceof YamlMapping) {
      return SECTION.read(node, reading).flatMap(fields -> detailed(fields, reading));
    }
    Optional<String> text = Scalars.TEXT_OR_NUMBER.read(node, reading);
    try {
      return text.isPresent() ? Optional.of(parse(text.get(), node, reading)) : Optional.empty();
    } catch (ParseException unfit) {
      return reading.refuse(node, unfit.getMessage());
    }
  }

  private static Optional<PortRange> detailed(Fields fields, Reading reading) {
    if (!fields.has(TARGET)) {
      return reading.refuse(fields.node(), "key 'target' is missing; give the container's port");
    }
    return fields
        .get(TARGET)
        .map(
            target ->
                new PortRange(
                    fields.get(PROTOCOL, Protocol.TCP),
                    fields.get(MODE, PublishMode.INGRESS),
                    target.intValue(),
                    fields.get(PUBLISHED, 0L).intValue(),
                    1,
                    true));
  }

  private static PortRange parse(String text, YamlNode node, Reading reading)
      throws ParseException {
    int slash = text.lastIndexOf('/');
    Protocol protocol = slash < 0 ? Protocol.TCP : protocol(text.substring(slash + 1), text);
    String ports = slash < 0 ? text : text.substring(0, slash);
    int targetColon = ports.lastIndexOf(':');
    int publishedColon = targetColon < 0 ? -1 : ports.lastIndexOf(':', targetColon - 1);
    if (publishedColon >= 0) {
      noticeAddress(ports.substring(0, publishedColon), node, reading);
    }
    String target = ports.substring(targetColon + 1);
    if (target.isEmpty()) {
      throw new ParseException("port '%s' names no container port".formatted(text));
    }
    String published = targetColon < 0 ? "" : ports.substring(publishedColon + 1, targetColon);
    return range(protocol, Span.parse(target), published, text);
  }

  private static PortRange range(Protocol protocol, Span target, String published, String text)
      throws ParseException {
    if (target.first() == 0) {
      throw new ParseException("port '%s' names container port 0; it starts at 1".formatted(text));
    }
    if (published.isEmpty()) {
      return new PortRange(protocol, PublishMode.INGRESS, target.first(), 0, target.size(), true);
    }
    Span hosts = Span.parse(published);
    if (target.size() != 1 && target.size() != hosts.size()) {
      throw new ParseException(
          "port '%s' publishes %d ports as %d; make the ranges equally long"
              .formatted(text, target.size(), hosts.size()));
    }
    return new PortRange(
        protocol,
        PublishMode.INGRESS,
        target.first(),
        hosts.first(),
        hosts.size(),
        target.size() == hosts.size());
  }

  private static Protocol protocol(String word, String text) throws ParseException {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "tcp" -> Protocol.TCP;
      case "udp" -> Protocol.UDP;
      case "sctp" -> Protocol.SCTP;
      default ->
          throw new ParseException(
              "port '%s' has protocol '%s'; use tcp, udp or sctp".formatted(text, word));
    };
  }

  private static void noticeAddress(String address, YamlNode node, Reading reading)
      throws ParseException {
    String bare =
        address.startsWith("[") && address.endsWith("]")
            ? address.substring(1, address.length() - 1)
            : address;
    if (!bare.matches("[0-9a-fA-F:.]*")) {
      throw new ParseException("'%s' is no IP address".formatted(address));
    }
    if (!bare.isEmpty() && !bare.equals("0.0.0.0") && !bare.equals("::")) {
      String notice = "address %s of a port: %s".formatted(bare, ANY_ADDRESS);
      reading.findings().notice(Notice.Kind.IGNORED, node.place(), notice);
    }
  }
}
