package io.skep.examples.scheduler;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.skep.api.StoreSnapshot;

/** A whole store as text, with the field names of the messages and sorted maps. */
final class StoreText {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper YAML =
      new ObjectMapper(
          new YAMLFactory()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .disable(YAMLGenerator.Feature.SPLIT_LINES)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS));

  private StoreText() {}

  /** {@code store} in the JSON of protobuf. */
  static String json(StoreSnapshot store) {
    try {
      return JsonFormat.printer().preservingProtoFieldNames().sortingMapKeys().print(store);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the store holds a payload of a type that is not known", e);
    }
  }

  /** The same values as {@link #json} gives, in the form of YAML; ends with a line feed. */
  static String yaml(StoreSnapshot store) {
    try {
      return YAML.writeValueAsString(JSON.readTree(json(store)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what was written as JSON cannot be read as JSON", e);
    }
  }
}
