package io.skep.informer.peer;

/** What an update changes of an object. */
public enum Edit {
  /** The status, which no index looks at. */
  STATUS,
  /** The node, which is one of the three indexed values. */
  NODE;

  /** What object {@code number} has there after pass {@code pass} of such updates. */
  String value(int number, int pass) {
    return this == NODE ? Names.node(number, pass) : Names.status(pass);
  }
}
