package io.skep.server.spec;

import static io.skep.server.RefusedException.invalid;

import io.skep.api.IPAMConfig;
import io.skep.api.NetworkSpec;
import io.skep.server.NetworkProvider;
import io.skep.server.RefusedException;
import java.util.Optional;

/** What users may ask of a network. */
public final class NetworkSpecs {
  /** Marks networks that every node has by itself. */
  public static final String PREDEFINED = "com.docker.swarm.predefined";

  private NetworkSpecs() {}

  /**
   * Refuses a spec that no network can have, by its first fault.
   *
   * @param provider says which drivers there are
   */
  public static void check(NetworkSpec spec, NetworkProvider provider) {
    if (spec.getIngress() && spec.getAttachable()) {
      throw invalid("ingress network cannot be attachable");
    }
    Names.checkDns(spec.getAnnotations());
    if (spec.getAnnotations().containsLabels(PREDEFINED)) {
      throw RefusedException.denied(
          "label %s is for predefined networks, which users cannot create".formatted(PREDEFINED));
    }
    if (spec.hasDriverConfig()) {
      refuse(provider.driverFault(spec.getDriverConfig()));
    }
    if (spec.getIpam().hasDriver()) {
      refuse(provider.addressDriverFault(spec.getIpam().getDriver()));
    }
    spec.getIpam().getConfigsList().forEach(NetworkSpecs::check);
  }

  private static void refuse(Optional<String> fault) {
    fault.ifPresent(
        text -> {
          throw invalid(text);
        });
  }

  /** Of a range only its address must lie in the subnet. */
  private static void check(IPAMConfig config) {
    String subnet = config.getSubnet();
    AddressBlock block =
        AddressBlock.parse(subnet).orElseThrow(() -> fault("invalid subnet " + subnet));
    if (!config.getRange().isEmpty()) {
      AddressBlock range =
          AddressBlock.parse(config.getRange())
              .orElseThrow(() -> fault("invalid range " + config.getRange()));
      if (!block.contains(range.first())) {
        throw fault("subnet %s does not contain range %s".formatted(subnet, config.getRange()));
      }
    }
    if (!config.getGateway().isEmpty()) {
      byte[] gateway =
          AddressBlock.address(config.getGateway())
              .orElseThrow(() -> fault("invalid gateway " + config.getGateway()));
      if (!block.contains(gateway)) {
        throw fault("subnet %s does not contain gateway %s".formatted(subnet, config.getGateway()));
      }
    }
  }

  private static RefusedException fault(String text) {
    return invalid("ipam configuration: " + text);
  }
}
