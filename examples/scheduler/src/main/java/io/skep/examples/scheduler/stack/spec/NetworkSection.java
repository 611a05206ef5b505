package io.skep.examples.scheduler.stack.spec;

import io.skep.api.Annotations;
import io.skep.api.Driver;
import io.skep.api.IPAMConfig;
import io.skep.api.IPAMOptions;
import io.skep.api.NetworkSpec;
import io.skep.examples.scheduler.stack.schema.Fields;
import io.skep.examples.scheduler.stack.schema.Key;
import io.skep.examples.scheduler.stack.schema.Lists;
import io.skep.examples.scheduler.stack.schema.Mappings;
import io.skep.examples.scheduler.stack.schema.Scalars;
import io.skep.examples.scheduler.stack.schema.Scalars.ParseException;
import io.skep.examples.scheduler.stack.schema.Section;
import io.skep.examples.scheduler.stack.schema.Value;
import java.util.List;
import java.util.Map;

/** A network of the file. */
final class NetworkSection {
  private static final Key<String> DRIVER = Key.of("driver", Scalars.TEXT);
  private static final Key<Map<String, String>> DRIVER_OPTS =
      Key.of("driver_opts", Mappings.options());
  private static final Key<Boolean> INTERNAL = Key.of("internal", Scalars.FLAG);
  private static final Key<Boolean> ATTACHABLE = Key.of("attachable", Scalars.FLAG);
  private static final Key<Boolean> ENABLE_IPV6 = Key.of("enable_ipv6", Scalars.FLAG);
  private static final Key<Map<String, String>> LABELS = Key.of("labels", Mappings.labels());

  private static final Key<String> SUBNET =
      Key.of("subnet", Scalars.parsed(NetworkSection::subnet));
  private static final Key<String> IP_RANGE = Key.of("ip_range", Scalars.TEXT);
  private static final Key<String> GATEWAY = Key.of("gateway", Scalars.TEXT);
  private static final Key<Map<String, String>> AUX_ADDRESSES =
      Key.of("aux_addresses", Mappings.options());
  private static final Section IPAM_CONFIG =
      Section.of("an address range").keys(SUBNET, IP_RANGE, GATEWAY, AUX_ADDRESSES).build();

  private static final Key<String> IPAM_DRIVER = Key.of("driver", Scalars.TEXT);
  private static final Key<Map<String, String>> IPAM_OPTIONS =
      Key.of("options", Mappings.options());
  private static final Key<List<Value<Fields>>> IPAM_CONFIGS =
      Key.of("config", Lists.of(IPAM_CONFIG));
  private static final Key<Fields> IPAM =
      Key.of(
          "ipam",
          Section.of("address management").keys(IPAM_DRIVER, IPAM_OPTIONS, IPAM_CONFIGS).build());

  static final Section SECTION =
      Section.of("a network")
          .keys(External.NAME, External.EXTERNAL, DRIVER, DRIVER_OPTS, INTERNAL, ATTACHABLE)
          .keys(ENABLE_IPV6, LABELS, IPAM)
          .ignored("networks of a stack always have IPv4", "enable_ipv4")
          .build();

  /** What Docker creates for a stack where the file names no driver. */
  private static final String DEFAULT_DRIVER = "overlay";

  private NetworkSection() {}

  private static String subnet(String text) throws ParseException {
    if (!text.matches("[0-9a-fA-F:.]+(?:/[0-9]{1,3})?")) {
      throw new ParseException("'%s' is no subnet such as 10.1.0.0/24".formatted(text));
    }
    return text;
  }

  static NetworkSpec spec(String name, Fields network, Scope scope) {
    NetworkSpec.Builder spec =
        NetworkSpec.newBuilder()
            .setAnnotations(
                Annotations.newBuilder()
                    .setName(name)
                    .putAllLabels(scope.labels(network.get(LABELS, Map.of()))))
            .setDriverConfig(driver(network))
            .setInternal(network.get(INTERNAL, false))
            .setAttachable(network.get(ATTACHABLE, false))
            .setIpv6Enabled(network.get(ENABLE_IPV6, false));
    network.get(IPAM).ifPresent(ipam -> spec.setIpam(ipam(ipam)));
    return spec.build();
  }

  /** The default network of a stack whose file does not describe it. */
  static NetworkSpec defaultSpec(String name, Scope scope) {
    return NetworkSpec.newBuilder()
        .setAnnotations(Annotations.newBuilder().setName(name).putAllLabels(scope.labels(Map.of())))
        .setDriverConfig(Driver.newBuilder().setName(DEFAULT_DRIVER))
        .build();
  }

  /** Any stack can attach to it, as to the network that it stands for. */
  static NetworkSpec standIn(String name) {
    return NetworkSpec.newBuilder()
        .setAnnotations(Annotations.newBuilder().setName(name))
        .setDriverConfig(Driver.newBuilder().setName(DEFAULT_DRIVER))
        .setAttachable(true)
        .build();
  }

  private static Driver driver(Fields network) {
    String name = network.get(DRIVER, "");
    return Driver.newBuilder()
        .setName(name.isEmpty() ? DEFAULT_DRIVER : name)
        .putAllOptions(network.get(DRIVER_OPTS, Map.of()))
        .build();
  }

  private static IPAMOptions ipam(Fields ipam) {
    IPAMOptions.Builder options = IPAMOptions.newBuilder();
    if (ipam.has(IPAM_DRIVER) || ipam.has(IPAM_OPTIONS)) {
      options.setDriver(
          Driver.newBuilder()
              .setName(ipam.get(IPAM_DRIVER, ""))
              .putAllOptions(ipam.get(IPAM_OPTIONS, Map.of())));
    }
    for (Value<Fields> config : ipam.get(IPAM_CONFIGS, List.of())) {
      options.addConfigs(ipamConfig(config.get()));
    }
    return options.build();
  }

  private static IPAMConfig ipamConfig(Fields config) {
    return IPAMConfig.newBuilder()
        .setSubnet(config.get(SUBNET, ""))
        .setRange(config.get(IP_RANGE, ""))
        .setGateway(config.get(GATEWAY, ""))
        .putAllReserved(config.get(AUX_ADDRESSES, Map.of()))
        .build();
  }
}
