/**
 * Operations: the provider's staff look at all accounts, policies, jobs, deliveries and withheld releases, and step in. Owns these
 * pages and writes down who stepped in. Refuses to show them to anybody else.
 */
@NullMarked
package io.tideover.portal.operations;

import org.jspecify.annotations.NullMarked;
