package io.skep.controller.custom;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.google.protobuf.ByteString;
import io.skep.api.Resource;
import io.skep.store.InvalidObjectException;
import io.skep.store.ObjectKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** Records, with spec and status as JSON. */
final class RecordForm<T> implements Form<T> {
  /** Maps are sorted and nothing is left to the locale, so that equal objects have equal bytes. */
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModules(new JavaTimeModule(), new Jdk8Module())
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
          .build();

  private static final String GENERATION = "generation";
  private static final String STATUS_GENERATION = "statusGeneration";
  private static final String SPEC = "spec";
  private static final String STATUS = "status";

  private final String kind;
  private final Components<T> components;
  private final JavaType specType;
  private final JavaType statusType;
  private final List<UnaryOperator<ObjectNode>> upgrades;

  RecordForm(String kind, Class<T> type) {
    this(kind, Components.of(type), List.of());
  }

  private RecordForm(
      String kind, Components<T> components, List<UnaryOperator<ObjectNode>> upgrades) {
    this.kind = kind;
    this.components = components;
    this.specType = JSON.constructType(components.specType());
    this.statusType = JSON.constructType(components.statusType());
    this.upgrades = upgrades;
  }

  RecordForm<T> withUpgrade(int from, UnaryOperator<ObjectNode> upgrade) {
    if (from != schema()) {
      throw new IllegalArgumentException(
          "kind \"%s\" is at version %d of its schema; the next upgrade is from there, not from %d"
              .formatted(kind, schema(), from));
    }
    List<UnaryOperator<ObjectNode>> more = new ArrayList<>(upgrades);
    more.add(Objects.requireNonNull(upgrade, "upgrade"));
    return new RecordForm<>(kind, components, List.copyOf(more));
  }

  @Override
  public Class<T> type() {
    return components.type();
  }

  @Override
  public String id(T object) {
    return meta(object).id();
  }

  @Override
  public Resource shell(T object) {
    return meta(object).shell();
  }

  @Override
  public ChildForm<T> asChildren() {
    return new RecordChildren<>(this);
  }

  @Override
  public int schema() {
    return upgrades.size() + 1;
  }

  @Override
  public T withId(T object, String id) {
    return components.make(meta(object).withId(id), parts(object).spec(), parts(object).status());
  }

  @Override
  public T succeed(T before, T after) {
    if (parts(after).spec() == null) {
      throw refused(id(after), "its spec is null; an object without a spec asks for nothing", null);
    }
    long generation =
        before == null
            ? 1
            : next(parts(before).meta().generation(), parts(before).spec(), parts(after).spec());
    long ofStatus =
        before == null
            ? (parts(after).status() == null ? 0 : 1)
            : next(
                parts(before).meta().statusGeneration(),
                parts(before).status(),
                parts(after).status());
    return components.make(
        meta(after).withGenerations(generation, ofStatus),
        parts(after).spec(),
        parts(after).status());
  }

  /** One more if the parts are stored differently: records with arrays never are equal. */
  private static long next(long generation, Object before, Object after) {
    return isSame(before, after) ? generation : generation + 1;
  }

  /** Whether two parts are stored alike. */
  static boolean isSame(Object before, Object after) {
    return Objects.equals(before, after)
        || JSON.<JsonNode>valueToTree(before).equals(JSON.<JsonNode>valueToTree(after));
  }

  @Override
  public ByteString payload(T object) {
    ObjectNode payload = JSON.createObjectNode();
    payload.put(GENERATION, meta(object).generation());
    payload.put(STATUS_GENERATION, meta(object).statusGeneration());
    try {
      payload.set(SPEC, JSON.valueToTree(parts(object).spec()));
      if (parts(object).status() != null) {
        payload.set(STATUS, JSON.valueToTree(parts(object).status()));
      }
      return ByteString.copyFrom(JSON.writeValueAsBytes(payload));
    } catch (IllegalArgumentException | JsonProcessingException e) {
      throw refused(id(object), "it cannot be written as JSON: " + e.getMessage(), e);
    }
  }

  @Override
  public T read(Resource shell, int schema, ByteString bytes) {
    String id = shell.getId();
    ObjectNode payload = parse(id, bytes);
    for (UnaryOperator<ObjectNode> upgrade : upgrades.subList(schema - 1, upgrades.size())) {
      payload = upgraded(id, upgrade, payload);
    }
    JsonNode spec = payload.get(SPEC);
    if (spec == null || spec.isNull()) {
      throw refused(id, "its payload has no spec", null);
    }
    var meta =
        new ObjectMeta(
            shell, payload.path(GENERATION).asLong(), payload.path(STATUS_GENERATION).asLong());
    return components.make(
        meta, part(id, SPEC, spec, specType), part(id, STATUS, payload.get(STATUS), statusType));
  }

  private ObjectNode parse(String id, ByteString bytes) {
    JsonNode payload;
    try {
      payload = JSON.readTree(bytes.toByteArray());
    } catch (IOException e) {
      throw refused(id, "its payload is not JSON: " + e.getMessage(), e);
    }
    if (payload instanceof ObjectNode object) {
      return object;
    }
    throw refused(id, "its payload is not a JSON object", null);
  }

  private ObjectNode upgraded(String id, UnaryOperator<ObjectNode> upgrade, ObjectNode payload) {
    try {
      return Objects.requireNonNull(upgrade.apply(payload), "the upgrade returned null");
    } catch (RuntimeException e) {
      throw refused(id, "the upgrade of its schema failed: " + e.getMessage(), e);
    }
  }

  private Object part(String id, String part, JsonNode node, JavaType type) {
    if (node == null || node.isNull()) {
      return null;
    }
    try {
      return JSON.readerFor(type).readValue(JSON.treeAsTokens(node));
    } catch (JsonMappingException e) {
      throw refused(
          id, "its payload does not fit at %s: %s".formatted(place(part, e), reason(e)), e);
    } catch (IOException e) {
      throw refused(id, "its payload does not fit at %s: %s".formatted(part, e.getMessage()), e);
    }
  }

  private static String place(String part, JsonMappingException e) {
    StringBuilder place = new StringBuilder(part);
    for (JsonMappingException.Reference step : e.getPath()) {
      place.append(
          step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName());
    }
    return place.toString();
  }

  private static String reason(JsonMappingException e) {
    return e.getOriginalMessage();
  }

  static CustomObject<?, ?> parts(Object object) {
    return (CustomObject<?, ?>) object; // As checked when the kind was made.
  }

  private ObjectMeta meta(T object) {
    return Objects.requireNonNull(
        parts(object).meta(), () -> "meta of a " + kind + "; begin with ObjectMeta.named");
  }

  private InvalidObjectException refused(String id, String reason, Throwable cause) {
    return new InvalidObjectException(new ObjectKey(kind, id), reason, cause);
  }

  T withMeta(T object, ObjectMeta meta) {
    return components.make(meta, parts(object).spec(), parts(object).status());
  }

  T withStatus(T object, Object status) {
    return components.make(parts(object).meta(), parts(object).spec(), status);
  }

  T withSpec(T object, Object spec) {
    return components.make(parts(object).meta(), spec, parts(object).status());
  }
}
