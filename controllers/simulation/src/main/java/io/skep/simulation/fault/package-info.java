/**
 * What goes wrong between a process and its store, for whole-system runs: start with {@link
 * io.skep.simulation.fault.FaultyStore}. Confined to the one thread that runs the simulation. No
 * part of a program knows of it: it is a store like any other.
 */
package io.skep.simulation.fault;
