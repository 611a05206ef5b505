package io.skep.examples.scheduler.report.html;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The fixed parts of the page, from the class path. */
final class Fragment {
  private Fragment() {}

  /** The part in {@code file}. */
  static String read(String file) {
    try (InputStream in = Fragment.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("the program was built without its report part " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
