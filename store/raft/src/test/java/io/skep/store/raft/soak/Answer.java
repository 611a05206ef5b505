package io.skep.store.raft.soak;

import java.util.List;

/** What a member answered to a call. */
sealed interface Answer {
  record Ok(List<String> words) implements Answer {
    public Ok {
      words = List.copyOf(words);
    }
  }

  /** Nothing has changed, and nothing will. */
  record No(String reason) implements Answer {}

  /** It may have been done, may yet be done, or may never be. */
  record Unknown(String reason) implements Answer {}

  /** Of a line of {@link MemberCalls}. */
  static Answer parse(String line) {
    String[] words = line.split(" ", 3);
    String rest = words.length > 2 ? words[2] : "";
    return switch (words[1]) {
      case "ok" -> new Ok(List.of(rest.split(" ", -1)));
      case "no" -> new No(rest);
      default -> new Unknown(rest);
    };
  }
}
