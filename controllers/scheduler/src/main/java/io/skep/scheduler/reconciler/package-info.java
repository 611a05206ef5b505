/**
 * The scheduler as a controller: {@link io.skep.scheduler.reconciler.Scheduler}.
 *
 * <p>Confined to the controller's loop. Imports everything else of this module, the store's kinds
 * and the controller runtime.
 */
package io.skep.scheduler.reconciler;
