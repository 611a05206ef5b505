/** How the daemon writes its log: {@link io.skep.manager.log.LogOutput}. */
package io.skep.manager.log;
