package io.skep.store.raft.soak;

/**
 * What a client did with a register, and when by the harness' clock.
 *
 * @param kind read, write or cas
 * @param value what was read, or is to be written; no two are ever written alike
 * @param expected of a cas: the value that it is to replace
 * @param returned -1 if nobody knows whether it was done
 */
record Operation(
    int client,
    String kind,
    String key,
    String value,
    String expected,
    long invoked,
    long returned) {
  /** As the checker reads it. */
  String json() {
    return ("{\"client\":%d,\"kind\":\"%s\",\"key\":\"%s\",\"value\":\"%s\",\"expected\":\"%s\","
            + "\"invoked\":%d,\"returned\":%d}")
        .formatted(client, kind, key, value, expected, invoked, returned);
  }
}
