package io.skep.informer;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.skep.api.Annotations;
import io.skep.api.Extension;
import io.skep.api.Resource;
import io.skep.store.InvalidObjectException;
import io.skep.store.Kind;
import io.skep.store.ObjectKey;
import io.skep.store.Table;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;

/** A kind of the user's: pets, stored as resources whose payload is the name of their owner. */
public final class PetKind implements Kind<PetKind.Pet> {
  public static final PetKind PET = new PetKind();

  /** A pet; {@code stored} is what it was read from, or null. */
  public record Pet(String id, String owner, Resource stored) {
    public Pet(String id, String owner) {
      this(id, owner, null);
    }
  }

  /** Lets pets, and what is not pets, into the store. */
  public static void declare(Tx tx) {
    for (String kind : new String[] {"pet", "plant"}) {
      tx.create(
          Kinds.EXTENSION,
          Extension.newBuilder()
              .setId(kind)
              .setAnnotations(Annotations.newBuilder().setName(kind))
              .build());
    }
  }

  public static Resource plant(String id) {
    return resource("plant", id, "nobody");
  }

  /** A pet that cannot be decoded. */
  public static Resource mutant(String id) {
    return resource("pet", id, "?");
  }

  private static Resource resource(String kind, String id, String payload) {
    return Resource.newBuilder()
        .setId(id)
        .setKind(kind)
        .setAnnotations(Annotations.newBuilder().setName(id))
        .setPayload(Any.newBuilder().setValue(ByteString.copyFromUtf8(payload)))
        .build();
  }

  @Override
  public String name() {
    return "pet";
  }

  @Override
  public Class<Pet> type() {
    return Pet.class;
  }

  @Override
  public Table<?> table() {
    return Kinds.RESOURCE;
  }

  @Override
  public String id(Pet pet) {
    return pet.id();
  }

  @Override
  public boolean owns(Message stored) {
    return stored instanceof Resource resource && resource.getKind().equals("pet");
  }

  @Override
  public Pet decode(Message stored) {
    Resource resource = (Resource) stored;
    String owner = resource.getPayload().getValue().toStringUtf8();
    if (owner.equals("?")) {
      throw new InvalidObjectException(ObjectKey.of(this, resource.getId()), "not a pet");
    }
    return new Pet(resource.getId(), owner, resource);
  }

  @Override
  public Message encode(Pet pet) {
    Resource fresh = resource("pet", pet.id(), pet.owner());
    return pet.stored() == null
        ? fresh
        : pet.stored().toBuilder().setPayload(fresh.getPayload()).build();
  }
}
