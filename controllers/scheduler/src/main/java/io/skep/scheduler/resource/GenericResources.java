package io.skep.scheduler.resource;

import io.skep.api.DiscreteGenericResource;
import io.skep.api.GenericResource;
import io.skep.api.NamedGenericResource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Makes generic resources, from values or from text. */
public final class GenericResources {
  private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]+");
  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]*\\.?[0-9]+");

  private GenericResources() {}

  /** {@code value} of the counted {@code kind}. */
  public static GenericResource amount(String kind, long value) {
    return GenericResource.newBuilder()
        .setDiscreteResourceSpec(DiscreteGenericResource.newBuilder().setKind(kind).setValue(value))
        .build();
  }

  /** The unit {@code name} of {@code kind}. */
  public static GenericResource unit(String kind, String name) {
    return GenericResource.newBuilder()
        .setNamedResourceSpec(NamedGenericResource.newBuilder().setKind(kind).setValue(name))
        .build();
  }

  /** The kind of {@code resource}, in whichever form it is. */
  public static String kind(GenericResource resource) {
    return resource.hasNamedResourceSpec()
        ? resource.getNamedResourceSpec().getKind()
        : resource.getDiscreteResourceSpec().getKind();
  }

  /**
   * What a task's environment says of {@code resources}: a variable for each kind, named by {@code
   * prefix}, {@code _} and the kind, all in upper case. Its value is the amount, or the units in
   * their order with commas between them.
   *
   * @return in the order in which the kinds are first mentioned; unmodifiable. Kinds that differ
   *     only in case share a variable
   */
  public static Map<String, String> environment(String prefix, List<GenericResource> resources) {
    var variables = new LinkedHashMap<String, String>();
    for (GenericResource resource : resources) {
      String name = (prefix + "_" + kind(resource)).toUpperCase(Locale.ROOT);
      variables.merge(name, value(resource), (values, next) -> values + "," + next);
    }
    return Collections.unmodifiableMap(variables);
  }

  private static String value(GenericResource resource) {
    return resource.hasNamedResourceSpec()
        ? resource.getNamedResourceSpec().getValue()
        : Long.toString(resource.getDiscreteResourceSpec().getValue());
  }

  /**
   * Reads {@code kind=value} pairs between commas: one whole number for a kind is an amount, one or
   * more other values are named units. Kinds come in the order of their first mention.
   *
   * @throws IllegalArgumentException if the text says something else
   */
  public static List<GenericResource> parse(String text) {
    var values = new LinkedHashMap<String, List<String>>();
    for (String pair : text.split(",", -1)) {
      int equals = pair.indexOf('=');
      String kind = equals < 0 ? "" : pair.substring(0, equals).strip();
      String value = pair.substring(equals + 1).strip();
      if (kind.isEmpty() || value.isEmpty() || value.indexOf('=') >= 0 || hasLineBreak(pair)) {
        throw unreadable(text, "'" + pair + "' is not kind=value");
      }
      values.computeIfAbsent(kind, k -> new ArrayList<>()).add(value);
    }
    var resources = new ArrayList<GenericResource>();
    for (Map.Entry<String, List<String>> kind : values.entrySet()) {
      addKind(text, kind.getKey(), kind.getValue(), resources);
    }
    return resources;
  }

  private static void addKind(
      String text, String kind, List<String> values, List<GenericResource> to) {
    boolean numbers = values.stream().anyMatch(value -> NUMBER.matcher(value).matches());
    if (numbers && values.size() > 1) {
      throw unreadable(text, "'" + kind + "' has several values, one of them a number");
    }
    if (numbers) {
      to.add(amount(kind, wholeNumber(text, values.get(0))));
    } else {
      values.forEach(value -> to.add(unit(kind, value)));
    }
  }

  private static long wholeNumber(String text, String value) {
    if (!INTEGER.matcher(value).matches()) {
      throw unreadable(text, "'" + value + "' is not a whole number");
    }
    try {
      long number = Long.parseLong(value);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException tooLong) {
      // Told below, together with the other bound.
    }
    throw unreadable(text, "'" + value + "' is not between 0 and " + Long.MAX_VALUE);
  }

  private static boolean hasLineBreak(String text) {
    return text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0;
  }

  private static IllegalArgumentException unreadable(String text, String why) {
    return new IllegalArgumentException(
        "could not parse GenericResource: %s in \"%s\"; write for example gpu=2,disk=nvme0"
            .formatted(why, text));
  }
}
