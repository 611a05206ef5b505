package io.skep.examples.scheduler.input;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;

/**
 * A YAML parser that remembers where the latest key stood, because the reader learns only after the
 * key's value has begun that the key is unknown. One thread at a time.
 */
final class LocatingParser extends JsonParserDelegate {
  private final YAMLParser yaml;
  private JsonLocation latestKey = JsonLocation.NA;

  LocatingParser(YAMLParser yaml) {
    super(yaml);
    this.yaml = yaml;
  }

  JsonLocation latestKey() {
    return latestKey;
  }

  @Override
  public JsonToken nextToken() throws IOException {
    JsonToken token = super.nextToken();
    if (token == JsonToken.FIELD_NAME) {
      latestKey = yaml.currentTokenLocation();
    }
    if (token != null && yaml.isCurrentAlias()) {
      // The parser would hand out the alias's name as if it were the value.
      throw new JsonParseException(
          this,
          "aliases (*name) are not supported in this file; write the value out",
          yaml.currentTokenLocation());
    }
    return token;
  }

  @Override
  public JsonToken nextValue() throws IOException {
    JsonToken token = nextToken();
    return token == JsonToken.FIELD_NAME ? nextToken() : token;
  }
}
