package io.skep.store.raft.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the checker of linearizability sees what it is for, also around calls without an answer. */
class CheckerTest {
  private static final long UNKNOWN = -1;

  @TempDir static Path directory;

  private static Optional<Checker> checker;

  private final List<Operation> operations = new ArrayList<>();

  @BeforeAll
  static void build() throws IOException, InterruptedException {
    checker = Checker.build(directory);
    assumeTrue(checker.isPresent(), "no Go to build the checker of linearizability with");
  }

  @Test
  void concurrentCallsMayComeInAnyOrder() throws Exception {
    write("a", 1, 10);
    write("b", 2, 9);
    read("a", 11, 12);
    cas("a", "c", 13, 14);
    read("c", 15, 16);

    assertThat(isLinearizable()).isTrue();
  }

  @Test
  void aReadOfWhatWasReplacedBeforeItBeganIsSeen() throws Exception {
    write("a", 1, 2);
    write("b", 3, 4);
    read("a", 5, 6);

    assertThat(isLinearizable()).isFalse();
  }

  @Test
  void anAcknowledgedWriteThatIsLostIsSeen() throws Exception {
    write("a", 1, 2);
    read("0", 3, 4);

    assertThat(isLinearizable()).isFalse();
  }

  @Test
  void aWriteThatWasSaidToHaveNoEffectAndHasIsSeen() throws Exception {
    read("a", 3, 4);

    assertThat(isLinearizable()).isFalse();
  }

  @Test
  void twoThatReplaceTheSameAreSeen() throws Exception {
    cas("0", "a", 1, 4);
    cas("0", "b", 2, 5);

    assertThat(isLinearizable()).isFalse();
  }

  @Test
  void whatNobodyAnsweredMayBeDoneLateOrNever() throws Exception {
    write("a", 1, UNKNOWN);
    write("b", 2, UNKNOWN);
    cas("b", "d", 2, UNKNOWN);
    write("c", 3, 4);
    read("c", 5, 6);
    read("a", 7, 8);

    assertThat(isLinearizable()).isTrue();
  }

  @Test
  void whatNobodyAnsweredIsDoneOnceAtMost() throws Exception {
    write("a", 1, UNKNOWN);
    read("a", 2, 3);
    write("b", 4, 5);
    read("a", 6, 7);

    assertThat(isLinearizable()).isFalse();
  }

  @Test
  void whatNobodyAnsweredIsNotDoneBeforeItWasAsked() throws Exception {
    read("a", 1, 2);
    write("a", 3, UNKNOWN);

    assertThat(isLinearizable()).isFalse();
  }

  private void write(String value, long invoked, long returned) {
    operations.add(new Operation(1, "write", "r", value, "", invoked, returned));
  }

  private void read(String value, long invoked, long returned) {
    operations.add(new Operation(2, "read", "r", value, "", invoked, returned));
  }

  private void cas(String expected, String value, long invoked, long returned) {
    operations.add(new Operation(3, "cas", "r", value, expected, invoked, returned));
  }

  private boolean isLinearizable() throws IOException, InterruptedException {
    return checker.orElseThrow().check(operations, directory.resolve("history")).linearizable();
  }
}
