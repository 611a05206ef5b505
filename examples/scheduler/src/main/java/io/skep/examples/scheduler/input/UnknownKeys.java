package io.skep.examples.scheduler.input;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.io.IOException;
import java.util.Collection;

/** Reports an unknown key where the key stands; left alone, the reader would name a later place. */
final class UnknownKeys extends DeserializationProblemHandler {
  @Override
  public boolean handleUnknownProperty(
      DeserializationContext context,
      JsonParser parser,
      JsonDeserializer<?> deserializer,
      Object owner,
      String key)
      throws IOException {
    JsonLocation place =
        parser instanceof LocatingParser locating
            ? locating.latestKey()
            : parser.currentTokenLocation();
    Collection<Object> known = deserializer.getKnownPropertyNames();
    throw new UnrecognizedPropertyException(
        parser, "unknown key", place, deserializer.handledType(), key, known);
  }
}
