package io.skep.controller.lease;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.skep.api.Annotations;
import io.skep.api.Resource;
import io.skep.api.wire.Times;
import io.skep.store.By;
import io.skep.store.InvalidObjectException;
import io.skep.store.Kind;
import io.skep.store.ObjectKey;
import io.skep.store.Table;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.ResourceKind;

/**
 * Leases as resources of kind {@value #NAME}, so that they travel, are saved and are watched like
 * anything else. A resource's name is unique over all kinds, so it and its id begin with the
 * kind's.
 */
final class LeaseKind implements Kind<Lease> {
  static final String NAME = "skep.lease";

  private static final String PREFIX = NAME + "/";

  /** The id of the lease with that name. */
  static String idOf(String name) {
    return PREFIX + name;
  }

  /** Lets leases into the store, once. */
  static void declare(Tx tx) {
    ResourceKind.declare(tx, NAME, "Leader election: who holds which lease.");
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Class<Lease> type() {
    return Lease.class;
  }

  @Override
  public Table<?> table() {
    return Kinds.RESOURCE;
  }

  @Override
  public String id(Lease lease) {
    return idOf(lease.name());
  }

  @Override
  public By<?> select(By<Lease> by) {
    return ResourceKind.select(NAME, by);
  }

  @Override
  public boolean owns(Message stored) {
    return stored instanceof Resource resource && resource.getKind().equals(NAME);
  }

  @Override
  public Lease decode(Message stored) {
    Resource resource = (Resource) stored;
    try {
      var payload = resource.getPayload().unpack(io.skep.api.v1.Lease.class);
      return new Lease(
          name(resource),
          payload.getHolder(),
          Times.duration(payload.getDuration()),
          new Version(payload.getEpoch()),
          payload.getRenewals(),
          resource);
    } catch (InvalidProtocolBufferException e) {
      throw new InvalidObjectException(
          ObjectKey.of(this, resource.getId()), "its payload is not a lease", e);
    }
  }

  private static String name(Resource resource) {
    String id = resource.getId();
    return id.startsWith(PREFIX) ? id.substring(PREFIX.length()) : id;
  }

  @Override
  public Message encode(Lease lease) {
    Resource.Builder resource =
        lease.stored() == null
            ? Resource.newBuilder()
                .setId(id(lease))
                .setKind(NAME)
                .setAnnotations(Annotations.newBuilder().setName(id(lease)))
            : lease.stored().toBuilder();
    return resource
        .setPayload(
            Any.pack(
                io.skep.api.v1.Lease.newBuilder()
                    .setHolder(lease.candidate())
                    .setDuration(Times.duration(lease.duration()))
                    .setEpoch(lease.epoch().index())
                    .setRenewals(lease.renewals())
                    .build()))
        .build();
  }
}
