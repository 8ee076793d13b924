/**
 * The feed of lifecycle events that product services read and acknowledge (D10). Owns the order of the feed: positions without gaps,
 * in the order of commit. Refuses to know who reads it.
 */
@NullMarked
package io.tideover.message.event;

import org.jspecify.annotations.NullMarked;
