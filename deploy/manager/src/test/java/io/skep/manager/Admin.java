package io.skep.manager;

import io.skep.server.Rig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What an operator asks over the socket in a data folder. */
public final class Admin implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final HttpClientAgent client = vertx.createHttpClient();
  private final SocketAddress address;

  Admin(Path data) {
    address = SocketAddress.domainSocketAddress(data.resolve("admin/admin.sock").toString());
  }

  record Answer(int status, String text) {}

  Answer get(String path) {
    return call(HttpMethod.GET, path);
  }

  Answer post(String path) {
    return call(HttpMethod.POST, path);
  }

  Answer delete(String path) {
    return call(HttpMethod.DELETE, path);
  }

  private Answer call(HttpMethod method, String path) {
    Future<Answer> answer =
        client
            .request(
                new RequestOptions()
                    .setServer(address)
                    .setHost("skep")
                    .setMethod(method)
                    .setURI(path))
            .compose(Admin::sent);
    try {
      return answer.toCompletionStage().toCompletableFuture().get(2, TimeUnit.MINUTES);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(method + " " + path, e);
    }
  }

  /** Asks for the body where the answer arrives: a moment later, what came of it is dropped. */
  private static Future<Answer> sent(HttpClientRequest request) {
    return request
        .send()
        .compose(
            response ->
                response
                    .body()
                    .map(text -> new Answer(response.statusCode(), text.toString().strip())));
  }

  @Override
  public void close() {
    Rig.await(vertx.close());
  }
}
