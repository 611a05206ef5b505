package io.skep.store.raft.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.skep.store.InvalidSnapshotException;
import io.skep.store.Version;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SnapshotFileTest {
  private static final int HEADER_BYTES = 20;

  @Test
  void aSnapshotKeepsTheHighestNumberOfEntriesWithoutEffectToo() throws IOException { // S-19
    byte[] bytes = written(new Version(70_000));
    var replica = new InstalledImage();

    Version highest = SnapshotFile.read(new ByteArrayInputStream(bytes), replica);

    assertThat(highest).isEqualTo(new Version(70_000));
    assertThat(replica.text()).isEqualTo("image");
  }

  @Test
  void aChangedOrShortHeaderIsNoticedAndNothingInstalled() throws IOException {
    for (int at = 0; at < HEADER_BYTES; at++) {
      byte[] changed = written(new Version(5));
      changed[at] ^= 0x40;
      byte[] cut = Arrays.copyOf(written(new Version(5)), at);

      for (byte[] damaged : new byte[][] {changed, cut}) {
        var replica = new InstalledImage();
        assertThat(
                catchThrowable(() -> SnapshotFile.read(new ByteArrayInputStream(damaged), replica)))
            .as("byte %d", at)
            .isInstanceOf(InvalidSnapshotException.class);
        assertThat(replica.text()).as("byte %d", at).isNull();
      }
    }
  }

  private static byte[] written(Version highest) throws IOException {
    var out = new ByteArrayOutputStream();
    SnapshotFile.write(new TextImage("image"), highest, out);
    return out.toByteArray();
  }
}
