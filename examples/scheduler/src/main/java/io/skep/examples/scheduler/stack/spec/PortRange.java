package io.skep.examples.scheduler.stack.spec;

import io.skep.api.PortConfig;
import io.skep.examples.scheduler.stack.schema.Scalars.ParseException;
import java.util.ArrayList;
import java.util.List;

/**
 * Ports next to each other that a service publishes. Immutable.
 *
 * @param protocol of all of them
 * @param mode how they are published
 * @param target the first, or only, port of the containers
 * @param published the first port to publish as; 0 to let the manager choose
 * @param size how many ports are published
 * @param manyTargets whether the containers have a port for each; else all lead to the first
 */
record PortRange(
    PortConfig.Protocol protocol,
    PortConfig.PublishMode mode,
    int target,
    int published,
    int size,
    boolean manyTargets) {
  static final int MAX_PORT = 65_535;

  /** The ports one by one. */
  List<PortConfig> ports() {
    List<PortConfig> ports = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      ports.add(
          PortConfig.newBuilder()
              .setProtocol(protocol)
              .setPublishMode(mode)
              .setTargetPort(manyTargets ? target + i : target)
              .setPublishedPort(published == 0 ? 0 : published + i)
              .build());
    }
    return ports;
  }

  /**
   * First and last port of {@code 80} or {@code 80-90}.
   *
   * @param first 0 to 65,535
   * @param last not below {@code first}
   */
  record Span(int first, int last) {
    static Span parse(String text) throws ParseException {
      int dash = text.indexOf('-');
      int first = port(dash < 0 ? text : text.substring(0, dash), text);
      int last = dash < 0 ? first : port(text.substring(dash + 1), text);
      if (last < first) {
        throw new ParseException("port range '%s' ends before it starts".formatted(text));
      }
      return new Span(first, last);
    }

    private static int port(String digits, String text) throws ParseException {
      boolean number =
          !digits.isEmpty()
              && digits.length() <= 5
              && digits.chars().allMatch(c -> c >= '0' && c <= '9');
      int port = number ? Integer.parseInt(digits) : -1;
      if (port < 0 || port > MAX_PORT) {
        throw new ParseException(
            "'%s' is no port or range of ports from 0 to %d".formatted(text, MAX_PORT));
      }
      return port;
    }

    int size() {
      return last - first + 1;
    }
  }
}
