package io.tideover.lifecycle.access;

import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Operation;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.lifecycle.policy.Policy;
import java.time.Instant;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** A1 to A3, as a function of facts. */
final class AccessRule {

    static final String IN_ARREARS = "ACCOUNT_IN_ARREARS";

    /** An account. */
    record OfAccount(long accountId, Money arrears, boolean inArrears) {}

    /** A resource of it. */
    record OfResource(
            String resourceName,
            BillingMode mode,
            Phase phase,
            Policy policy,
            @Nullable Instant deadline) {}

    /** Where somebody who is denied can settle what is owed, and get help. */
    record Help(String settleAt, String support) {

        String toSettle(OfAccount account) {
            return "Settle " + account.arrears() + " at " + settleAt + ". Support: " + support;
        }

        String toRenew() {
            return "Renew it at " + settleAt + ". Support: " + support;
        }

        String none() {
            return "It has been released for good. Support: " + support;
        }
    }

    private AccessRule() {}

    static AccessDecision decide(OfAccount account, @Nullable OfResource resource, Operation operation, Help help) {
        if (resource == null) {
            return paidOrNot(account, null, operation, help);
        }
        return switch (resource.phase()) {
            case ACTIVE, GRACE -> paidOrNot(account, resource, operation, help);
            case RETENTION -> {
                if (!resource.policy().allowedInRetention().contains(operation)) {
                    yield denied(account, resource, remedy(account, resource, help));
                }
                yield operation.isPaid() && account.inArrears()
                        ? deniedForArrears(account, resource, help)
                        : allowed(account, resource, AccessMode.ALL_DENIED);
            }
            case RELEASED -> denied(account, resource, help.none());
        };
    }

    private static AccessDecision paidOrNot(
            OfAccount account, @Nullable OfResource resource, Operation operation, Help help) {
        if (account.inArrears() && operation.isPaid()) {
            return deniedForArrears(account, resource, help);
        }
        return allowed(account, resource, account.inArrears() ? AccessMode.PAID_DENIED : AccessMode.ALL_ALLOWED);
    }

    private static AccessDecision allowed(OfAccount account, @Nullable OfResource resource, AccessMode mode) {
        return new AccessDecision(
                true,
                mode,
                null,
                null,
                account.accountId(),
                resource == null ? null : resource.phase(),
                account.arrears(),
                resource == null ? null : resource.deadline(),
                null);
    }

    private static AccessDecision deniedForArrears(OfAccount account, @Nullable OfResource resource, Help help) {
        return new AccessDecision(
                false,
                AccessMode.PAID_DENIED,
                IN_ARREARS,
                "The account is in arrears with " + account.arrears() + "; what must be paid for is denied.",
                account.accountId(),
                resource == null ? null : resource.phase(),
                account.arrears(),
                resource == null ? null : resource.deadline(),
                help.toSettle(account));
    }

    private static AccessDecision denied(OfAccount account, OfResource resource, String remedy) {
        var denial = resource.policy().denial();
        return new AccessDecision(
                false,
                AccessMode.ALL_DENIED,
                denial.code(),
                denial.messageFor(resource.resourceName(), AccessMode.ALL_DENIED.code()),
                account.accountId(),
                resource.phase(),
                account.arrears(),
                resource.deadline(),
                remedy);
    }

    private static String remedy(OfAccount account, OfResource resource, Help help) {
        return resource.mode() == BillingMode.PAY_AS_YOU_GO ? help.toSettle(account) : help.toRenew();
    }
}
