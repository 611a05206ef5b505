package io.skep.examples.scheduler.stack;

import io.skep.api.ConfigSpec;
import io.skep.api.NetworkSpec;
import io.skep.api.SecretSpec;
import io.skep.api.ServiceSpec;
import java.util.List;
import java.util.Objects;

/**
 * What a stack file deploys, named and labelled as {@code docker stack deploy} does it. Immutable.
 *
 * <p>Services refer to networks, secrets and configs by name, because ids come into being when the
 * objects are stored: {@code target} of a network attachment holds the network's name, {@code
 * secret_id} and {@code config_id} are empty. {@link #servicesWith} puts the ids in. Volumes are
 * part of the mounts that use them.
 *
 * @param name of the stack
 * @param services in the order of the file, at least one
 * @param networks that a service is attached to, the default network included, in the order of the
 *     file
 * @param secrets in the order of the file
 * @param configs in the order of the file
 * @param standIns for what the file expects to exist
 * @param notices in the order of the file
 */
public record Stack(
    StackName name,
    List<ServiceSpec> services,
    List<NetworkSpec> networks,
    List<SecretSpec> secrets,
    List<ConfigSpec> configs,
    StandIns standIns,
    List<Notice> notices) {
  public Stack {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(standIns, "standIns");
    services = List.copyOf(services);
    networks = List.copyOf(networks);
    secrets = List.copyOf(secrets);
    configs = List.copyOf(configs);
    notices = List.copyOf(notices);
  }

  /** The services with {@code ids} in place of names, ready to be stored. */
  public List<ServiceSpec> servicesWith(ObjectIds ids) {
    return services.stream().map(service -> References.resolve(service, ids)).toList();
  }
}
