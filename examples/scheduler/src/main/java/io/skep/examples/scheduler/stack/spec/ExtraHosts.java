package io.skep.examples.scheduler.stack.spec;

import io.skep.examples.scheduler.stack.schema.Key;
import io.skep.examples.scheduler.stack.schema.Lists;
import io.skep.examples.scheduler.stack.schema.Mappings;
import io.skep.examples.scheduler.stack.schema.Reading;
import io.skep.examples.scheduler.stack.schema.Scalars;
import io.skep.examples.scheduler.stack.schema.Scalars.ParseException;
import io.skep.examples.scheduler.stack.schema.Type;
import io.skep.examples.scheduler.stack.schema.Value;
import io.skep.examples.scheduler.stack.yaml.YamlMapping;
import io.skep.examples.scheduler.stack.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A service's {@code extra_hosts}: a list of {@code host:address} or {@code host=address}, or a
 * mapping of hosts to an address or several.
 */
final class ExtraHosts {
  private static final Type<List<Value<String>>> TEXTS = Lists.of(Scalars.parsed(ExtraHosts::line));
  private static final Type<Map<String, Value<List<Value<String>>>>> MAPPING =
      Mappings.of("hosts", Lists.orSingle(Scalars.TEXT));
  private static final Type<List<String>> TYPE = ExtraHosts::read;

  /** Lines of a hosts file: {@code address host}. */
  static final Key<List<String>> EXTRA_HOSTS = Key.of("extra_hosts", TYPE);

  private ExtraHosts() {}

  private static Optional<List<String>> read(YamlNode node, Reading reading) {
    if (!(node instanceof YamlMapping)) {
      return TEXTS.read(node, reading).map(Lists::plain);
    }
    List<String> lines = new ArrayList<>();
    MAPPING
        .read(node, reading)
        .ifPresent(
            hosts ->
                hosts.forEach(
                    (host, addresses) ->
                        addresses.get().forEach(a -> lines.add(a.get() + " " + host))));
    return Optional.of(lines);
  }

  private static String line(String text) throws ParseException {
    int equals = text.indexOf('=');
    int separator = equals >= 0 ? equals : text.indexOf(':');
    if (separator <= 0 || separator == text.length() - 1) {
      throw new ParseException("'%s' is no host:address".formatted(text));
    }
    String address = text.substring(separator + 1);
    boolean bracketed = address.startsWith("[") && address.endsWith("]");
    String bare = bracketed ? address.substring(1, address.length() - 1) : address;
    return bare + " " + text.substring(0, separator);
  }
}
