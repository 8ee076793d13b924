package io.tideover.lifecycle.decision;

import static io.tideover.lifecycle.decision.Scenario.account;
import static io.tideover.lifecycle.decision.Scenario.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.lifecycle.billing.EntryKind;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.lifecycle.refusal.Refusal;
import org.junit.jupiter.api.Test;

/** R3 and R12: packages end, and resources change over. */
class PackageTests {

    private static final String DAY_1 = "2026-01-01T00:00Z";
    private static final String END = "2026-02-01T00:00Z";

    @Test
    void r3BecomesPayAsYouGoAtItsEndAndStaysActive() {
        var story = account().at(DAY_1).packaged("dws", "etl", END).advanceTo("2026-06-01T00:00Z");

        assertThat(story.transitions()).isEmpty();
        assertThat(story.phase("etl")).isEqualTo(Phase.ACTIVE);
        assertThat(story.resource("etl").billingMode()).isEqualTo(BillingMode.PAY_AS_YOU_GO);
        assertThat(story.resource("etl").expiresAt()).isNull();
        assertThat(story.resource("etl").paygSince()).isEqualTo("2026-02-01T00:00:00Z");
        assertThat(story.notices())
                .containsExactly(
                        "2026-01-25T00:00Z EXPIRY_REMINDER etl",
                        "2026-01-29T00:00Z EXPIRY_REMINDER etl",
                        "2026-01-31T00:00Z EXPIRY_REMINDER etl",
                        "2026-02-01T00:00Z PACKAGE_EXPIRED etl");
    }

    @Test
    void itsRemindersNameItsEnd() {
        var story = account().at(DAY_1).packaged("dws", "etl", END).advanceTo(END);

        assertThat(story.rawNotices(Stage.EXPIRY_REMINDER)).hasSize(3).allSatisfy(notice -> {
            assertThat(notice.deadline()).isEqualTo("2026-02-01T00:00:00Z");
            assertThat(notice.lines().getFirst().deadline()).isEqualTo("2026-02-01T00:00:00Z");
            assertThat(notice.lines().getFirst().becomes())
                    .as("no phase begins then")
                    .isNull();
        });
    }

    @Test
    void r3ArrearsDoNotApplyToIt() {
        var story = account()
                .at(DAY_1)
                .packaged("dws", "etl", END)
                .bill("january", "100", "2026-01-06T00:00Z")
                .advanceTo("2026-01-31T00:00Z");

        assertThat(story.transitions()).isEmpty();
        assertThat(story.notices(Stage.OVERDUE)).containsExactly("2026-01-06T00:00Z OVERDUE");
    }

    @Test
    void r3InArrearsAtItsEndTheClockStartsThenWithoutASecondOverdue() {
        var story = account()
                .at(DAY_1)
                .packaged("dws", "etl", END)
                .bill("january", "100", "2026-01-06T00:00Z")
                .advanceTo("2026-06-01T00:00Z");

        assertThat(story.transitions())
                .containsExactly(
                        "2026-02-01T00:00Z etl ACTIVE -> GRACE",
                        "2026-02-16T00:00Z etl GRACE -> RETENTION",
                        "2026-03-03T00:00Z etl RETENTION -> RELEASED");
        assertThat(story.notices(Stage.OVERDUE)).containsExactly("2026-01-06T00:00Z OVERDUE");
        assertThat(story.rawNotices(Stage.PACKAGE_EXPIRED)).singleElement().satisfies(notice -> {
            // what follows: it will be frozen unless somebody pays
            assertThat(notice.lines().getFirst().deadline()).isEqualTo("2026-02-16T00:00:00Z");
            assertThat(notice.lines().getFirst().becomes()).isEqualTo(Phase.RETENTION);
        });
    }

    @Test
    void r3InArrearsAndWithoutGraceItIsSuspendedAtItsEnd() {
        var story = account()
                .tier("V1")
                .at(DAY_1)
                .packaged("dws", "etl", END)
                .bill("january", "100", "2026-01-06T00:00Z")
                .advanceTo(END);

        assertThat(story.transitions()).containsExactly("2026-02-01T00:00Z etl ACTIVE -> RETENTION");
        assertThat(story.notices(Stage.PACKAGE_EXPIRED, Stage.SUSPENDED))
                .containsExactly("2026-02-01T00:00Z PACKAGE_EXPIRED etl", "2026-02-01T00:00Z SUSPENDED etl");
    }

    @Test
    void r3ArrearsThatEndAsThePackageEndsDoNotCount() {
        var story = account()
                .at(DAY_1)
                .packaged("dws", "etl", END)
                .bill("january", "100", "2026-01-06T00:00Z")
                .coupon("gift", "100", END, null)
                .advanceTo("2026-03-01T00:00Z");

        assertThat(story.transitions()).isEmpty();
    }

    @Test
    void r12APackageIsRenewedBeforeItsEnd() {
        var story = account()
                .at(DAY_1)
                .topUp("100")
                .packaged("dws", "etl", END)
                .renew("etl", "P1M", "60")
                .advanceTo("2026-02-15T00:00Z");

        assertThat(story.resource("etl").billingMode()).isEqualTo(BillingMode.PACKAGE);
        assertThat(story.resource("etl").expiresAt()).isEqualTo("2026-03-01T00:00:00Z");
        assertThat(story.notices(Stage.RENEWED)).hasSize(1);
    }

    @Test
    void r12AfterItsEndThereIsNothingToRenew() {
        var story = account().at(DAY_1).packaged("dws", "etl", END).advanceTo(END);

        assertThat(refusal(() -> story.renew("etl", "P1M", "0")).code()).isEqualTo("NOT_RENEWABLE");
    }

    @Test
    void r12PayAsYouGoChangesOverForAPrice() {
        var story = account()
                .at(DAY_1)
                .topUp("100")
                .payAsYouGo("dws", "etl")
                .changeOver("etl", BillingMode.SUBSCRIPTION, END, "70")
                .bill("january", "100", "2026-01-06T00:00Z")
                .advanceTo(END);

        assertThat(story.ledger(EntryKind.CHANGE_OVER)).containsExactly("2026-01-01T00:00Z CASH -70.00");
        // arrears do not touch it any more, its expiry does
        assertThat(story.transitions()).containsExactly("2026-02-01T00:00Z etl ACTIVE -> GRACE");
    }

    @Test
    void r12APackageChangedOverToBecomesPayAsYouGoAgain() {
        var story = account()
                .at(DAY_1)
                .payAsYouGo("dws", "etl")
                .changeOver("etl", BillingMode.PACKAGE, END, "0")
                .advanceTo(END);

        assertThat(story.resource("etl").billingMode()).isEqualTo(BillingMode.PAY_AS_YOU_GO);
        assertThat(story.resource("etl").paygSince()).isEqualTo("2026-02-01T00:00:00Z");
    }

    @Test
    void r12RefusesAChangeOverInArrearsWithoutFundsIntoThePastOrFromAnotherMode() {
        var story = account()
                .at(DAY_1)
                .payAsYouGo("dws", "etl")
                .subscription("dws", "mart", END)
                .payAsYouGo("dws", "gone")
                .delete("gone");

        assertThat(refusal(() -> story.changeOver("etl", BillingMode.PACKAGE, END, "70"))
                        .kind())
                .isEqualTo(Refusal.Kind.PAYMENT);
        assertThat(refusal(() -> story.changeOver("etl", BillingMode.PACKAGE, DAY_1, "0"))
                        .field())
                .isEqualTo("expiresAt");
        assertThat(refusal(() -> story.changeOver("etl", BillingMode.PAY_AS_YOU_GO, END, "0"))
                        .field())
                .isEqualTo("billingMode");
        assertThat(refusal(() -> story.changeOver("mart", BillingMode.PACKAGE, END, "0"))
                        .code())
                .isEqualTo("NOT_PAY_AS_YOU_GO");
        assertThat(refusal(() -> story.changeOver("gone", BillingMode.PACKAGE, END, "0"))
                        .code())
                .isEqualTo("RESOURCE_RELEASED");
        story.bill("january", "100", "2026-01-06T00:00Z").advanceTo("2026-01-06T00:00Z");
        assertThat(refusal(() -> story.changeOver("etl", BillingMode.PACKAGE, END, "0"))
                        .code())
                .isEqualTo("ACCOUNT_IN_ARREARS");
    }
}
