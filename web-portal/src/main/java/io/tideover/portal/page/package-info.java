/**
 * What every page has: who visits, how amounts and instants are shown, what is wrong with a form, the frame around the content, and
 * the answers to what goes wrong. Owns presentation. Refuses to know any one page.
 */
@NullMarked
package io.tideover.portal.page;

import org.jspecify.annotations.NullMarked;
