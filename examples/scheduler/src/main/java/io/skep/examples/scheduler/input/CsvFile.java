package io.skep.examples.scheduler.input;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads comma-separated values under a line of column names into a class whose fields are the
 * columns.
 *
 * <p>Strict: every field needs its column, in any order, every column a field, and every row all
 * columns. An empty value leaves a field of a reference type null. Any thread.
 */
public final class CsvFile {
  private static final CsvMapper MAPPER =
      CsvMapper.builder()
          .enable(CsvParser.Feature.TRIM_SPACES)
          .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
          .enable(CsvParser.Feature.EMPTY_STRING_AS_NULL)
          .enable(CsvParser.Feature.FAIL_ON_MISSING_COLUMNS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .addHandler(new UnknownKeys())
          .visibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY)
          .build();

  private CsvFile() {}

  /**
   * Reads every row of {@code text}, in order.
   *
   * @param name what to call the file in messages
   * @param text the whole file
   * @param shape a class with a constructor without arguments and a field for each column
   * @throws InputException if a column is missing, unknown or of another type, naming the line
   */
  public static <T> List<Located<T>> parse(String name, String text, Class<T> shape) {
    if (text.isBlank()) {
      throw new InputException(InputProblem.ofFile(name, "the file is empty"));
    }
    CsvSchema schema =
        MAPPER.schemaFor(shape).withHeader().withColumnReordering(true).withStrictHeaders(true);
    var rows = new ArrayList<Located<T>>();
    try (MappingIterator<T> values = MAPPER.readerFor(shape).with(schema).readValues(text)) {
      while (values.hasNextValue()) {
        T row = values.nextValue();
        rows.add(new Located<>(row, values.getParser().currentTokenLocation().getLineNr(), 0));
      }
      return rows;
    } catch (JsonProcessingException e) {
      throw new InputException(JacksonProblem.in(name, e), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Text in memory cannot fail to be read.
    }
  }
}
