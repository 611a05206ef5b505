/**
 * Children that depend on each other: what comes before what, under which conditions, and what is
 * taken down first. Begin with {@link io.skep.controller.graph.Graph}.
 *
 * <p>Graphs and outcomes are immutable; a graph works inside the caller's transaction, on its
 * thread. Imports the vocabularies of the store and of controllers, and {@code
 * io.skep.controller.custom}.
 */
package io.skep.controller.graph;
