package io.skep.store.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AnswerTest {
  private final VirtualClock clock = new VirtualClock(1);
  private final Loop asker = clock.loop("asker");
  private final Loop other = clock.loop("other");

  private final List<String> told = new ArrayList<>();

  @Test
  void itIsGivenOnTheLoopThatAsked() {
    List<Answer<String>> answers = new ArrayList<>();
    List<Optional<Loop>> on = new ArrayList<>();
    asker.execute(
        () -> {
          Answer<String> answer = Answer.toCaller();
          answer.future().onSuccess(told::add).onSuccess(result -> on.add(Loop.current()));
          answers.add(answer);
        });
    clock.runUntilIdle();

    other.execute(() -> answers.get(0).complete("done"));
    clock.runUntilIdle();

    assertThat(told).containsExactly("done");
    assertThat(on).containsExactly(Optional.of(asker));
  }

  @Test
  void itIsNotGivenInsideTheCallThatKnowsIt() {
    asker.execute(
        () -> {
          Answer<String> answer = Answer.toCaller();
          answer.future().onSuccess(told::add);
          answer.complete("later");
          told.add("now");
        });
    clock.runUntilIdle();

    assertThat(told).containsExactly("now", "later");
  }

  @Test
  void aCallerWithoutALoopHasItAtOnce() {
    Answer<String> answer = Answer.toCaller();

    answer.fail(new IllegalStateException("no"));
    answer.complete("too late");

    assertThat(answer.future().cause()).hasMessage("no");
  }

  @Test
  void aListenerThatFailsIsNothingToWhoeverGivesTheAnswer() {
    Answer<String> answer = Answer.toCaller();
    answer.future().onComplete(AnswerTest::failing);
    Promise<String> promise = Promise.promise();
    Answer.of(promise.future()).onComplete(AnswerTest::failing);

    answer.complete("done");
    promise.complete("done");

    assertThat(answer.future().result()).isEqualTo("done");
  }

  private static void failing(AsyncResult<String> result) {
    throw new IllegalStateException("a listener of " + result);
  }

  @Test
  void anAskerWhoseLoopIsGoneIsToldAllTheSame() throws Exception {
    Vertx vertx = Vertx.vertx();
    var asked = new CompletableFuture<Answer<String>>();
    VertxLoop.on(vertx).execute(() -> asked.complete(Answer.toCaller()));
    Answer<String> answer = asked.get(1, TimeUnit.MINUTES);
    vertx.close().toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);

    answer.complete("done");

    assertThat(answer.future().result()).isEqualTo("done");
  }

  @Test
  void aFutureIsPassedOnWithItsResultOrItsFailure() {
    Promise<String> promise = Promise.promise();
    asker.execute(
        () -> {
          Answer.of(promise.future()).onSuccess(told::add);
          Answer.of(Future.failedFuture("gone")).onFailure(cause -> told.add(cause.getMessage()));
        });
    clock.runUntilIdle();
    assertThat(told).containsExactly("gone");

    promise.complete("done");
    assertThat(told).as("not on the completing thread").containsExactly("gone");
    clock.runUntilIdle();

    assertThat(told).containsExactly("gone", "done");
  }
}
