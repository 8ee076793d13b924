/**
 * Signing in, one-time links, preferences, and Account: profile, settings and users. Owns these pages. Refuses to check passwords or
 * roles: security does.
 */
@NullMarked
package io.tideover.portal.account;

import org.jspecify.annotations.NullMarked;
