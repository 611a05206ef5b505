package io.skep.examples.reconciler;

import com.google.protobuf.ByteString;
import io.skep.api.Config;
import io.skep.api.Task;
import io.skep.controller.custom.ObjectMeta;
import io.skep.controller.custom.ObjectTx;
import io.skep.examples.reconciler.ReplicaGroup.Spec;
import io.skep.store.Interest;
import io.skep.store.ReadTx;
import io.skep.store.Store;
import io.skep.store.Tx;
import io.skep.store.Watcher;
import io.skep.store.Watcher.Next;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.PrintStream;
import java.util.List;
import java.util.function.Consumer;

/** The life of one group. Each step asks for something and waits until it is so. */
final class Story {
  private static final String WEB = "web";
  private static final String SHOP = "shop";

  private final Store store;
  private final Loop loop;
  private final PrintStream out;

  // On the loop only.
  private String state = "";
  private String awaited;
  private Promise<Void> reached = Promise.promise();

  Story(Store store, Loop loop, PrintStream out) {
    this.store = store;
    this.loop = loop;
    this.out = out;
  }

  Future<Void> tell() {
    Promise<Void> told = Promise.promise();
    loop.execute(
        () -> {
          Watcher watcher = store.watch(loop, Interest.all());
          watcher.onReady(() -> printNews(watcher));
          steps().onComplete(told);
        });
    return told.future();
  }

  private Future<Void> steps() {
    return step("a group asks for 3 tasks", Story::createGroup, "no config; no tasks")
        .compose(
            done -> step("its config appears", Story::createConfig, "ready; 3 tasks of shop:1"))
        .compose(
            done -> step("the config changes", Story::changeConfig, "ready; 3 tasks of shop:2"))
        .compose(
            done -> step("the group asks for 2", Story::shrinkGroup, "ready; 2 tasks of shop:2"))
        .compose(done -> step("a task is lost", Story::loseTask, "ready; 2 tasks of shop:2"))
        .compose(done -> step("the group is deleted", Story::deleteGroup, "gone; no tasks"));
  }

  private Future<Void> step(String title, Consumer<Tx> write, String outcome) {
    out.println(title);
    awaited = outcome;
    reached = Promise.promise();
    return store.update(write).compose(written -> reached.future());
  }

  private void printNews(Watcher watcher) {
    while (watcher.next() instanceof Next.Delivered delivered) {
      String now = state(delivered.at());
      if (!now.equals(state)) {
        state = now;
        out.println("  " + state);
        if (state.equals(awaited)) {
          reached.tryComplete();
        }
      }
    }
  }

  private static String state(ReadTx at) {
    List<Task> tasks = at.list(Kinds.TASK);
    List<String> images =
        tasks.stream().map(t -> t.getSpec().getContainer().getImage()).distinct().toList();
    String phase = at.get(ReplicaGroup.KIND, WEB).map(Story::phase).orElse("gone");
    return phase
        + (tasks.isEmpty()
            ? "; no tasks"
            : "; %d tasks of %s".formatted(tasks.size(), String.join(" and ", images)));
  }

  private static String phase(ReplicaGroup group) {
    if (group.meta().deletingSince().isPresent()) {
      return "going";
    }
    return group.status() == null ? "new" : group.status().phase();
  }

  private static void createGroup(Tx tx) {
    ObjectMeta web = ObjectMeta.identified(WEB, WEB);
    tx.create(ReplicaGroup.KIND, new ReplicaGroup(web, new Spec(3, SHOP), null));
  }

  private static void createConfig(Tx tx) {
    Config.Builder shop = Config.newBuilder().setId(SHOP);
    shop.getSpecBuilder()
        .setData(ByteString.copyFromUtf8("shop:1"))
        .getAnnotationsBuilder()
        .setName(SHOP);
    tx.create(Kinds.CONFIG, shop.build());
  }

  private static void changeConfig(Tx tx) {
    Config.Builder shop = tx.get(Kinds.CONFIG, SHOP).orElseThrow().toBuilder();
    shop.getSpecBuilder().setData(ByteString.copyFromUtf8("shop:2"));
    tx.update(Kinds.CONFIG, shop.build());
  }

  private static void shrinkGroup(Tx tx) {
    ReplicaGroup web = tx.get(ReplicaGroup.KIND, WEB).orElseThrow();
    ObjectTx.over(tx).spec(ReplicaGroup.KIND, web, new Spec(2, SHOP));
  }

  private static void loseTask(Tx tx) {
    tx.delete(Kinds.TASK, tx.list(Kinds.TASK).get(0).getId());
  }

  private static void deleteGroup(Tx tx) {
    tx.delete(ReplicaGroup.KIND, WEB);
  }
}
