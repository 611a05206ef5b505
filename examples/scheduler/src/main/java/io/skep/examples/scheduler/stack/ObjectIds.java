package io.skep.examples.scheduler.stack;

/**
 * The ids that stored objects got, by the objects' names. Each method is asked only for names that
 * are in the stack or among its stand-ins; an answer of null is a mistake of the implementor.
 */
public interface ObjectIds {
  /** The id of the network called {@code name}. */
  String network(String name);

  /** The id of the secret called {@code name}. */
  String secret(String name);

  /** The id of the config called {@code name}. */
  String config(String name);
}
