package io.skep.simulation.check;

/** Where checks report that something does not hold. Must not throw: the caller is no test. */
@FunctionalInterface
public interface Violations {
  /** {@code rule} is broken; {@code details} says by whom and how. */
  void report(String rule, String details);
}
