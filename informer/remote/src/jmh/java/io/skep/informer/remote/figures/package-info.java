/** What following a store over the wire costs, and beside it the peers. */
package io.skep.informer.remote.figures;
