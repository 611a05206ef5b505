package io.skep.manager.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LogStorageTest {
  private static final Future<Void> ANOTHER_WAS_ELECTED = Future.failedFuture("c leads, not b");

  @Test
  void aHandOverIsWellWhoeverLeadsNext() {
    assertThat(LogStorage.settled(ANOTHER_WAS_ELECTED, OptionalLong::empty).succeeded()).isTrue();
  }

  @Test
  void aHandOverThatLeftThisOneLeadingHasFailed() {
    Future<Void> left = LogStorage.settled(ANOTHER_WAS_ELECTED, () -> OptionalLong.of(3));

    assertThat(left.cause()).isSameAs(ANOTHER_WAS_ELECTED.cause());
  }
}
