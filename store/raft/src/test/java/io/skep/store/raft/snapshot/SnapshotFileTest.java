package io.skep.store.raft.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.skep.api.v1.LogEntry;
import io.skep.store.InvalidSnapshotException;
import io.skep.store.Version;
import io.skep.store.replication.Replica;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SnapshotFileTest {
  private static final int HEADER_BYTES = 20;

  @Test
  void aSnapshotKeepsTheHighestNumberOfEntriesWithoutEffectToo() throws IOException { // S-19
    byte[] bytes = written(new Version(70_000));
    var replica = new Installed();

    Version highest = SnapshotFile.read(new ByteArrayInputStream(bytes), replica);

    assertThat(highest).isEqualTo(new Version(70_000));
    assertThat(replica.image).containsExactly('i', 'm', 'a', 'g', 'e');
  }

  @Test
  void aChangedOrShortHeaderIsNoticedAndNothingInstalled() throws IOException {
    for (int at = 0; at < HEADER_BYTES; at++) {
      byte[] changed = written(new Version(5));
      changed[at] ^= 0x40;
      byte[] cut = Arrays.copyOf(written(new Version(5)), at);

      for (byte[] damaged : new byte[][] {changed, cut}) {
        var replica = new Installed();
        assertThat(
                catchThrowable(() -> SnapshotFile.read(new ByteArrayInputStream(damaged), replica)))
            .as("byte %d", at)
            .isInstanceOf(InvalidSnapshotException.class);
        assertThat(replica.image).as("byte %d", at).isNull();
      }
    }
  }

  private static byte[] written(Version highest) throws IOException {
    var out = new ByteArrayOutputStream();
    SnapshotFile.write(new Text(), highest, out);
    return out.toByteArray();
  }

  private record Text() implements Replica.Image {
    @Override
    public Version version() {
      return new Version(3);
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      out.write(new byte[] {'i', 'm', 'a', 'g', 'e'});
    }
  }

  /** Takes an image, and nothing else. */
  private static final class Installed implements Replica {
    private byte[] image;

    @Override
    public void install(InputStream in) throws IOException {
      image = in.readAllBytes();
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
}
