package io.skep.examples.scheduler.stack.loader;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A stack file of ours that says itself what its reader is to find: {@code #! column reason} at the
 * end of a line for each problem of that line, {@code #? label text} for each notice.
 */
record AnnotatedStack(Path path) {
  private static final Pattern PROBLEM =
      Pattern.compile(" #! (?<column>\\d+) (?<reason>.*?)(?= #! |$)");
  private static final Pattern NOTICE = Pattern.compile(" #\\? (?<label>\\S+) (?<text>.*)$");

  /** Those in the folder {@code name}, by name. */
  static List<AnnotatedStack> in(String name) {
    try (Stream<Path> files = Files.list(folder(name))) {
      return files.sorted().map(AnnotatedStack::new).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the files of the folder {@code name} lie. */
  static Path folder(String name) {
    URL url = AnnotatedStack.class.getResource("/io/skep/examples/scheduler/stack/" + name);
    try {
      return Path.of(Objects.requireNonNull(url, name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("a folder of resources has a path", e);
    }
  }

  /** Each as {@code line:column: reason}. */
  List<String> problems() {
    return find(PROBLEM, (line, at) -> line + ":" + at.group("column") + ": " + at.group("reason"));
  }

  /** Each as {@code line: label: text}. */
  List<String> notices() {
    return find(NOTICE, (line, at) -> line + ": " + at.group("label") + ": " + at.group("text"));
  }

  @FunctionalInterface
  private interface Form {
    String of(int line, Matcher at);
  }

  private List<String> find(Pattern pattern, Form form) {
    try {
      List<String> lines = Files.readAllLines(path);
      List<String> found = new ArrayList<>();
      for (int i = 0; i < lines.size(); i++) {
        if (!lines.get(i).startsWith("# ")) {
          Matcher at = pattern.matcher(lines.get(i));
          while (at.find()) {
            found.add(form.of(i + 1, at));
          }
        }
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return path.getFileName().toString();
  }
}
