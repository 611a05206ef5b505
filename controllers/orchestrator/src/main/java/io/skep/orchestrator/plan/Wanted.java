package io.skep.orchestrator.plan;

import io.skep.api.ServiceSpec;
import java.util.HashSet;
import java.util.List;

/**
 * What is to be planned: services as they are to be, told apart by their names. Immutable. Services
 * that are not named stay as they are.
 *
 * @param services those that are to be there: new ones, and what others are to become
 * @param removed the names of those that are to go; one that is not there is gone already
 */
public record Wanted(List<ServiceSpec> services, List<String> removed) {
  /** Copies the lists; refuses services without a name, and names that come twice. */
  public Wanted {
    services = List.copyOf(services);
    removed = List.copyOf(removed);
    var names = new HashSet<String>();
    for (ServiceSpec service : services) {
      String name = service.getAnnotations().getName();
      if (name.isEmpty()) {
        throw new IllegalArgumentException(
            "a wanted service has no name; services are told apart by their names, so set one");
      }
      requireNew(names, name);
    }
    removed.forEach(name -> requireNew(names, name));
  }

  /** These services, and none to go. */
  public static Wanted of(ServiceSpec... services) {
    return new Wanted(List.of(services), List.of());
  }

  private static void requireNew(HashSet<String> names, String name) {
    if (!names.add(name)) {
      throw new IllegalArgumentException(
          "service \"%s\" is named twice; say once what is to become of it".formatted(name));
    }
  }
}
