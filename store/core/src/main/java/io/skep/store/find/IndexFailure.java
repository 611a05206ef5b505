package io.skep.store.find;

import io.skep.store.Index;

/**
 * An index function failed on an object, which is therefore not in that index.
 *
 * @param index the index whose function failed
 * @param id the object's id, as bytes
 * @param cause what the function threw
 */
public record IndexFailure(Index<?, ?> index, String id, RuntimeException cause) {}
