package io.tideover.lifecycle.decision;

import io.tideover.lifecycle.resource.Resource;
import java.time.Instant;

/**
 * One step of what is carried out within an instant; {@link Lifecycle#RULES} has their order (T5). Applying a rule again at the same
 * instant changes nothing more.
 */
interface Rule {

    Instant NEVER = Instant.MAX;

    /** Does what has fallen due up to an instant. */
    void apply(Run run, Instant at);

    /** When the account itself has to be looked at next for this rule; {@link #NEVER} if not. */
    default Instant next(AccountState state) {
        return NEVER;
    }

    /** When a resource has to be looked at next for this rule; {@link #NEVER} if not. */
    default Instant next(AccountState state, Resource resource, Run run) {
        return NEVER;
    }

    static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
