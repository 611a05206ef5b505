package io.skep.examples.scheduler.run;

import io.skep.api.Config;
import io.skep.api.ConfigSpec;
import io.skep.api.Network;
import io.skep.api.NetworkSpec;
import io.skep.api.Secret;
import io.skep.api.SecretSpec;
import io.skep.api.Service;
import io.skep.api.ServiceSpec;
import io.skep.api.Version;
import io.skep.examples.scheduler.stack.ObjectIds;
import io.skep.examples.scheduler.stack.Stack;
import io.skep.store.By;
import io.skep.store.IdSource;
import io.skep.store.Kind;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import java.util.function.Consumer;

/**
 * Creates the objects of a stack, and stand-ins for those that it expects to exist, in one
 * transaction.
 */
final class StackDeployment implements Consumer<Tx> {
  private final Stack stack;
  private final IdSource ids;

  StackDeployment(Stack stack, IdSource ids) {
    this.stack = stack;
    this.ids = ids;
  }

  @Override
  public void accept(Tx tx) {
    stack.standIns().networks().forEach(spec -> createIfAbsent(tx, spec));
    stack.standIns().secrets().forEach(spec -> createIfAbsent(tx, spec));
    stack.standIns().configs().forEach(spec -> createIfAbsent(tx, spec));
    stack.networks().forEach(spec -> createIfAbsent(tx, spec));
    stack.secrets().forEach(spec -> createIfAbsent(tx, spec));
    stack.configs().forEach(spec -> createIfAbsent(tx, spec));
    stack.servicesWith(new StoredIds(tx)).forEach(spec -> tx.create(Kinds.SERVICE, service(spec)));
  }

  private void createIfAbsent(Tx tx, NetworkSpec spec) {
    if (isAbsent(tx, Kinds.NETWORK, spec.getAnnotations().getName())) {
      tx.create(Kinds.NETWORK, Network.newBuilder().setId(ids.next()).setSpec(spec).build());
    }
  }

  private void createIfAbsent(Tx tx, SecretSpec spec) {
    if (isAbsent(tx, Kinds.SECRET, spec.getAnnotations().getName())) {
      tx.create(Kinds.SECRET, Secret.newBuilder().setId(ids.next()).setSpec(spec).build());
    }
  }

  private void createIfAbsent(Tx tx, ConfigSpec spec) {
    if (isAbsent(tx, Kinds.CONFIG, spec.getAnnotations().getName())) {
      tx.create(Kinds.CONFIG, Config.newBuilder().setId(ids.next()).setSpec(spec).build());
    }
  }

  private static boolean isAbsent(Tx tx, Kind<?> kind, String name) {
    return tx.find(kind, By.name(name)).isEmpty();
  }

  private Service service(ServiceSpec spec) {
    return service(spec, ids.next());
  }

  /** A new service; its tasks are told apart from those of later specs by the spec version. */
  static Service service(ServiceSpec spec, String id) {
    return Service.newBuilder()
        .setId(id)
        .setSpec(spec)
        .setSpecVersion(Version.getDefaultInstance())
        .build();
  }

  /** The ids that the objects have in the transaction. */
  private record StoredIds(Tx tx) implements ObjectIds {
    @Override
    public String network(String name) {
      return tx.find(Kinds.NETWORK, By.name(name)).get(0).getId();
    }

    @Override
    public String secret(String name) {
      return tx.find(Kinds.SECRET, By.name(name)).get(0).getId();
    }

    @Override
    public String config(String name) {
      return tx.find(Kinds.CONFIG, By.name(name)).get(0).getId();
    }
  }
}
