/**
 * Message Center: Messages, Common Settings with its Modify Contact dialog, Receivers, Outbox, and the page that verifies an address.
 * Owns what these pages show and ask. Refuses to decide who is told.
 */
@NullMarked
package io.tideover.portal.message;

import org.jspecify.annotations.NullMarked;
