package io.skep.examples.scheduler.stack.loader;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.examples.scheduler.input.InputException;
import io.skep.examples.scheduler.stack.MissingFiles;
import io.skep.examples.scheduler.stack.StackName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens to a stack file, its reader yields a stack or says what is wrong, and where. */
class DamagedStacksTest {
  private static final List<String> DEBRIS =
      List.of(
          ":",
          "-",
          "[",
          "]",
          "{",
          "}",
          "'",
          "\"",
          "&a ",
          "*a",
          "!t ",
          "#",
          "\n",
          "\t",
          " ",
          "$",
          "${",
          "<<: ",
          "|",
          ">",
          "? ",
          "---\n",
          "\\",
          "0",
          "-1",
          "1e999",
          "~",
          "true",
          "\u0000",
          "\uD83D",
          "\u00e4",
          "@",
          "%",
          "`",
          "x-",
          "/",
          "99999999999999999999");

  private static final int DAMAGED_COPIES = 150;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 20_260_101})
  void aDamagedFileIsAStackOrHasProblemsWithinIt(long seed) throws IOException {
    var random = new Random(seed);
    for (AnnotatedStack file : AnnotatedStacksTest.accepted()) {
      String whole = Files.readString(file.path());
      for (int copy = 0; copy < DAMAGED_COPIES; copy++) {
        String damaged = damage(whole, random);
        assertStackOrProblems(
            damaged, "seed %d, copy %d of %s".formatted(seed, copy, file), file.path().getParent());
      }
    }
  }

  private static String damage(String text, Random random) {
    var damaged = new StringBuilder(text);
    for (int times = 1 + random.nextInt(3); times > 0; times--) {
      int at = random.nextInt(damaged.length());
      int end = Math.min(damaged.length(), at + random.nextInt(6));
      String debris = DEBRIS.get(random.nextInt(DEBRIS.size()));
      switch (random.nextInt(3)) {
        case 0 -> damaged.insert(at, debris);
        case 1 -> damaged.delete(at, end);
        default -> damaged.replace(at, end, debris);
      }
    }
    return damaged.toString();
  }

  private static void assertStackOrProblems(String text, String copy, Path folder) {
    try {
      new StackLoader(AnnotatedStacksTest.ENVIRONMENT, MissingFiles.STAND_IN)
          .parse(new StackName("s"), "s.yml", text, folder);
    } catch (InputException refused) {
      long lines = text.chars().filter(c -> c == '\n').count() + 1;
      assertThat(refused.problems())
          .as(copy)
          .allSatisfy(
              problem -> {
                assertThat(problem.line()).isBetween(1, (int) lines + 1);
                assertThat(problem.reason()).isNotBlank();
              });
    } catch (RuntimeException | StackOverflowError raw) {
      throw new AssertionError(copy + ": " + raw + "\n" + text, raw);
    }
  }
}
