package io.skep.examples.attach.view;

import io.skep.store.ReadTx;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.util.List;

/** An object of JSON in a line for each change, for programs. */
public final class JsonView implements View {
  private final PrintStream out;

  /** Prints to {@code out}. */
  public JsonView(PrintStream out) {
    this.out = out;
  }

  @Override
  public void show(List<Change> changes, ReadTx at) {
    for (Change change : changes) {
      print(
          new JsonObject()
              .put("change", change.isRemoved() ? "removed" : "is")
              .put("kind", change.row().section().one())
              .mergeIn(change.row().json()));
    }
    out.flush();
  }

  @Override
  public void lost(String reason) {
    print(new JsonObject().put("change", "lost").put("reason", reason));
  }

  @Override
  public void found() {
    print(new JsonObject().put("change", "found"));
  }

  private void print(JsonObject line) {
    out.print(line.encode() + "\n");
  }
}
