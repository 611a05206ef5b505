package io.skep.manager.config;

/** A host and a port; port 0 is any that is free. Immutable. */
public record Address(String host, int port) {
  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
