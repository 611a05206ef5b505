package io.skep.informer.remote.grpc;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** No connection was there in time, so the call certainly has not reached anybody. */
final class UnsentException extends TimeoutException {
  private static final long serialVersionUID = 1L;

  UnsentException(Server server, Duration limit) {
    super("%s: no connection after %s".formatted(server, limit));
  }
}
