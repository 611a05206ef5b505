package io.skep.store.raft.member;

import static io.skep.store.raft.member.DurableStoreTest.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.skep.store.kind.Kinds;
import io.skep.store.memory.MemoryStoreOptions;
import io.skep.store.raft.RaftOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RaftMetersTest {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(skep\\.raft\\.[a-z.]+)` \\|");
  private static final Path PAGE =
      Path.of(System.getProperty("skep.root", "../.."), "docs", "metrics.md");

  @TempDir private Path directory;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  private double value(String name) {
    return meters.get(name).meter().measure().iterator().next().getValue();
  }

  private Set<String> names() {
    return meters.getMeters().stream()
        .map(Meter::getId)
        .map(Meter.Id::getName)
        .filter(name -> name.startsWith("skep.raft"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test // rt.M-6
  void aMemberTellsWhatThePageSays() throws IOException {
    var documented = new TreeSet<String>();
    ROW.matcher(Files.readString(PAGE)).results().forEach(row -> documented.add(row.group(1)));
    try (RaftMember member =
        RaftMember.open(
            RaftOptions.alone(directory), MemoryStoreOptions.of(Kinds.ALL).withMeters(meters))) {
      await(member.ready());
      await(member.store().update(tx -> tx.create(Kinds.NODE, DurableStoreTest.node("n1"))));
      await(member.barrier());

      assertThat(names()).isEqualTo(documented);
      assertThat(value("skep.raft.term")).isPositive();
      assertThat(value("skep.raft.leading")).isEqualTo(1);
      assertThat(value("skep.raft.led")).isEqualTo(1);
      assertThat(value("skep.raft.elections")).isEqualTo(1);
      assertThat(value("skep.raft.applied")).isPositive();
      assertThat(value("skep.raft.committed")).isPositive();
      assertThat(value("skep.raft.sync")).isPositive();
      assertThat(meters.get("skep.raft.latency").timer().count()).isPositive();
      assertThat(value("skep.raft.snapshot.failures")).isZero();
    }
    assertThat(names()).as("after the end").isEmpty();
  }
}
