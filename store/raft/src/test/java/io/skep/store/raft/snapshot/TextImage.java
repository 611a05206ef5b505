package io.skep.store.raft.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.skep.store.Version;
import io.skep.store.replication.Replica;
import java.io.IOException;
import java.io.OutputStream;

/** The image of a replica that is no more than {@code text}. */
record TextImage(String text) implements Replica.Image {
  @Override
  public Version version() {
    return new Version(3);
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    out.write(text.getBytes(UTF_8));
  }
}
