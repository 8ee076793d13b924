package io.tideover.lifecycle.decision;

import io.tideover.lifecycle.policy.PolicyBook;
import java.util.function.LongSupplier;

/**
 * What a run of the decision goes by besides the account itself.
 *
 * @param ids gives new ids
 * @param braked freezes and releases by deadline are stopped (R13)
 * @param rehearsal the future is only looked at: cards decline, final notices count as accepted when they fall due
 */
public record Terms(PolicyBook policies, Cards cards, LongSupplier ids, boolean braked, boolean rehearsal) {}
