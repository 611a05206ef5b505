package io.skep.examples.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.informer.Health;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The states of an informer that are over too soon, or come too seldom, to ask for over HTTP. */
class ReplyTest {
  @Test
  void itIsNotReadyBeforeTheFirstSnapshot() {
    assertThat(Reply.of(new Health.Starting()).status()).isEqualTo(503);
  }

  @Test
  void itServesOnWhenSomeObjectsAreMissingAndSaysWhich() {
    Reply reply = Reply.of(new Health.Degraded(List.of("web.1 cannot be indexed")));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body().getJsonArray("problems")).containsExactly("web.1 cannot be indexed");
  }
}
