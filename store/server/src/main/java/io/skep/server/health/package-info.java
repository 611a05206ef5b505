/** SwarmKit's own Health service, and what is said to those who ask for logs. */
package io.skep.server.health;
