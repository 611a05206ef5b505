package io.skep.store.kind;

import static io.skep.api.StoreAction.TargetCase.SERVICE;

import io.skep.api.NetworkAttachmentConfig;
import io.skep.api.Service;
import io.skep.api.StoreAction;
import io.skep.api.StoreSnapshot;
import io.skep.api.TaskSpec;
import io.skep.store.By;
import io.skep.store.Index;
import io.skep.store.Places;
import io.skep.store.Reference;
import java.util.List;

/** What is to run, and how often. Names are unique. */
public final class ServiceKind extends BuiltInKind<Service> {
  /** By the runtime of the service's tasks: see {@link #byRuntime}. */
  public static final Index<Service, String> RUNTIME = TaskSpecIndexes.runtime(ServiceKind::task);

  /** By the networks that the service's tasks ask for. */
  public static final Index<Service, String> NETWORK =
      TaskSpecIndexes.network(ServiceKind::networks);

  /** By the ids of the secrets that the service's containers read. */
  public static final Index<Service, String> SECRET = TaskSpecIndexes.secret(ServiceKind::task);

  /** By the ids of the configs that the service's containers read. */
  public static final Index<Service, String> CONFIG = TaskSpecIndexes.config(ServiceKind::task);

  private static final Fields<Service> FIELDS =
      new Fields<>(
          Service.class,
          Service.parser(),
          Service::getId,
          Service::getMeta,
          (service, meta) -> service.toBuilder().setMeta(meta).build(),
          service -> service.getSpec().getAnnotations());

  private static final Places<Service> PLACES =
      new Places<>(
          SERVICE,
          StoreAction::getService,
          StoreAction.Builder::setService,
          StoreSnapshot.SERVICES_FIELD_NUMBER,
          StoreSnapshot::getServicesList,
          StoreSnapshot.Builder::addServices);

  ServiceKind() {
    super(
        "service",
        FIELDS,
        PLACES,
        List.of(FIELDS.byName(), FIELDS.byCustom(), RUNTIME, NETWORK, SECRET, CONFIG));
  }

  /**
   * Services of that runtime: {@code container}, {@code attachment}, or in lower case the kind of a
   * generic one.
   */
  public static By<Service> byRuntime(String runtime) {
    return By.equal(RUNTIME, runtime);
  }

  /** Services whose specification names the network with that id. */
  public static By<Service> byNetworkId(String networkId) {
    return By.equal(NETWORK, networkId);
  }

  /** Services whose containers read the secret with that id. */
  public static By<Service> bySecretId(String secretId) {
    return By.equal(SECRET, secretId);
  }

  /** Services whose containers read the config with that id. */
  public static By<Service> byConfigId(String configId) {
    return By.equal(CONFIG, configId);
  }

  @Override
  public List<Reference<Service>> references() {
    return List.of(
        new Reference<>("network", NETWORK),
        new Reference<>("secret", SECRET),
        new Reference<>("config", CONFIG));
  }

  private static TaskSpec task(Service service) {
    return service.getSpec().getTask();
  }

  @SuppressWarnings("deprecation") // Where services kept their networks before tasks did.
  private static List<NetworkAttachmentConfig> networks(Service service) {
    List<NetworkAttachmentConfig> networks = task(service).getNetworksList();
    return networks.isEmpty() ? service.getSpec().getNetworksList() : networks;
  }
}
