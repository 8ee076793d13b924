/**
 * Who may come in and what they may do: users, sign-in, one-time links, and the table of pages by role. Owns the users' tables and the
 * pages' filter chain. Refuses to know what the pages show.
 */
@NullMarked
package io.tideover.portal.security;

import org.jspecify.annotations.NullMarked;
