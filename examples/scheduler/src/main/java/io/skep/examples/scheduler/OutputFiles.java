package io.skep.examples.scheduler;

import com.google.protobuf.CodedOutputStream;
import io.skep.api.StoreSnapshot;
import io.skep.examples.scheduler.input.InputException;
import io.skep.examples.scheduler.input.InputProblem;
import io.skep.examples.scheduler.report.html.HtmlReport;
import io.skep.examples.scheduler.run.Outcome;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes the files that were asked for. */
final class OutputFiles {
  private final Path folder;
  private final List<String> written = new ArrayList<>();

  OutputFiles(Path folder) {
    this.folder = folder;
  }

  /** Writes what is not null. */
  void write(Outcome outcome, Path report, Path snapshot) {
    if (report != null) {
      write(
          report,
          out -> out.write(HtmlReport.render(outcome.report()).getBytes(StandardCharsets.UTF_8)));
      written.add("The report is in " + report);
    }
    write(outcome.store(), snapshot);
  }

  /** Writes {@code store} unless {@code snapshot} is null. */
  void write(StoreSnapshot store, Path snapshot) {
    if (snapshot != null) {
      write(snapshot, out -> writeDeterministically(store, out));
      written.add("The final store is in " + snapshot);
    }
  }

  /** A sentence for each file. */
  List<String> written() {
    return List.copyOf(written);
  }

  private void write(Path file, Content content) {
    try (OutputStream out = Files.newOutputStream(folder.resolve(file))) {
      content.writeTo(out);
    } catch (IOException e) {
      throw new InputException(
          InputProblem.ofFile(file.toString(), "cannot be written: " + e.getMessage()), e);
    }
  }

  /** Maps are sorted, so that the same store gives the same bytes. */
  private static void writeDeterministically(StoreSnapshot store, OutputStream out)
      throws IOException {
    CodedOutputStream coded = CodedOutputStream.newInstance(out);
    coded.useDeterministicSerialization();
    store.writeTo(coded);
    coded.flush();
  }

  /** Something to write. */
  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }
}
