package io.skep.examples.scheduler.input;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Loads a user's text file whole. */
public final class InputText {
  /** Beyond any file meant for this program; keeps a wrong path from filling the memory. */
  static final long MAX_BYTES = 64L << 20;

  private InputText() {}

  /**
   * The text of the file at {@code path}, read as UTF-8.
   *
   * @throws InputException if it is absent, unreadable, larger than 64 MiB or not UTF-8
   */
  public static String read(Path path) {
    try {
      if (Files.isDirectory(path)) {
        throw problem(path, "this is a directory; name a file in it", null);
      }
      if (Files.size(path) > MAX_BYTES) {
        throw problem(path, "the file is larger than 64 MiB", null);
      }
      return Files.readString(path, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw problem(path, "there is no such file", e);
    } catch (AccessDeniedException e) {
      throw problem(path, "permission to read it is missing", e);
    } catch (CharacterCodingException e) {
      throw problem(path, "this is not text in UTF-8", e);
    } catch (IOException e) {
      throw problem(path, "it cannot be read: " + e.getMessage(), e);
    }
  }

  private static InputException problem(Path path, String reason, IOException cause) {
    InputProblem problem = InputProblem.ofFile(path.toString(), reason);
    return cause == null ? new InputException(problem) : new InputException(problem, cause);
  }
}
