package io.skep.examples.attach.view;

import io.skep.store.ReadTx;
import java.io.PrintStream;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** A line for each change, for files, pipes and people who like to scroll. */
public final class LineView implements View {
  private final PrintStream out;
  private final InstantSource clock;
  private final DateTimeFormatter time;

  /** Prints to {@code out}, times as clocks in {@code zone} show them. */
  public LineView(PrintStream out, InstantSource clock, ZoneId zone) {
    this.out = out;
    this.clock = clock;
    this.time = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(zone);
  }

  @Override
  public void show(List<Change> changes, ReadTx at) {
    changes.forEach(this::show);
    out.flush();
  }

  private void show(Change change) {
    String subject = "%s %s".formatted(change.row().section().one(), change.row().name());
    print(change.isRemoved() ? subject + " removed" : subject + ": " + change.row().words());
  }

  @Override
  public void lost(String reason) {
    print("connection lost, trying again: " + reason);
  }

  @Override
  public void found() {
    print("connected again");
  }

  private void print(String text) {
    out.printf("%s %s\n", time.format(clock.instant()), text);
  }
}
