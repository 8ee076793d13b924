package io.tideover.lifecycle.decision;

import static io.tideover.lifecycle.decision.Scenario.ACCEPTED;
import static io.tideover.lifecycle.decision.Scenario.DECLINED;
import static io.tideover.lifecycle.decision.Scenario.account;
import static io.tideover.lifecycle.decision.Scenario.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.lifecycle.billing.EntryKind;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.lifecycle.refusal.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** R2, R4 and R8: subscriptions expire and are renewed. */
class SubscriptionTests {

    private static final String DAY_1 = "2026-01-01T00:00Z";
    private static final String EXPIRY = "2026-02-01T00:00Z";

    @Test
    void r2TheClockStartsAtExpiry() {
        var story = account().at(DAY_1).subscription("dws", "mart", EXPIRY).advanceTo("2026-06-01T00:00Z");

        assertThat(story.transitions())
                .containsExactly(
                        "2026-02-01T00:00Z mart ACTIVE -> GRACE",
                        "2026-02-16T00:00Z mart GRACE -> RETENTION",
                        "2026-03-03T00:00Z mart RETENTION -> RELEASED");
        assertThat(story.notices())
                .containsExactly(
                        "2026-01-25T00:00Z EXPIRY_REMINDER mart",
                        "2026-01-29T00:00Z EXPIRY_REMINDER mart",
                        "2026-01-31T00:00Z EXPIRY_REMINDER mart",
                        "2026-02-01T00:00Z EXPIRED mart",
                        "2026-02-09T00:00Z SUSPENSION_REMINDER mart",
                        "2026-02-13T00:00Z SUSPENSION_REMINDER mart",
                        "2026-02-15T00:00Z SUSPENSION_REMINDER mart",
                        "2026-02-16T00:00Z SUSPENDED mart",
                        "2026-02-24T00:00Z RELEASE_REMINDER mart",
                        "2026-02-28T00:00Z RELEASE_REMINDER mart",
                        "2026-03-02T00:00Z RELEASE_REMINDER mart",
                        "2026-03-03T00:00Z RELEASED mart");
    }

    @Test
    void r4AMaxComputeSubscriptionIsLockedAtExpiryAndBothNoticesAreSent() {
        var story = account("CNY", "Asia/Shanghai")
                .at(DAY_1)
                .subscription("maxcompute", "mart", EXPIRY)
                .advanceTo("2026-06-01T00:00Z");

        assertThat(story.transitions())
                .containsExactly(
                        "2026-02-01T00:00Z mart ACTIVE -> RETENTION", "2026-02-16T00:00Z mart RETENTION -> RELEASED");
        assertThat(story.notices(Stage.EXPIRED, Stage.SUSPENDED))
                .containsExactly("2026-02-01T00:00Z EXPIRED mart", "2026-02-01T00:00Z SUSPENDED mart");
    }

    @Test
    void r2ArrearsDoNotTouchIt() {
        var story = account()
                .at(DAY_1)
                .subscription("dws", "mart", "2027-01-01T00:00Z")
                .bill("january", "100", "2026-01-06T00:00Z")
                .advanceTo("2026-06-01T00:00Z");

        assertThat(story.transitions()).isEmpty();
    }

    @Test
    void r2PayingArrearsDoesNotBringAnExpiredOneBack() {
        var story = account()
                .at(DAY_1)
                .subscription("dws", "mart", EXPIRY)
                .bill("january", "100", "2026-02-06T00:00Z")
                .advanceTo("2026-02-10T00:00Z")
                .topUp("100");

        assertThat(story.phase("mart")).isEqualTo(Phase.GRACE);
        assertThat(story.notices(Stage.RESTORED)).isEmpty();
    }

    @Test
    void r2InArrearsRenewalIsDenied() {
        var story = account()
                .at(DAY_1)
                .subscription("dws", "mart", EXPIRY)
                .bill("january", "100", "2026-01-06T00:00Z")
                .advanceTo("2026-01-08T00:00Z");

        assertThat(refusal(() -> story.renew("mart", "P1M", "0")))
                .returns("ACCOUNT_IN_ARREARS", Refusal::code)
                .returns(Refusal.Kind.CONFLICT, Refusal::kind);
    }

    @Test
    void r8ARenewalEndsNoLaterThanWhatCanBeStored() {
        var story = account().at(DAY_1).topUp("100").subscription("dws", "mart", "8950-02-01T00:00Z");

        assertThat(refusal(() -> story.renew("mart", "P100Y", "80")).field()).isEqualTo("period");
        assertThat(story.cash()).isEqualTo("100.00");
    }

    @Test
    void r8ARenewalAheadOfExpiryAddsThePeriodToTheOldEnd() {
        var story = account()
                .at(DAY_1)
                .topUp("100")
                .subscription("dws", "mart", EXPIRY)
                .advanceTo("2026-01-26T00:00Z")
                .renew("mart", "P1M", "80")
                .forget()
                .advanceTo("2026-03-01T00:00Z");

        assertThat(story.cash()).isEqualTo("20.00");
        assertThat(story.notices())
                .containsExactly(
                        "2026-02-22T00:00Z EXPIRY_REMINDER mart",
                        "2026-02-26T00:00Z EXPIRY_REMINDER mart",
                        "2026-02-28T00:00Z EXPIRY_REMINDER mart",
                        "2026-03-01T00:00Z EXPIRED mart");
    }

    @ParameterizedTest(name = "renewed at {0} by {1}, ends {2}")
    @CsvSource({
        // day 5 of grace
        "2026-02-06T12:00Z, GRACE,     P1M,  2026-03-01T00:00Z",
        // in retention; the month that passed is paid for as well
        "2026-02-20T12:00Z, RETENTION, P1M,  2026-03-01T00:00Z",
        "2026-02-20T12:00Z, RETENTION, P20D, 2026-02-21T00:00Z"
    })
    void r8ARenewalLiftsGraceAndRetentionHoweverLate(String now, Phase phase, String period, String end) {
        var story = account()
                .at(DAY_1)
                .topUp("100")
                .subscription("dws", "mart", EXPIRY)
                .advanceTo(now);
        assertThat(story.phase("mart")).isEqualTo(phase);

        story.forget().renew("mart", period, "100");
        assertThat(story.transitions()).containsExactly(now + " mart " + phase + " -> ACTIVE");
        assertThat(story.resource("mart").expiresAt()).isEqualTo(Scenario.instant(end));
        assertThat(story.notices()).containsExactly(now + " RENEWED mart");
        assertThat(story.ledger(EntryKind.RENEWAL)).containsExactly(now + " CASH -100.00");
    }

    @Test
    void r8RefusesInTheOrderOfTheRule() {
        // short on everything: released, in arrears, too short a period, no money
        var released = account()
                .at(DAY_1)
                .subscription("dws", "mart", EXPIRY)
                .delete("mart")
                .bill("january", "100", "2026-01-06T00:00Z")
                .advanceTo("2026-02-05T00:00Z");
        assertThat(refusal(() -> released.renew("mart", "P1D", "100")).code()).isEqualTo("RESOURCE_RELEASED");

        var inArrears = account()
                .at(DAY_1)
                .subscription("dws", "mart", EXPIRY)
                .bill("january", "100", "2026-01-06T00:00Z")
                .advanceTo("2026-02-05T00:00Z");
        assertThat(refusal(() -> inArrears.renew("mart", "P1D", "100")).code()).isEqualTo("ACCOUNT_IN_ARREARS");

        var expired = account().at(DAY_1).subscription("dws", "mart", EXPIRY).advanceTo("2026-02-05T00:00Z");
        assertThat(refusal(() -> expired.renew("mart", "P1D", "100"))).satisfies(refusal -> {
            assertThat(refusal.code()).isEqualTo("RENEWAL_TOO_SHORT");
            assertThat(refusal.kind()).isEqualTo(Refusal.Kind.INVALID);
            assertThat(refusal.field()).isEqualTo("period");
        });
        assertThat(refusal(() -> expired.renew("mart", "P1M", "100")))
                .returns("INSUFFICIENT_FUNDS", Refusal::code)
                .returns(Refusal.Kind.PAYMENT, Refusal::kind);
    }

    @ParameterizedTest(name = "at {0} {1} months would do")
    @CsvSource({
        "2026-02-01T00:00Z, P1M",
        "2026-02-28T23:59:59.999999Z, P1M",
        // exactly a month later a month is not after now
        "2026-03-01T00:00Z, P2M",
        "2027-03-01T12:00Z, P14M"
    })
    void r8NamesTheShortestNumberOfMonthsThatWouldDo(String now, String minimum) {
        var story = account()
                .at(DAY_1)
                .subscription("dws", "mart", EXPIRY)
                .hold("mart")
                .advanceTo(now);

        assertThat(refusal(() -> story.renew("mart", "P0D", "0")).details()).containsEntry("minimumPeriod", minimum);
    }

    @Test
    void r8IsPaidAsInF1AndUsingCreditIsAllowed() {
        var story = account()
                .at(DAY_1)
                .topUp("10")
                .creditLimit("30")
                .coupon("gift", "5", DAY_1, null)
                .productCoupon("oss only", "oss", "5", DAY_1, null)
                .subscription("dws", "mart", EXPIRY)
                .renew("mart", "P1M", "40");

        assertThat(story.ledger(EntryKind.RENEWAL))
                .containsExactly(
                        "2026-01-01T00:00Z gift -5.00",
                        "2026-01-01T00:00Z CASH -10.00",
                        "2026-01-01T00:00Z CREDIT -25.00");
        assertThat(story.state().bills()).isEmpty();
    }

    @Test
    void r8TheCardPaysTheWholeRest() {
        var story = account()
                .at(DAY_1)
                .topUp("10")
                .card(ACCEPTED)
                .subscription("dws", "mart", EXPIRY)
                .renew("mart", "P1M", "40");

        assertThat(story.charges()).containsExactly("2026-01-01T00:00Z 30.00");
        assertThat(story.ledger(EntryKind.RENEWAL))
                .containsExactly("2026-01-01T00:00Z CASH -10.00", "2026-01-01T00:00Z CARD -30.00");
    }

    @Test
    void r8IsPaidWholeOrNotAtAll() {
        var story = account().at(DAY_1).topUp("10").card(DECLINED).subscription("dws", "mart", EXPIRY);

        assertThat(refusal(() -> story.renew("mart", "P1M", "40")).code()).isEqualTo("INSUFFICIENT_FUNDS");
        assertThat(story.cash()).isEqualTo("10.00");
        assertThat(story.resource("mart").expiresAt()).isEqualTo("2026-02-01T00:00:00Z");
    }

    @Test
    void r8AMonthIsAMonthOfTheAccountsZone() {
        // in Shanghai it is already 1 February
        var story = account("CNY", "Asia/Shanghai")
                .at(DAY_1)
                .subscription("dws", "mart", "2026-01-31T16:00Z")
                .renew("mart", "P1M", "0");

        assertThat(story.resource("mart").expiresAt()).isEqualTo("2026-02-28T16:00:00Z");
    }

    @Test
    void r8ARenewedOneThatExpiresAgainIsANewEpisode() {
        var story = account()
                .at(DAY_1)
                .subscription("dws", "mart", EXPIRY)
                .advanceTo("2026-02-20T00:00Z")
                .renew("mart", "P20D", "0")
                .forget()
                .advanceTo("2026-04-01T00:00Z");

        assertThat(story.transitions())
                .containsExactly(
                        "2026-02-21T00:00Z mart ACTIVE -> GRACE",
                        "2026-03-08T00:00Z mart GRACE -> RETENTION",
                        "2026-03-23T00:00Z mart RETENTION -> RELEASED");
        assertThat(story.notices(Stage.RELEASE_REMINDER)).hasSize(3);
    }

    @Test
    void aPayAsYouGoResourceHasNoEndToRenew() {
        var story = account().at(DAY_1).payAsYouGo("dws", "etl");

        assertThat(refusal(() -> story.renew("etl", "P1M", "0")).code()).isEqualTo("NOT_RENEWABLE");
    }

    @Test
    void r9AnExpiryFollowsTheVersionInForceAtIt() {
        var story = account()
                .policy(BuiltInPolicies.of(1, BillingMode.SUBSCRIPTION, "P15D", null, "1970-01-01T00:00:00Z"))
                .policy(BuiltInPolicies.of(2, BillingMode.SUBSCRIPTION, "P2D", null, "2026-02-01T00:00:00Z"))
                .at(DAY_1)
                .subscription("test", "before", "2026-01-31T23:59:59Z")
                .subscription("test", "after", EXPIRY)
                .advanceTo("2026-02-10T00:00Z");

        assertThat(story.phase("before")).isEqualTo(Phase.GRACE);
        assertThat(story.transitionsOf("after")).last().isEqualTo("2026-02-03T00:00Z after GRACE -> RETENTION");
    }
}
