package io.skep.store.memory;

/**
 * What a snapshot makes of a store, in the place of the commits that led there.
 *
 * @param root all objects, as the snapshot holds them
 * @param draft what it changes
 */
record Installed(Root root, Draft draft) {}
