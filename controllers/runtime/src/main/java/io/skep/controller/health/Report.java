package io.skep.controller.health;

/**
 * What there is to say about one part. Immutable.
 *
 * @param name of the part
 * @param isGood whether all is well as far as this part goes
 * @param text why, for people
 */
public record Report(String name, boolean isGood, String text) {}
