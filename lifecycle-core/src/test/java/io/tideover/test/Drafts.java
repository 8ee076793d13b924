package io.tideover.test;

import io.tideover.lifecycle.engine.PolicyDocument;
import io.tideover.lifecycle.engine.PolicyDocument.DenialDocument;
import io.tideover.lifecycle.engine.PolicyDocument.RemindersDocument;
import io.tideover.lifecycle.policy.BillingMode;
import java.util.List;

/** Policies of products that tests invent, in force since 2026 began; each is named after its product. */
public final class Drafts {

    private Drafts() {}

    /** Subscriptions with one reminder, so long before they expire. */
    public static PolicyDocument remindedOf(String product, String beforeExpiry) {
        return draft(
                product,
                BillingMode.SUBSCRIPTION,
                "P15D",
                new RemindersDocument(List.of(beforeExpiry), List.of(), List.of()));
    }

    /** Pay-as-you-go with so much grace. */
    public static PolicyDocument withGrace(String product, String grace) {
        return draft(product, BillingMode.PAY_AS_YOU_GO, grace, new RemindersDocument(List.of(), List.of(), List.of()));
    }

    private static PolicyDocument draft(String product, BillingMode mode, String grace, RemindersDocument reminders) {
        return new PolicyDocument(
                product,
                null,
                product,
                mode.name(),
                null,
                grace,
                "P15D",
                "Locked",
                null,
                null,
                reminders,
                null,
                new DenialDocument("X.1", "Denied"),
                "2026-01-01T00:00:00Z");
    }
}
