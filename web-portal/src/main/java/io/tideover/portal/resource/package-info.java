/**
 * Billing Center > Resources: the list by deadline, a resource's life drawn as a line, renewing and deleting. Owns what these pages
 * show. Refuses to decide what may be done to a resource.
 */
@NullMarked
package io.tideover.portal.resource;

import org.jspecify.annotations.NullMarked;
