/**
 * Policies as versioned data: how long each phase lasts, what is reminded when, what is denied, for (product, billing mode, customer
 * tier). Owns the vocabulary of phases and billing modes and the arithmetic of ISO-8601 spans in a time zone (T2). Refuses policies
 * whose phases cannot be reached; knows nothing of accounts, money or storage of resources.
 */
@NullMarked
package io.tideover.lifecycle.policy;

import org.jspecify.annotations.NullMarked;
