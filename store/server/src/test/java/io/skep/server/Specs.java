package io.skep.server;

import io.skep.api.ServiceSpec;
import java.util.function.Consumer;

/** Specs that are well, to be made otherwise. */
public final class Specs {
  private Specs() {}

  /** Two containers. */
  public static ServiceSpec service(String name) {
    return service(name, spec -> {});
  }

  /** Two containers, and what {@code otherwise} makes of them. */
  public static ServiceSpec service(String name, Consumer<ServiceSpec.Builder> otherwise) {
    ServiceSpec.Builder spec = ServiceSpec.newBuilder();
    spec.getAnnotationsBuilder().setName(name);
    spec.getTaskBuilder().getContainerBuilder().setImage("nginx:1.27");
    spec.getReplicatedBuilder().setReplicas(2);
    otherwise.accept(spec);
    return spec.build();
  }
}
