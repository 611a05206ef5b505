package io.skep.server.control;

import io.skep.api.Service;
import io.skep.server.RefusedException;
import java.util.List;
import java.util.stream.Collectors;

/** The services whose containers read a secret or a config. */
final class FileUsers {
  private FileUsers() {}

  /** Refuses the removal of the {@code kind} called {@code name} while there are {@code users}. */
  static void checkNone(String kind, String name, List<Service> users) {
    if (!users.isEmpty()) {
      throw RefusedException.invalid(
          "%s '%s' is in use by the following %s: %s"
              .formatted(
                  kind,
                  name,
                  users.size() == 1 ? "service" : "services",
                  users.stream()
                      .map(service -> service.getSpec().getAnnotations().getName())
                      .collect(Collectors.joining(", "))));
    }
  }
}
