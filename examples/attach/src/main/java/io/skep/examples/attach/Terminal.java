package io.skep.examples.attach;

import io.skep.examples.attach.view.LiveView.Size;
import io.skep.store.loop.Clock;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the program is run in. Immutable.
 *
 * @param out where the answer goes
 * @param err where everything else goes
 * @param screen what fits on {@code out}, if that is a terminal
 * @param clock for the times that are shown
 * @param zone whose clocks people look at
 */
record Terminal(
    PrintStream out, PrintStream err, Optional<Size> screen, InstantSource clock, ZoneId zone) {
  /** Says how large the terminal is, if standard output is one. Java cannot tell either. */
  private static final String ASK =
      "test -t 1 && test \"$TERM\" != dumb && stty size </dev/tty >&2";

  private static final Pattern SIZE = Pattern.compile("(\\d{1,5}) (\\d{1,5})");

  /** The terminal, or what stands in for it, of this process. */
  static Terminal ofProcess() {
    return new Terminal(
        utf8(FileDescriptor.out),
        utf8(FileDescriptor.err),
        screenOfProcess(),
        Clock.system(),
        ZoneId.systemDefault());
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  private static Optional<Size> screenOfProcess() {
    try {
      Process shell = new ProcessBuilder("sh", "-c", ASK).redirectOutput(Redirect.INHERIT).start();
      return size(new String(shell.getErrorStream().readAllBytes(), StandardCharsets.US_ASCII));
    } catch (IOException noShell) {
      return Optional.empty();
    }
  }

  /** Of {@code 24 80}. */
  private static Optional<Size> size(String text) {
    return SIZE.matcher(text)
        .results()
        .map(size -> new Size(Integer.parseInt(size.group(2)), Integer.parseInt(size.group(1))))
        .filter(size -> size.height() > 2 && size.width() > 0)
        .findFirst();
  }
}
