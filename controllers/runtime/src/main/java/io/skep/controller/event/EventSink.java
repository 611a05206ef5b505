package io.skep.controller.event;

import io.vertx.core.Future;
import java.util.List;

/** Where event records go. */
public interface EventSink {
  /**
   * Writes each record, in place of the one with its id if there is one. Must not block. A batch
   * that failed is given again, so writing the same record twice must do no harm. Not called again
   * before the future is complete.
   *
   * @param records at most {@value EventLog#BATCH}, no two with the same id
   */
  Future<?> write(List<EventRecord> records);
}
