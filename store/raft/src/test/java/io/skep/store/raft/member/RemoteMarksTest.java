package io.skep.store.raft.member;

import static io.skep.store.raft.member.DurableStoreTest.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.client.api.BlockingApi;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RemoteMarksTest {
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();

  /** That somebody asks. */
  private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();

  /** What is answered: a place in the log, or negative for a failure. */
  private final BlockingQueue<Long> answers = new LinkedBlockingQueue<>();

  private final RemoteMarks marks = new RemoteMarks("ask", this::connect);

  @AfterEach
  void close() {
    marks.close();
  }

  @Test
  void marksThatComeWhileOneIsUnderWayShareTheNext() throws InterruptedException { // S-16
    Future<Long> first = marks.mark();
    asked.take();
    Future<Long> second = marks.mark();
    Future<Long> third = marks.mark();
    answers.add(7L);

    assertThat(await(first)).isEqualTo(7);
    assertThat(second.isComplete()).as("7 may have been there before it was asked").isFalse();
    answers.add(9L);
    assertThat(await(second)).isEqualTo(9);
    assertThat(await(third)).isEqualTo(9);
    assertThat(connections).hasValue(1);
  }

  @Test
  void afterAFailureTheNextIsAskedOfWhoeverIsThereThen() {
    answers.add(-1L);
    Future<Long> failed = marks.mark();
    assertThatThrownBy(() -> await(failed)).hasMessageContaining("nobody leads");

    answers.add(3L);

    assertThat(await(marks.mark())).isEqualTo(3);
    assertThat(connections).hasValue(2);
    assertThat(closed).hasValue(1);
  }

  @Test
  void whatIsWaitedForFailsWhenTheMemberIsClosed() throws InterruptedException {
    Future<Long> underWay = marks.mark();
    asked.take();
    Future<Long> waiting = marks.mark();

    marks.close();

    for (Future<Long> each : List.of(underWay, waiting, marks.mark())) {
      assertThatThrownBy(() -> await(each)).hasMessageContaining("this member is closed");
    }
    assertThat(closed).hasValue(1);
  }

  private RaftClient connect() {
    connections.incrementAndGet();
    BlockingApi api = fake(BlockingApi.class, name -> answer());
    return fake(
        RaftClient.class,
        name -> {
          if (name.equals("close")) {
            closed.incrementAndGet();
          }
          return name.equals("io") ? api : null;
        });
  }

  private RaftClientReply answer() throws IOException {
    asked.add("asked");
    long place;
    try {
      place = answers.take();
    } catch (InterruptedException e) {
      throw new InterruptedIOException("given up");
    }
    if (place < 0) {
      throw new IOException("nobody leads");
    }
    return RaftClientReply.newBuilder()
        .setClientId(ClientId.randomId())
        .setServerId(RaftPeerId.valueOf("m1"))
        .setGroupId(RaftGroupId.randomId())
        .setSuccess()
        .setLogIndex(place)
        .build();
  }

  private static <T> T fake(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> call.of(method.getName())));
  }

  private interface Call {
    Object of(String method) throws Exception;
  }
}
