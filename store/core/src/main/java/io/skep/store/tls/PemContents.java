package io.skep.store.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is in the files, as text. Immutable. */
record PemContents(String certificate, String key, Optional<String> authority) {
  /**
   * Reads {@code files}; blocks.
   *
   * @throws IllegalArgumentException if one cannot be read, or holds something else
   */
  static PemContents read(TlsFiles files) {
    Optional<String> authority = files.authority().map(file -> read(file, "CERTIFICATE"));
    return new PemContents(
        read(files.certificate(), "CERTIFICATE"),
        withoutHeaders(read(files.key(), "PRIVATE KEY")),
        authority);
  }

  private static String read(Path file, String what) {
    try {
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      if (!text.contains(what + "-----")) {
        throw new IllegalArgumentException("%s holds no %s in PEM".formatted(file, what));
      }
      return text;
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("there is no file " + file, e);
    } catch (IOException e) {
      throw new IllegalArgumentException("%s cannot be read: %s".formatted(file, e), e);
    }
  }

  /** SwarmKit's nodes keep some in the file of their key. */
  private static String withoutHeaders(String key) {
    return key.lines()
        .filter(line -> !line.isBlank() && !line.contains(": "))
        .collect(Collectors.joining("\n", "", "\n"));
  }
}
