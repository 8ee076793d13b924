package io.tideover.lifecycle.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Denial;
import io.tideover.lifecycle.policy.Operation;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.lifecycle.policy.Policy;
import io.tideover.lifecycle.policy.Reminders;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.joda.money.Money;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.threeten.extra.PeriodDuration;

/** A1 to A3: what is denied, in which words, and what lifts it. */
class AccessRuleTests {

    /** A1: what must be paid for. */
    private static final Set<Operation> PAID = EnumSet.of(Operation.PURCHASE, Operation.UPGRADE, Operation.RENEW);

    private static final Instant DEADLINE = Instant.parse("2026-01-21T00:00:00Z");
    private static final AccessRule.Help HELP =
            new AccessRule.Help("https://pay.example/billing", "https://help.example");
    private static final AccessRule.OfAccount SETTLED = new AccessRule.OfAccount(7, Money.parse("CNY 0.00"), false);
    private static final AccessRule.OfAccount IN_ARREARS = new AccessRule.OfAccount(7, Money.parse("CNY 12.50"), true);

    @ParameterizedTest
    @EnumSource(Operation.class)
    void a2EverythingIsAllowedInActiveAndGrace(Operation operation) {
        for (Phase phase : List.of(Phase.ACTIVE, Phase.GRACE)) {
            AccessDecision decision = decide(SETTLED, phase, BillingMode.PAY_AS_YOU_GO, operation);
            assertThat(decision.allowed()).isTrue();
            assertThat(decision.accessMode()).isEqualTo(AccessMode.ALL_ALLOWED);
            assertThat(decision.code()).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void r2InArrearsWhatMustBePaidForIsDeniedAndTheRestWorks(Operation operation) {
        for (BillingMode mode : BillingMode.values()) {
            AccessDecision decision = decide(IN_ARREARS, Phase.ACTIVE, mode, operation);
            assertThat(decision.allowed()).isEqualTo(!PAID.contains(operation));
            assertThat(decision.accessMode()).isEqualTo(AccessMode.PAID_DENIED);
            assertThat(decision.code()).isEqualTo(PAID.contains(operation) ? "ACCOUNT_IN_ARREARS" : null);
        }
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void a2RetentionAllowsNothingButRenewingASubscription(Operation operation) {
        AccessDecision payg = decide(IN_ARREARS, Phase.RETENTION, BillingMode.PAY_AS_YOU_GO, operation);
        assertThat(payg.allowed()).isFalse();
        assertThat(payg.code()).isEqualTo("DWS.0403");

        AccessDecision subscription = decide(SETTLED, Phase.RETENTION, BillingMode.SUBSCRIPTION, operation);
        assertThat(subscription.allowed()).isEqualTo(operation == Operation.RENEW);
        assertThat(subscription.accessMode()).isEqualTo(AccessMode.ALL_DENIED);
    }

    @Test
    void r2ArrearsDenyTheRenewalThatRetentionAllows() {
        AccessDecision decision = decide(IN_ARREARS, Phase.RETENTION, BillingMode.SUBSCRIPTION, Operation.RENEW);
        assertThat(decision.allowed()).isFalse();
        assertThat(decision.code()).isEqualTo("ACCOUNT_IN_ARREARS");
        assertThat(decision.accessMode()).isEqualTo(AccessMode.PAID_DENIED);
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void a2ReleasedDeniesEverything(Operation operation) {
        AccessDecision decision = decide(SETTLED, Phase.RELEASED, BillingMode.SUBSCRIPTION, operation);
        assertThat(decision.allowed()).isFalse();
        assertThat(decision.accessMode()).isEqualTo(AccessMode.ALL_DENIED);
        assertThat(decision.code()).isEqualTo("DWS.0403");
    }

    @Test
    void a1APurchaseIsAskedForAnAccount() {
        assertThat(AccessRule.decide(SETTLED, null, Operation.PURCHASE, HELP).allowed())
                .isTrue();
        AccessDecision denied = AccessRule.decide(IN_ARREARS, null, Operation.PURCHASE, HELP);
        assertThat(denied.code()).isEqualTo("ACCOUNT_IN_ARREARS");
        assertThat(denied.phase()).isNull();
    }

    @Test
    void a3ADenialSaysWhoseHowMuchUntilWhenAndWhatLiftsIt() {
        AccessDecision denial = decide(IN_ARREARS, Phase.RETENTION, BillingMode.PAY_AS_YOU_GO, Operation.WRITE);
        assertThat(denial.message())
                .isEqualTo("DWS.0403: The resource {dws:r:7:cluster/w} is frozen. Access Mode is AllDenied.");
        assertThat(denial.accountId()).isEqualTo(7);
        assertThat(denial.phase()).isEqualTo(Phase.RETENTION);
        assertThat(denial.arrears()).isEqualTo(Money.parse("CNY 12.50"));
        assertThat(denial.deadline()).isEqualTo(DEADLINE);
        assertThat(denial.remedy()).contains("CNY 12.50", "https://pay.example/billing", "https://help.example");
    }

    private static AccessDecision decide(
            AccessRule.OfAccount account, Phase phase, BillingMode mode, Operation operation) {
        return AccessRule.decide(
                account,
                new AccessRule.OfResource("dws:r:7:cluster/w", mode, phase, policy(mode), DEADLINE),
                operation,
                HELP);
    }

    private static Policy policy(BillingMode mode) {
        return new Policy(
                1,
                "test",
                1,
                "dws",
                mode,
                null,
                PeriodDuration.parse("P15D"),
                PeriodDuration.parse("P15D"),
                "Frozen",
                PeriodDuration.parse("P1D"),
                false,
                new Reminders(List.of(), List.of(), List.of()),
                mode == BillingMode.SUBSCRIPTION ? Set.of(Operation.RENEW) : Set.of(),
                new Denial(
                        "DWS.0403", "DWS.0403: The resource {{resourceName}} is frozen. Access Mode is {accessMode}."),
                Instant.EPOCH);
    }
}
