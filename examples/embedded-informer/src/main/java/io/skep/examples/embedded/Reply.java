package io.skep.examples.embedded;

import io.skep.informer.Health;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What the service says, in HTTP's terms. */
record Reply(int status, JsonObject body) {
  static Reply ok(JsonObject body) {
    return new Reply(200, body);
  }

  static Reply refused(int status, String problem) {
    return new Reply(status, new JsonObject().put("problem", problem));
  }

  /** 200 as long as the copy follows the store, even if some objects are missing from it. */
  static Reply of(Health health) {
    if (health instanceof Health.Synced) {
      return ok(new JsonObject().put("health", "synced"));
    }
    if (health instanceof Health.Degraded degraded) {
      return ok(
          new JsonObject()
              .put("health", "degraded")
              .put("problems", new JsonArray(degraded.problems())));
    }
    if (health instanceof Health.Stopped stopped) {
      return new Reply(
          503,
          new JsonObject().put("health", "stopped").put("problem", stopped.cause().getMessage()));
    }
    return new Reply(503, new JsonObject().put("health", "starting"));
  }
}
