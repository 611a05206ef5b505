/**
 * What an informer shows at one moment: {@link io.skep.informer.view.View}, immutable, made anew
 * from the one before for each commit. Any thread. Imports the informers' and the store's
 * vocabulary, and the store's indexes.
 */
package io.skep.informer.view;
