package io.skep.informer.peer;

import java.util.Random;

/** What both sides' objects are called and say. Each call makes its text anew. */
final class Names {
  static final String IMAGE = "registry/web:1";

  private static final int NODES = 1_000;
  private static final int SERVICES = 500;
  private static final int SLOTS = 100;

  private Names() {}

  static String object(int number) {
    return "t%07d".formatted(number);
  }

  /** The node of an object: of ten, if there are 10,000 objects, and in the other pass another. */
  static String node(int number, int pass) {
    return "n" + (number + pass * (NODES / 2)) % NODES;
  }

  static String service(int number) {
    return "s" + number % SERVICES;
  }

  static int slot(int number) {
    return number % SLOTS;
  }

  static String status(int pass) {
    return "started, pass " + pass;
  }

  /** The numbers below {@code count} in an order that is no order, and always the same. */
  static int[] shuffled(int count) {
    var random = new Random(1);
    int[] numbers = new int[count];
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i + 1);
      numbers[i] = numbers[j];
      numbers[j] = i;
    }
    return numbers;
  }
}
