package io.skep.store.raft.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.skep.api.v1.LogEntry;
import io.skep.store.Version;
import io.skep.store.replication.Replica;
import java.io.IOException;
import java.io.InputStream;

/** Takes a {@link TextImage}, and nothing else. */
final class InstalledImage implements Replica {
  private String text;

  /** What it was given last; null before. */
  String text() {
    return text;
  }

  @Override
  public void install(InputStream in) throws IOException {
    text = new String(in.readAllBytes(), UTF_8);
  }

  @Override
  public void leading(long epoch, Version highest) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void following() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void committed(LogEntry entry) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Image image() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void refused(Version version, String reason) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void outcomeUnknown(Version version, String reason) {
    throw new UnsupportedOperationException();
  }
}
