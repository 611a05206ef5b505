package io.skep.controller.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Places in traces, as text. */
class TraceContextTest {
  @Test
  void aPlaceIsReadAsItWasWritten() {
    var random = new Random(1);
    for (int i = 0; i < 1_000; i++) {
      TraceContext context = TraceContext.begin(random);
      assertThat(TraceContext.parse(context.toString())).contains(context);
      assertThat(context.next(random).traceId()).isEqualTo(context.traceId());
      assertThat(context.next(random).spanId()).isNotEqualTo(context.spanId());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "request 42",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01"
      })
  void whatIsNoPlaceIsNone(String text) {
    assertThat(TraceContext.parse(text)).isEmpty();
  }
}
