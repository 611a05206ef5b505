/** What becomes of objects whose owner is gone. */
package io.skep.controller.owner;
