package io.skep.examples.embedded;

import io.skep.informer.Health;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Locale;

/** What the service says, in HTTP's terms. */
record Reply(int status, JsonObject body) {
  /** An older copy is worse than an answer from another process. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  static Reply ok(JsonObject body) {
    return new Reply(200, body);
  }

  static Reply refused(int status, String problem) {
    return new Reply(status, new JsonObject().put("problem", problem));
  }

  /** 200 as long as the copy shows all that it should, and is not old. */
  static Reply of(Health health) {
    JsonObject body =
        new JsonObject().put("health", health.getClass().getSimpleName().toLowerCase(Locale.ROOT));
    if (health instanceof Health.Degraded degraded) {
      body.put("problems", new JsonArray(degraded.problems()));
    } else if (health instanceof Health.Lagging lagging) {
      body.put("behind", lagging.versions());
    } else if (health instanceof Health.Failed failed) {
      body.put("problem", failed.cause().getMessage());
    } else if (health instanceof Health.Stopped stopped) {
      body.put("problem", stopped.cause().getMessage());
    }
    return new Reply(health.isHealthy(PATIENCE) ? 200 : 503, body);
  }
}
