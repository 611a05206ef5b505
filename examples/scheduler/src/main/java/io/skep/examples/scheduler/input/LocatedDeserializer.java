package io.skep.examples.scheduler.input;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import java.io.IOException;

/** Reads a {@code Located<T>} as a {@code T} that remembers where its first token stood. */
final class LocatedDeserializer extends JsonDeserializer<Located<?>>
    implements ContextualDeserializer {
  private final JsonDeserializer<?> values;

  LocatedDeserializer() {
    this(null);
  }

  private LocatedDeserializer(JsonDeserializer<?> values) {
    this.values = values;
  }

  @Override
  public JsonDeserializer<?> createContextual(DeserializationContext context, BeanProperty property)
      throws JsonMappingException {
    JavaType type = context.getContextualType().containedTypeOrUnknown(0);
    return new LocatedDeserializer(context.findContextualValueDeserializer(type, property));
  }

  @Override
  public Located<?> deserialize(JsonParser parser, DeserializationContext context)
      throws IOException {
    JsonLocation place = parser.currentTokenLocation();
    Object value = values.deserialize(parser, context);
    return new Located<>(value, place.getLineNr(), place.getColumnNr());
  }
}
