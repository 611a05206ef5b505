package io.skep.manager.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a configuration file: YAML, one mapping of keys to values. */
final class ConfigurationFile {
  private static final YAMLFactory YAML = new YAMLFactory();

  private final Path path;
  private final List<String> mistakes;
  private final Map<Key, Given> values = new EnumMap<>(Key.class);

  private ConfigurationFile(Path path, List<String> mistakes) {
    this.path = path;
    this.mistakes = mistakes;
  }

  /** The values of {@code path}; what is wrong with it goes to {@code mistakes}. */
  static Map<Key, Given> read(Path path, List<String> mistakes) {
    var file = new ConfigurationFile(path, mistakes);
    file.read();
    return file.values;
  }

  private void read() {
    try (JsonParser parser = YAML.createParser(Files.readString(path))) {
      parser.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION.mappedFeature());
      readMapping(parser);
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      mistakes.add("%s:%d: not YAML: %s".formatted(path, line, e.getOriginalMessage()));
    } catch (IOException e) {
      mistakes.add("%s: cannot be read: %s".formatted(path, e));
    }
  }

  private void readMapping(JsonParser parser) throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null || first == JsonToken.VALUE_NULL) {
      return; // Nothing in it but comments, perhaps.
    }
    if (first != JsonToken.START_OBJECT) {
      mistakes.add(place(parser) + ": write one line for each key, such as \"data: /srv/skep\"");
      return;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      readEntry(parser);
    }
    if (parser.nextToken() != null) {
      mistakes.add(place(parser) + ": a second document begins here; the file can have one");
    }
  }

  private void readEntry(JsonParser parser) throws IOException {
    String word = parser.currentName();
    String place = place(parser);
    Optional<Key> key = Key.ofWord(word);
    if (key.isEmpty()) {
      mistakes.add(place + ": " + Spelling.unknown("key", word, Key.words()));
    }
    JsonToken value = parser.nextToken();
    if (value.isScalarValue() && value != JsonToken.VALUE_NULL) {
      String text = parser.getText();
      key.ifPresent(known -> values.put(known, new Given(text, place)));
      return;
    }
    parser.skipChildren();
    key.ifPresent(known -> mistakes.add("%s: %s needs one value".formatted(place, word)));
  }

  private String place(JsonParser parser) {
    return path + ":" + parser.currentTokenLocation().getLineNr();
  }
}
