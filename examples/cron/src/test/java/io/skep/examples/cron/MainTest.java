package io.skep.examples.cron;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MainTest {
  @Test
  void itPrintsTheDayOfACronJob() {
    var printed = new ByteArrayOutputStream();

    int exitCode = Main.run(new PrintStream(printed, true, StandardCharsets.UTF_8));

    assertThat(exitCode).isZero();
    assertThat(printed.toString(StandardCharsets.UTF_8).replace("\r\n", "\n"))
        .isEqualTo(
            """
            a backup is to run every hour; it takes 40 minutes
              00:00  nothing runs
              01:00  the job of 01:00 runs
              01:40  nothing runs
              02:00  the job of 02:00 runs
            it is to run every half hour, and the next waits for the one before
              02:40  the job of 02:30 runs
              03:20  the job of 03:00 runs
              04:00  the job of 04:00 runs
            nobody is there for five hours
            somebody is there again, and one job does for all that were missed
              09:00  the job of 09:00 runs
            the schedule is mistyped
              09:20  schedule "*/30 * * *" is none: Cron expression contains 4 parts but we expect one of [5]; give minute, hour, day, month and weekday, such as "30 4 * * 1-5"
            the cron job is deleted, and its jobs with it
              0 services left
            """);
  }
}
