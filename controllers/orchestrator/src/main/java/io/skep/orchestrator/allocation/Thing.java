package io.skep.orchestrator.allocation;

/** Names of what objects wait for; see {@link WaitingList}. */
final class Thing {
  /** A port that another service has. */
  static final String PORT = "port";

  /** The network through which published ports are reached. */
  static final String INGRESS = "ingress";

  /** Addresses that other networks have. */
  static final String SUBNET = "subnet";

  private Thing() {}

  /** A network, or a free address on it. */
  static String network(String id) {
    return "network " + id;
  }

  /** The endpoint of a service. */
  static String service(String id) {
    return "service " + id;
  }
}
