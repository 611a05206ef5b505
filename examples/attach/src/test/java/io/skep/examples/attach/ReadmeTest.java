package io.skep.examples.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.server.Rig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README's commands are run, and print what it shows. */
class ReadmeTest {
  private static final Pattern EXAMPLE =
      Pattern.compile("(?m)^java -jar \\S+attach.jar (.*)\\n```\\n\\n```\\n((?:.*\\n)+?)```$");
  private static final Pattern EXIT_CODE = Pattern.compile("(?m)^\\| (\\d) \\| (.*) \\|$");

  private final String readme = read();

  @Test
  void theCommandsPrintWhatIsShown() {
    List<String[]> examples =
        EXAMPLE
            .matcher(readme)
            .results()
            .map(found -> new String[] {found.group(1), found.group(2)})
            .toList();
    assertThat(examples).hasSize(2);
    try (Rig rig = Rig.open()) {
      String socket = rig.folder().resolve("c.sock").toString();
      rig.write(Demo::create);

      Session list = Session.of(examples.get(0)[0].replace("./skep.sock", socket));
      assertThat(list.exitCode()).as(list.err()).isZero();
      assertThat(list.out()).isEqualTo(examples.get(0)[1]);

      try (Session follow = Session.of(examples.get(1)[0].replace("./skep.sock", socket))) {
        follow.printed(out -> out.contains("node wren"));
        rig.write(FollowTest::startSecond);
        follow.printed(out -> out.contains("2/3"));
        rig.write(FollowTest::failFirst);
        assertThat(follow.printed(out -> out.endsWith("1/3, nginx:1.27, updating\n")))
            .endsWith(examples.get(1)[1]);
      }
    }
  }

  @Test
  void theExitCodesAreThoseOfTheHelp() {
    Session session = Session.of("--help");
    assertThat(session.exitCode()).isZero();
    String help = session.out().replaceAll("\\s+", " ");

    assertThat(EXIT_CODE.matcher(readme).results())
        .hasSize(6)
        .allSatisfy(row -> assertThat(help).contains(row.group(1) + " " + row.group(2)));
  }

  private static String read() {
    try {
      return Files.readString(
          Path.of(System.getProperty("skep.root"), "examples/attach/README.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
