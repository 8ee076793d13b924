/**
 * What the tests of every module share: the database server they run on, a mail server to send to, and policies of products that they
 * invent. Handed to the other modules in this module's test jar, which holds this package alone.
 */
@NullMarked
package io.tideover.test;

import org.jspecify.annotations.NullMarked;
