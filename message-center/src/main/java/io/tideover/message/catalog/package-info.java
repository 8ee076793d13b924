/**
 * The rows of Common Settings: message types with their labels, categories and the channels that may be switched off, and the channels
 * themselves. Owns what a setting may say. Refuses to know accounts, receivers or storage.
 */
@NullMarked
package io.tideover.message.catalog;

import org.jspecify.annotations.NullMarked;
