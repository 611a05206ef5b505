package io.skep.controller.http;

import io.skep.controller.health.Liveness;
import io.skep.controller.health.Readiness;
import io.skep.controller.health.Report;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import java.util.List;

/**
 * The health of controllers as checks of Vert.x, so that a program's other checks (a database, a
 * queue) stand next to them: {@code VertxChecks.of(vertx, readiness).register("database", ...)}.
 */
public final class VertxChecks {
  /** Longer than any answer takes, so that what is told is why and not that it was late. */
  private static final long LIMIT_MS = Liveness.LIMIT.multipliedBy(2).toMillis();

  private VertxChecks() {}

  /** One check, {@code loops}, that says how each loop answers. */
  public static HealthChecks of(Vertx vertx, Liveness liveness) {
    return HealthChecks.create(vertx)
        .register(
            "loops",
            LIMIT_MS,
            told -> liveness.reports().map(VertxChecks::status).onComplete(told));
  }

  /** One check, {@code parts}, that says how each part stands. */
  public static HealthChecks of(Vertx vertx, Readiness readiness) {
    return HealthChecks.create(vertx)
        .register("parts", LIMIT_MS, told -> told.complete(status(readiness.reports())));
  }

  private static Status status(List<Report> reports) {
    var texts = new JsonObject();
    reports.forEach(report -> texts.put(report.name(), report.text()));
    return new Status().setOk(reports.stream().allMatch(Report::isGood)).setData(texts);
  }
}
