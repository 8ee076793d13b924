/**
 * Funds, bills and coupons of an account, and the ledger, which alone moves money. Amounts are exact and in the account's currency
 * (F5). Refuses to decide when something is collected: that is the decision's.
 */
@NullMarked
package io.tideover.lifecycle.billing;

import org.jspecify.annotations.NullMarked;
