/**
 * Informers that their users share: {@link io.skep.informer.shared.SharedInformers}, which puts
 * feed, views and deliveries together. Imports all other packages of the module.
 */
package io.skep.informer.shared;
