/**
 * Starts the application. Owns the wiring of the four modules into one process and nothing else: rules live in the
 * modules, pages and endpoints in {@code io.tideover.portal}.
 */
@NullMarked
package io.tideover;

import org.jspecify.annotations.NullMarked;
