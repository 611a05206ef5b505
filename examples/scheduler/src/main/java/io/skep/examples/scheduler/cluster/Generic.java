package io.skep.examples.scheduler.cluster;

import io.skep.api.DiscreteGenericResource;
import io.skep.api.GenericResource;
import io.skep.api.NamedGenericResource;

/** Makes generic resources. */
public final class Generic {
  private Generic() {}

  /** So many units of {@code kind}, all alike. */
  public static GenericResource alike(String kind, long units) {
    return GenericResource.newBuilder()
        .setDiscreteResourceSpec(DiscreteGenericResource.newBuilder().setKind(kind).setValue(units))
        .build();
  }

  /** The unit of {@code kind} that is called {@code unit}. */
  public static GenericResource named(String kind, String unit) {
    return GenericResource.newBuilder()
        .setNamedResourceSpec(NamedGenericResource.newBuilder().setKind(kind).setValue(unit))
        .build();
  }
}
