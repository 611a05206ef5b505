package io.skep.store;

/**
 * What a transaction's body returned, once the state that it read and wrote is committed.
 *
 * @param value the body's own result; may be null
 * @param version the version that the transaction made, or read if it changed nothing
 */
public record Committed<R>(R value, Version version) {}
