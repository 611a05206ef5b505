package io.skep.examples.scheduler.trace;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The device models that a pod accepts, at least one, in the order of their names. Immutable.
 *
 * <p>A constraint compares one label with one value, and several constraints must all hold; "model
 * A or model B" cannot be said that way. So every accepted set that occurs in a trace gets a label
 * of its own, such as {@code gpu.in.A_or_B=true}, and each node whose model is in the set carries
 * it.
 */
record GpuModels(SortedSet<String> names) {
  /** What may stand in the name of a label and cannot be confused with {@link #OR}. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9.-]+");

  private static final String OR = "_or_";

  GpuModels {
    names = Collections.unmodifiableSortedSet(new TreeSet<>(names));
  }

  /**
   * Reads {@code A|B}.
   *
   * @throws IllegalArgumentException if a name is empty or has other characters than letters,
   *     digits, dots and dashes
   */
  static GpuModels parse(String spec) {
    var names = new TreeSet<String>();
    for (String name : spec.split("\\|", -1)) {
      names.add(checkName(name.strip()));
    }
    return new GpuModels(names);
  }

  /** {@code name} itself, if it can be a model's name. */
  static String checkName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'%s' cannot be a GPU model; use letters, digits, dots and dashes".formatted(name));
    }
    return name;
  }

  /** The node label that stands for this set. */
  String label() {
    return "gpu.in." + String.join(OR, names);
  }

  /** What a pod has to ask for. */
  List<String> constraints() {
    return List.of("node.labels." + label() + "==true");
  }
}
