/**
 * What must hold at every step of a simulation, whatever goes wrong: {@link
 * io.skep.simulation.check.History} knows what really happened, and each check compares that with
 * what some part shows or does. Confined to the one thread that runs the simulation.
 */
package io.skep.simulation.check;
