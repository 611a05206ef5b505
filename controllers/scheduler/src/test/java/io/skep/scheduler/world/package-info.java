/** Where the scheduler is tested: a real store, a played runtime, and rules told a second time. */
package io.skep.scheduler.world;
