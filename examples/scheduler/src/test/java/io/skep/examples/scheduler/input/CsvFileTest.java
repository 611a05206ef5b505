package io.skep.examples.scheduler.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvFileTest {
  static final class Row {
    String name;
    long size;
    Long end;
  }

  @Test
  void rowsKeepTheirOrderAndKnowTheirLines() {
    String text = "end,name,size\n7,a,1\n\n,\"b, \"\"c\"\"\",2\r\n,d,3\n,e,4";

    List<Located<Row>> rows = CsvFile.parse("t.csv", text, Row.class);

    assertThat(rows).extracting(row -> row.value().name).containsExactly("a", "b, \"c\"", "d", "e");
    assertThat(rows).extracting(row -> row.value().size).containsExactly(1L, 2L, 3L, 4L);
    assertThat(rows).extracting(row -> row.value().end).containsExactly(7L, null, null, null);
    assertThat(rows).extracting(Located::line).containsExactly(2, 4, 5, 6);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "unknown column | 'name,size,end,hue\na,1,2,x'  | t.csv:2:7: unknown key 'hue'; known here: end, name, size",
        "missing column | 'name,size\na,1'              | t.csv:1:6: Missing 1 header column: [\"end\"]",
        "no number      | 'name,size,end\na,1,2\nb,x,2' | t.csv:3:3: size: 'x' is not a number",
        "empty number   | 'name,size,end\na,,2'         | t.csv:2:3: size: expected a number here",
        "short row      | 'name,size,end\na,1,2\nb,1'   | t.csv:3:3: Not enough column values: expected 3, found 2",
        "long row       | 'name,size,end\na,1,2,3'      | 't.csv:2:7: Too many entries: expected at most 3 (value #3 (1 chars) \"3\")'",
        "nothing        | ''                           | t.csv: the file is empty",
      })
  void aMistakeIsReportedWithItsLine(String name, String text, String expected) {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> CsvFile.parse("t.csv", text, Row.class))
        .withMessage(expected);
  }
}
