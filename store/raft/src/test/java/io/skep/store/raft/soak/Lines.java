package io.skep.store.raft.soak;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes whole lines to the harness, from any thread; each is in the pipe when it returns. */
final class Lines {
  private final OutputStream out;

  Lines(OutputStream out) {
    this.out = out;
  }

  synchronized void tell(String line) {
    try {
      out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException e) {
      Runtime.getRuntime().halt(4); // Nobody listens any more.
    }
  }
}
