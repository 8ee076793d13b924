package io.tideover.lifecycle.decision;

import static io.tideover.lifecycle.decision.Scenario.account;
import static io.tideover.lifecycle.decision.Scenario.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.Phase;
import org.junit.jupiter.api.Test;

/** R12: a standing order to renew a subscription, which ends on 1 February. */
class AutoRenewalTests {

    private static final String DAY_1 = "2026-01-01T00:00Z";
    private static final String EXPIRY = "2026-02-01T00:00Z";

    private static Scenario ordered() {
        return account().at(DAY_1).subscription("dws", "mart", EXPIRY).autoRenew("mart", "P1M", "100");
    }

    @Test
    void isTriedSevenThreeAndOneDaysBeforeExpiryAndAtExpiry() {
        var story = ordered().advanceTo("2026-02-10T00:00Z");

        assertThat(story.notices(Stage.PAYMENT_FAILED))
                .containsExactly(
                        "2026-01-25T00:00Z PAYMENT_FAILED mart",
                        "2026-01-29T00:00Z PAYMENT_FAILED mart",
                        "2026-01-31T00:00Z PAYMENT_FAILED mart",
                        "2026-02-01T00:00Z PAYMENT_FAILED mart");
        assertThat(story.rawNotices(Stage.PAYMENT_FAILED))
                .extracting(notice -> notice.facts().get("nextTryAt"))
                .containsExactly("2026-01-29T00:00:00Z", "2026-01-31T00:00:00Z", "2026-02-01T00:00:00Z", null);
        assertThat(story.transitions()).containsExactly("2026-02-01T00:00Z mart ACTIVE -> GRACE");
        assertThat(story.notices(Stage.EXPIRED)).hasSize(1);
    }

    @Test
    void isTriedByTheDaysOfTheAccountsZone() {
        // summer time begins in New York on 8 March
        var story = account("USD", "America/New_York")
                .at(DAY_1)
                .subscription("dws", "mart", "2026-03-12T12:00Z")
                .autoRenew("mart", "P1M", "100")
                .advanceTo("2026-03-09T00:00Z");

        assertThat(story.notices(Stage.PAYMENT_FAILED)).containsExactly("2026-03-05T13:00Z PAYMENT_FAILED mart");
    }

    @Test
    void renewsAtTheFirstTryThatIsPaid() {
        var story = ordered().advanceTo("2026-01-28T00:00Z").topUp("250").advanceTo("2026-03-10T00:00Z");

        assertThat(story.notices(Stage.RENEWED))
                .containsExactly("2026-01-29T00:00Z RENEWED mart", "2026-02-22T00:00Z RENEWED mart");
        assertThat(story.transitions()).isEmpty();
        assertThat(story.cash()).isEqualTo("50.00");
        assertThat(story.resource("mart").expiresAt()).isEqualTo("2026-04-01T00:00:00Z");
    }

    @Test
    void renewsAtExpiryItselfWithoutAnExpiry() {
        var story = ordered().coupon("gift", "100", EXPIRY, null).advanceTo("2026-02-02T00:00Z");

        assertThat(story.notices(Stage.RENEWED)).containsExactly("2026-02-01T00:00Z RENEWED mart");
        assertThat(story.notices(Stage.EXPIRED)).isEmpty();
        assertThat(story.transitions()).isEmpty();
    }

    @Test
    void isDeniedInArrears() {
        var story = ordered()
                .coupon("dws only", "100", DAY_1, null)
                .bill("january", "500", "2026-01-06T00:00Z")
                .advanceTo("2026-01-26T00:00Z");

        assertThat(story.notices(Stage.PAYMENT_FAILED)).containsExactly("2026-01-25T00:00Z PAYMENT_FAILED mart");
        assertThat(story.rawNotices(Stage.PAYMENT_FAILED))
                .extracting(notice -> notice.facts().get("refusedFor"))
                .containsExactly("ARREARS");
        assertThat(story.resource("mart").expiresAt()).isEqualTo("2026-02-01T00:00:00Z");
    }

    @Test
    void triesThatHadPassedWhenItWasOrderedAreNotMadeUpFor() {
        var story = account()
                .at(DAY_1)
                .topUp("100")
                .subscription("dws", "mart", EXPIRY)
                .advanceTo("2026-01-27T00:00Z")
                .autoRenew("mart", "P1M", "100")
                .advanceTo("2026-01-30T00:00Z");

        assertThat(story.notices(Stage.RENEWED)).containsExactly("2026-01-29T00:00Z RENEWED mart");
    }

    @Test
    void isNotTriedOnceItHasExpired() {
        var story = ordered().advanceTo("2026-02-02T00:00Z").topUp("100").advanceTo("2026-03-01T00:00Z");

        assertThat(story.notices(Stage.RENEWED)).isEmpty();
        assertThat(story.phase("mart")).isEqualTo(Phase.RETENTION);
    }

    @Test
    void aLateRenewalByHandMakesUpForNoTryThatHadPassed() {
        // of the new end on the 8th, three days before it had passed on the 5th; the day before it is still to come
        var story = ordered()
                .advanceTo("2026-02-06T00:00Z")
                .topUp("250")
                .renew("mart", "P7D", "50")
                .advanceTo("2026-02-07T00:00Z");

        assertThat(story.notices(Stage.RENEWED))
                .containsExactly("2026-02-06T00:00Z RENEWED mart", "2026-02-07T00:00Z RENEWED mart");
    }

    @Test
    void canBeStopped() {
        var story = ordered().topUp("100").stopAutoRenewal("mart").advanceTo("2026-02-02T00:00Z");

        assertThat(story.notices(Stage.RENEWED, Stage.PAYMENT_FAILED)).isEmpty();
        assertThat(story.phase("mart")).isEqualTo(Phase.GRACE);
    }

    @Test
    void isForSubscriptionsOnly() {
        var story = account().at(DAY_1).payAsYouGo("dws", "etl").packaged("dws", "pack", EXPIRY);

        assertThat(refusal(() -> story.autoRenew("etl", "P1M", "1")).code()).isEqualTo("NOT_A_SUBSCRIPTION");
        assertThat(refusal(() -> story.autoRenew("pack", "P1M", "1")).code()).isEqualTo("NOT_A_SUBSCRIPTION");
        assertThat(refusal(() -> story.stopAutoRenewal("etl")).code()).isEqualTo("NOT_A_SUBSCRIPTION");
    }

    @Test
    void aRenewalByHandMovesTheTries() {
        var story = ordered().topUp("100").renew("mart", "P1M", "100").advanceTo("2026-02-21T00:00Z");
        assertThat(story.notices(Stage.PAYMENT_FAILED)).isEmpty();

        story.advanceTo("2026-02-22T00:00Z");
        assertThat(story.notices(Stage.PAYMENT_FAILED)).containsExactly("2026-02-22T00:00Z PAYMENT_FAILED mart");
    }
}
