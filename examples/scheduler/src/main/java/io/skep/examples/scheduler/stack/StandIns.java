package io.skep.examples.scheduler.stack;

import io.skep.api.ConfigSpec;
import io.skep.api.NetworkSpec;
import io.skep.api.SecretSpec;
import java.util.List;

/**
 * Objects that a stack file calls external: it expects them to exist. Each carries its real name
 * and no label of the stack, so that several stacks, or the stack that truly owns the object, can
 * share it: create a stand-in only where no object of that name exists. Immutable.
 *
 * @param networks only those that a service is attached to, in the order of the file
 * @param secrets only those that a service refers to, in the order of the file
 * @param configs only those that a service refers to, in the order of the file
 */
public record StandIns(
    List<NetworkSpec> networks, List<SecretSpec> secrets, List<ConfigSpec> configs) {
  public StandIns {
    networks = List.copyOf(networks);
    secrets = List.copyOf(secrets);
    configs = List.copyOf(configs);
  }
}
