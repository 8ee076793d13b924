/**
 * Notices as stored, what they say in a language, and the in-site messages they are. Owns the notices' tables and what each user has
 * read. Refuses to know receivers and channels.
 */
@NullMarked
package io.tideover.message.notice;

import org.jspecify.annotations.NullMarked;
