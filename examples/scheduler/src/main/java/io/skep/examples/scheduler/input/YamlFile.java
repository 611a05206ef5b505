package io.skep.examples.scheduler.input;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Reads YAML, and JSON as a part of it, into a class that spells out the file's shape: its fields
 * are the known keys, their types what may stand there.
 *
 * <p>Strict: an unknown key, a key given twice, a value of another type, an alias or a second
 * document is an {@link InputException} with line and column. A field of type {@link Located} also
 * learns its place, for checks made later. Any thread.
 */
public final class YamlFile {
  private static final YAMLFactory YAML = new YAMLFactory();
  private static final ObjectMapper MAPPER =
      JsonMapper.builder(YAML)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .visibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY)
          .defaultSetterInfo(JsonSetter.Value.construct(Nulls.SKIP, Nulls.FAIL))
          .addHandler(new UnknownKeys())
          .addModule(new SimpleModule().addDeserializer(Located.class, new LocatedDeserializer()))
          .build();

  private YamlFile() {}

  /**
   * Reads the one document in {@code text}.
   *
   * @param name what to call the file in messages
   * @param text the whole file
   * @param shape a class with a constructor without arguments and a field for each key; a key that
   *     is absent or empty leaves its field as the constructor made it
   * @throws InputException if the text is not YAML, is empty, or does not have that shape
   */
  public static <T> T parse(String name, String text, Class<T> shape) {
    try (var parser = new LocatingParser(YAML.createParser(text))) {
      parser.setCodec(MAPPER);
      if (parser.nextToken() == null) {
        throw new InputException(InputProblem.ofFile(name, "the file is empty"));
      }
      return MAPPER.readerFor(shape).readValue(parser);
    } catch (JsonProcessingException e) {
      throw new InputException(JacksonProblem.in(name, e), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Text in memory cannot fail to be read.
    }
  }
}
