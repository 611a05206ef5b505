package io.skep.examples.scheduler.revision;

import io.skep.api.Config;
import io.skep.api.ConfigSpec;
import io.skep.api.Network;
import io.skep.api.NetworkSpec;
import io.skep.api.Secret;
import io.skep.api.SecretSpec;
import io.skep.examples.scheduler.stack.ObjectIds;
import io.skep.examples.scheduler.stack.Stack;
import io.skep.store.By;
import io.skep.store.IdSource;
import io.skep.store.Kind;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import java.util.ArrayList;
import java.util.List;

/**
 * The networks, secrets and configs of a stack in a transaction. What the stack's own differ in is
 * applied or refused; stand-ins are only made where nothing of that name is. One thread.
 */
final class StackObjects implements ObjectIds {
  private final Tx tx;
  private final IdSource ids;
  private final List<String> notices = new ArrayList<>();

  StackObjects(Tx tx, IdSource ids) {
    this.tx = tx;
    this.ids = ids;
  }

  /** Stores all of {@code stack} but its services; returns what a reader should know. */
  List<String> putAll(Stack stack) {
    stack.standIns().networks().forEach(this::createIfAbsent);
    stack.standIns().secrets().forEach(this::createIfAbsent);
    stack.standIns().configs().forEach(this::createIfAbsent);
    stack.networks().forEach(this::put);
    stack.secrets().forEach(this::put);
    stack.configs().forEach(this::put);
    return notices;
  }

  private void put(NetworkSpec spec) {
    String name = spec.getAnnotations().getName();
    List<Network> stored = tx.find(Kinds.NETWORK, By.name(name));
    if (!stored.isEmpty() && !stored.get(0).getSpec().equals(spec)) {
      notices.add("network %s exists and stays as it is".formatted(name));
    }
    createIfAbsent(spec);
  }

  private void put(SecretSpec spec) {
    List<Secret> stored = tx.find(Kinds.SECRET, By.name(spec.getAnnotations().getName()));
    if (stored.isEmpty()) {
      createIfAbsent(spec);
    } else if (!stored.get(0).getSpec().equals(spec)) {
      SecretSpec before = stored.get(0).getSpec();
      if (!before.toBuilder().setAnnotations(spec.getAnnotations()).build().equals(spec)) {
        throw onlyLabels("secret", spec.getAnnotations().getName());
      }
      tx.update(Kinds.SECRET, stored.get(0).toBuilder().setSpec(spec).build());
    }
  }

  private void put(ConfigSpec spec) {
    List<Config> stored = tx.find(Kinds.CONFIG, By.name(spec.getAnnotations().getName()));
    if (stored.isEmpty()) {
      createIfAbsent(spec);
    } else if (!stored.get(0).getSpec().equals(spec)) {
      ConfigSpec before = stored.get(0).getSpec();
      if (!before.toBuilder().setAnnotations(spec.getAnnotations()).build().equals(spec)) {
        throw onlyLabels("config", spec.getAnnotations().getName());
      }
      tx.update(Kinds.CONFIG, stored.get(0).toBuilder().setSpec(spec).build());
    }
  }

  /** Tasks that run have the old content; nothing would tell them from tasks that have the new. */
  private static RefusedException onlyLabels(String word, String name) {
    return new RefusedException(
        "%s %s: only updates to Labels are allowed, and its content differs; give the new content another name"
            .formatted(word, name));
  }

  private void createIfAbsent(NetworkSpec spec) {
    if (isAbsent(Kinds.NETWORK, spec.getAnnotations().getName())) {
      tx.create(Kinds.NETWORK, Network.newBuilder().setId(ids.next()).setSpec(spec).build());
    }
  }

  private void createIfAbsent(SecretSpec spec) {
    if (isAbsent(Kinds.SECRET, spec.getAnnotations().getName())) {
      tx.create(Kinds.SECRET, Secret.newBuilder().setId(ids.next()).setSpec(spec).build());
    }
  }

  private void createIfAbsent(ConfigSpec spec) {
    if (isAbsent(Kinds.CONFIG, spec.getAnnotations().getName())) {
      tx.create(Kinds.CONFIG, Config.newBuilder().setId(ids.next()).setSpec(spec).build());
    }
  }

  private boolean isAbsent(Kind<?> kind, String name) {
    return tx.find(kind, By.name(name)).isEmpty();
  }

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
