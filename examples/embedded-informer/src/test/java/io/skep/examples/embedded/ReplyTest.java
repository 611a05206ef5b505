package io.skep.examples.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.informer.Health;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The states of an informer that are over too soon, or come too seldom, to ask for over HTTP. */
class ReplyTest {
  @Test
  void itIsNotReadyBeforeTheFirstSnapshot() {
    assertThat(Reply.of(new Health.Starting()).status()).isEqualTo(503);
  }

  @Test
  void aCopyThatLagsIsServedForAWhileAndSaysSo() {
    Reply reply = Reply.of(new Health.Lagging(3, Duration.ofSeconds(2)));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo(new JsonObject().put("health", "lagging").put("behind", 3L));
    assertThat(Reply.of(new Health.Lagging(3, Duration.ofMinutes(1))).status()).isEqualTo(503);
  }

  @Test
  void itSaysWhatItFailedOf() {
    Reply reply = Reply.of(new Health.Failed(new IllegalStateException("too far behind")));

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.body().getString("problem")).isEqualTo("too far behind");
  }

  @Test
  void itSaysWhichObjectsAreMissing() {
    Reply reply = Reply.of(new Health.Degraded(List.of("web.1 cannot be indexed")));

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.body().getJsonArray("problems")).containsExactly("web.1 cannot be indexed");
  }
}
