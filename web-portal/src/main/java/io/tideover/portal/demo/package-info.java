/**
 * The demonstration: two accounts on a test clock, their users, and the bar that moves time on. Owns what is there in the profile
 * {@code demo} alone. Refuses to run where anybody but this machine could reach it.
 */
@NullMarked
package io.tideover.portal.demo;

import org.jspecify.annotations.NullMarked;
