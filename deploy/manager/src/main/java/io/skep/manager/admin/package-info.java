/**
 * What operators ask of a durable manager and its cluster, over a socket that only its user can
 * open: {@link io.skep.manager.admin.AdminSocket}.
 */
package io.skep.manager.admin;
