package io.skep.api.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FileDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Nothing on the wire changes by accident: every name, number, type, label and mark is written down
 * in a table of its own.
 *
 * <p>After a change that is meant, {@code mvn -pl store/api test -Dtest=DescriptorTableTest
 * -Dskep.descriptors=write} writes the table anew.
 */
class DescriptorTableTest {
  private static final Path TABLE =
      Path.of("src/test/resources/io/skep/api/wire/descriptors.txt").toAbsolutePath();

  @Test // N-4, N-11, N-12, N-13, N-14, N-17, N-18, N-27
  void everyNameAndNumberOnTheWireIsTheOneWrittenDown() throws IOException {
    List<FileDescriptor> files =
        Stream.concat(CompiledFormat.SWARMKIT.stream(), CompiledFormat.SKEP.stream()).toList();

    List<String> compiled = DescriptorTable.of(files);
    if (System.getProperty("skep.descriptors", "").equals("write")) {
      Files.write(TABLE, compiled);
    }

    List<String> writtenDown = Files.readAllLines(TABLE);
    assertThat(FormatDifference.between(writtenDown, compiled))
        .as(
            """
            The .proto files differ from %s.
            By accident? Then take the change back: stored data and other programs depend on it.
            On purpose? Then run the test with -Dskep.descriptors=write, and look at what changed.\
            """,
            TABLE)
        .isEmpty();
    assertThat(writtenDown).as("the order of the lines in %s", TABLE).isEqualTo(compiled);
  }
}
