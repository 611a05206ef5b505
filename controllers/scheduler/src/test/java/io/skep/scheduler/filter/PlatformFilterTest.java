package io.skep.scheduler.filter;

import static io.skep.scheduler.world.A.mayRunOn;
import static io.skep.scheduler.world.A.node;
import static io.skep.scheduler.world.A.platform;
import static io.skep.scheduler.world.A.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Node;
import io.skep.api.Task;
import io.skep.scheduler.world.A;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** On which platforms a task may run: SC-55. */
final class PlatformFilterTest {
  private final PlatformFilter filter = new PlatformFilter();

  // SC-55
  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void aNodeIsOfAPlatformOrNot(
      String what, Consumer<Task.Builder> wanted, Consumer<Node.Builder> own, boolean fits) {
    assertThat(Judged.by(filter, task("t", wanted), node("n", own))).as(what).isEqualTo(fits);
  }

  static Object[][] cases() {
    Consumer<Node.Builder> linux = platform("x86_64", "linux");
    return new Object[][] {
      {"the same", mayRunOn("x86_64", "linux"), linux, true},
      {"another name for it", mayRunOn("amd64", "linux"), linux, true},
      {"and the other way round", mayRunOn("x86_64", "linux"), platform("amd64", "linux"), true},
      {"another name for arm64", mayRunOn("arm64", "linux"), platform("aarch64", "linux"), true},
      {"and for aarch64", mayRunOn("aarch64", "linux"), platform("arm64", "linux"), true},
      {"32 bits are not 64", mayRunOn("arm", "linux"), platform("arm64", "linux"), false},
      {"another system", mayRunOn("x86_64", "windows"), linux, false},
      {"case counts in a system", mayRunOn("x86_64", "Linux"), linux, false},
      {"case counts in an architecture", mayRunOn("X86_64", "linux"), linux, false},
      {"any architecture", mayRunOn("", "linux"), linux, true},
      {"any architecture, another system", mayRunOn("", "windows"), linux, false},
      {"any system", mayRunOn("amd64", ""), linux, true},
      {"any system, another architecture", mayRunOn("s390x", ""), linux, false},
      {"the second of two", mayRunOn("arm", "").andThen(mayRunOn("amd64", "linux")), linux, true},
      {
        "parts of two make none",
        mayRunOn("arm", "linux").andThen(mayRunOn("amd64", "windows")),
        linux,
        false
      },
      {"a node without a platform", mayRunOn("", ""), A.label("os", "linux"), false},
      {"anything, of a node that tells", mayRunOn("", ""), platform("", ""), true},
      {"a node that tells no system", mayRunOn("amd64", "linux"), platform("amd64", ""), false},
    };
  }

  // SC-55
  @Test
  void aTaskThatListsNoPlatformDemandsNothing() {
    assertThat(filter.demandOf(task("t"))).isEmpty();
  }
}
