package io.skep.manager.disk;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** A folder that only its user may enter. Its methods block. */
public record OwnFolder(Path path) {
  /** Writes the content of a file. */
  public interface Content {
    /** Writes it; {@code out} stays open. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** The folder at {@code path}, which is made if it is missing. */
  public static OwnFolder open(Path path) throws IOException {
    OwnFiles.makeFolder(path);
    return new OwnFolder(path);
  }

  /** Writes the file {@code name} in one step, in the place of one that is there. */
  public Path write(String name, Content content) throws IOException {
    Path file = path.resolve(name);
    OwnFiles.write(file, content::writeTo);
    return file;
  }
}
