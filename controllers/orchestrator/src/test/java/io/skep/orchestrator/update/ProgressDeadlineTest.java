package io.skep.orchestrator.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.skep.api.Service;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressDeadlineTest {
  @Test
  void aLengthIsHoursMinutesAndSeconds() {
    assertThat(ProgressDeadline.parse("90s")).isEqualTo(Duration.ofSeconds(90));
    assertThat(ProgressDeadline.parse("10m")).isEqualTo(Duration.ofMinutes(10));
    assertThat(ProgressDeadline.parse("1h30m")).isEqualTo(Duration.ofMinutes(90));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "10", "0s", "-5m", "10 m"})
  void anythingElseIsRefusedWithTheValueAndWhatToDo(String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProgressDeadline.parse(value))
        .withMessageContaining("skep.update.progress-deadline")
        .withMessageContaining("\"" + value + "\"")
        .withMessageContaining("1m30s");
  }

  @Test
  void aServiceWithoutALabelThatCanBeReadHasNone() {
    assertThat(ProgressDeadline.of(Service.getDefaultInstance())).isEmpty();
    assertThat(ProgressDeadline.of(labelled("soon"))).isEmpty();
    assertThat(ProgressDeadline.of(labelled("5m"))).contains(Duration.ofMinutes(5));
  }

  private static Service labelled(String value) {
    Service.Builder service = Service.newBuilder();
    service.getSpecBuilder().getAnnotationsBuilder().putLabels(ProgressDeadline.LABEL, value);
    return service.build();
  }
}
