package io.skep.controller.custom;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Any;
import com.google.protobuf.Message;
import io.skep.api.Annotations;
import io.skep.api.Resource;
import io.skep.store.By;
import io.skep.store.InvalidObjectException;
import io.skep.store.Kind;
import io.skep.store.ObjectKey;
import io.skep.store.ReadTx;
import io.skep.store.StoreException;
import io.skep.store.Table;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.ResourceKind;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A kind of the user's own:
 *
 * <pre>{@code
 * static final CustomKind<Website> WEBSITE = CustomKind.of("website", Website.class);
 *
 * store.update(tx -> tx.create(WEBSITE, new Website(ObjectMeta.named("shop"), new Spec("shop.example", 2), null)));
 * }</pre>
 *
 * <p>Its objects are resources of the store: they are saved, replicated and watched with everything
 * else, and other programs see them as resources named {@code <kind>/<name>}. The first object that
 * is created declares the kind. Each object is decoded once for all readers.
 *
 * <p>Immutable, any thread. A kind is known by its identity too: keep it in a constant.
 *
 * @param <T> the objects
 */
public final class CustomKind<T> implements Kind<T> {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]*[a-z0-9])?");
  private static final Pattern TYPE_URL = Pattern.compile("skep\\.io/(.+)/v([1-9][0-9]{0,8})");

  private final String name;
  private final Form<T> form;
  private final UnaryOperator<T> defaults;
  private final Validation<? super T> validation;

  /**
   * What must hold of objects of a kind.
   *
   * @param <T> the objects
   */
  @FunctionalInterface
  public interface Validation<T> {
    /**
     * Refuses what may not be written, by an exception whose message says why.
     *
     * @param before as stored; null for a new object
     * @param after what is to be written
     * @param tx the state before the write, for looking at other objects
     */
    void check(T before, T after, ReadTx tx);
  }

  private CustomKind(
      String name, Form<T> form, UnaryOperator<T> defaults, Validation<? super T> validation) {
    this.name = name;
    this.form = form;
    this.defaults = defaults;
    this.validation = validation;
  }

  /**
   * The kind of {@code record}, called {@code name}: lower-case letters, digits, dots and hyphens.
   *
   * @throws IllegalArgumentException if the name is none, or the record's components are not those
   *     of a {@link CustomObject}
   */
  public static <T extends Record & CustomObject<?, ?>> CustomKind<T> of(
      String name, Class<T> record) {
    return of(name, new RecordForm<>(checked(name), record));
  }

  /**
   * The kind of a protobuf message, called {@code name}. Like SwarmKit's own messages it has fields
   * {@code id}, {@code meta} (a {@link io.skep.api.Meta}), {@code annotations} (an {@link
   * Annotations}) and {@code spec}; it may have {@code status}, and {@code generation} and {@code
   * status_generation} of type uint64, which are counted if they are there.
   *
   * @param prototype any instance, such as the default one
   * @throws IllegalArgumentException if the name is none, or the message lacks a field
   */
  public static <M extends Message> CustomKind<M> of(String name, M prototype) {
    return of(name, new MessageForm<>(checked(name), prototype));
  }

  private static <T> CustomKind<T> of(String name, Form<T> form) {
    return new CustomKind<>(name, form, UnaryOperator.identity(), (before, after, tx) -> {});
  }

  private static String checked(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "kind name \"%s\" is not made of lower-case letters, digits, dots and hyphens"
              .formatted(name));
    }
    if (Kinds.named(name).isPresent()) {
      throw new IllegalArgumentException(
          "kind name \"%s\" is that of a built-in kind; choose another".formatted(name));
    }
    return name;
  }

  /** With what {@code fill} makes of each object before it is written, such as default values. */
  public CustomKind<T> withDefaults(UnaryOperator<T> fill) {
    return new CustomKind<>(name, form, Objects.requireNonNull(fill, "fill"), validation);
  }

  /** With {@code rules} asked inside the transaction about every write, after the defaults. */
  public CustomKind<T> withValidation(Validation<? super T> rules) {
    return new CustomKind<>(name, form, defaults, Objects.requireNonNull(rules, "rules"));
  }

  /**
   * With the next version of the schema. The first is 1, and each upgrade makes one more. Objects
   * are upgraded as they are read, and stored in the newest version when they are written next.
   *
   * @param from the version that {@code upgrade} reads: the newest so far
   * @param upgrade changes a payload, an object with {@code spec} and perhaps {@code status}, to
   *     the next version; pure but for its argument
   * @throws IllegalArgumentException if {@code from} is not the newest version so far
   * @throws UnsupportedOperationException for messages, which evolve by protobuf's own rules
   */
  public CustomKind<T> withUpgrade(int from, UnaryOperator<ObjectNode> upgrade) {
    if (!(form instanceof RecordForm<T> records)) {
      throw new UnsupportedOperationException(
          "kind \"%s\" is made of messages, which evolve by adding fields".formatted(name));
    }
    return new CustomKind<>(name, records.withUpgrade(from, upgrade), defaults, validation);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Class<T> type() {
    return form.type();
  }

  @Override
  public Table<?> table() {
    return Kinds.RESOURCE;
  }

  @Override
  public String id(T object) {
    return form.id(object);
  }

  @Override
  public boolean owns(Message stored) {
    return stored instanceof Resource resource && resource.getKind().equals(name);
  }

  @Override
  public By<?> select(By<T> by) {
    return ResourceKind.select(name, by);
  }

  @Override
  public T admit(Tx tx, T before, T after) {
    ResourceKind.declare(tx, name, type().getName());
    T filled = form.succeed(before, defaults.apply(after));
    T named = form.id(filled).isEmpty() ? form.withId(filled, tx.newId()) : filled;
    try {
      validation.check(before, named, tx);
    } catch (StoreException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new InvalidObjectException(key(named), e.getMessage(), e);
    }
    return named;
  }

  @Override
  public Message encode(T object) {
    Resource.Builder resource = form.shell(object).toBuilder().setKind(name);
    resource.getAnnotationsBuilder().setName(name + "/" + resource.getAnnotations().getName());
    return resource
        .setPayload(
            Any.newBuilder()
                .setTypeUrl("skep.io/%s/v%d".formatted(name, form.schema()))
                .setValue(form.payload(object)))
        .build();
  }

  @Override
  public T decode(Message stored) {
    Resource resource = (Resource) stored;
    Any payload = resource.getPayload();
    return form.read(shellOf(resource), schemaOf(resource), payload.getValue());
  }

  /** Without the payload, and with the name as users see it. */
  private Resource shellOf(Resource resource) {
    String stored = resource.getAnnotations().getName();
    String given = stored.startsWith(name + "/") ? stored.substring(name.length() + 1) : stored;
    Resource.Builder shell = resource.toBuilder().clearPayload();
    shell.getAnnotationsBuilder().setName(given);
    return shell.build();
  }

  private int schemaOf(Resource resource) {
    Matcher url = TYPE_URL.matcher(resource.getPayload().getTypeUrl());
    if (!url.matches() || !url.group(1).equals(name)) {
      throw new InvalidObjectException(
          new ObjectKey(name, resource.getId()),
          "its payload is of type \"%s\"; a %s has type \"skep.io/%s/v1\" or a later version"
              .formatted(resource.getPayload().getTypeUrl(), name, name));
    }
    int schema = Integer.parseInt(url.group(2));
    if (schema > form.schema()) {
      throw new InvalidObjectException(
          new ObjectKey(name, resource.getId()),
          "it was written in version %d of its schema and this program knows versions up to %d; run a newer program"
              .formatted(schema, form.schema()));
    }
    return schema;
  }

  /** How objects of this kind are children of others. */
  ChildForm<T> childForm() {
    return form.asChildren();
  }

  /** How the records of this kind are stored; for kinds of records only. */
  RecordForm<T> records() {
    return (RecordForm<T>) form;
  }

  /** The key of {@code object}. */
  public ObjectKey key(T object) {
    return ObjectKey.of(this, form.id(object));
  }

  @Override
  public String toString() {
    return name;
  }
}
