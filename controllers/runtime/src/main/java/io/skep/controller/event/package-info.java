/**
 * Events: what a controller wants people to know about an object, in sentences, merged where they
 * repeat and limited where they flood. Begin with {@link io.skep.controller.event.EventLog}.
 *
 * <p>Recorders may be used by any thread; everything behind them is confined to the loop of the
 * log. Imports the vocabulary of the store and of controllers.
 */
package io.skep.controller.event;
