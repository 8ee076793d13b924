package io.tideover.lifecycle.decision;

import static io.tideover.lifecycle.decision.Scenario.account;
import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Policy;
import io.tideover.lifecycle.policy.Reminders;
import io.tideover.lifecycle.policy.Spans;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reminders before expiry, suspension and release, and which of them are not sent. */
class ReminderTests {

    private static final String DAY_1 = "2026-01-01T00:00Z";

    @Test
    void aReminderExactlyAtTheStartOfItsPhaseIsSent() {
        // V4 has seven days of grace: the first reminder falls on its start
        var story = account()
                .tier("V4")
                .at(DAY_1)
                .payAsYouGo("dws", "etl")
                .bill("january", "100", "2026-01-06T00:00Z")
                .advanceTo("2026-01-13T00:00Z");

        assertThat(story.notices(Stage.SUSPENSION_REMINDER))
                .containsExactly(
                        "2026-01-06T00:00Z SUSPENSION_REMINDER etl",
                        "2026-01-10T00:00Z SUSPENSION_REMINDER etl",
                        "2026-01-12T00:00Z SUSPENSION_REMINDER etl");
    }

    @Test
    void aReminderBeforeTheStartOfItsPhaseIsNotSent() {
        // V3 has one day of grace and seven of retention
        var story = account()
                .tier("V3")
                .at(DAY_1)
                .payAsYouGo("dws", "etl")
                .bill("january", "100", "2026-01-06T00:00Z")
                .advanceTo("2026-01-14T00:00Z");

        assertThat(story.notices(Stage.SUSPENSION_REMINDER))
                .containsExactly("2026-01-06T00:00Z SUSPENSION_REMINDER etl");
        assertThat(story.notices(Stage.RELEASE_REMINDER))
                .containsExactly(
                        "2026-01-07T00:00Z RELEASE_REMINDER etl",
                        "2026-01-11T00:00Z RELEASE_REMINDER etl",
                        "2026-01-13T00:00Z RELEASE_REMINDER etl");
    }

    @Test
    void suspensionAndReleaseAreRemindedOfByScheduleOfTheirOwn() {
        var built = BuiltInPolicies.of(1, BillingMode.PAY_AS_YOU_GO, "P15D", "P15D", "1970-01-01T00:00:00Z");
        var story = account()
                .policy(new Policy(
                        built.id(),
                        built.code(),
                        built.version(),
                        built.productCode(),
                        built.billingMode(),
                        built.tier(),
                        built.grace(),
                        built.retention(),
                        built.label(),
                        built.finalNoticeLead(),
                        built.chargedInRetention(),
                        new Reminders(List.of(), List.of(Spans.parse("P2D")), List.of(Spans.parse("P5D"))),
                        built.allowedInRetention(),
                        built.denial(),
                        built.activeFrom()))
                .at(DAY_1)
                .payAsYouGo("test", "etl")
                .bill("january", "100", "2026-01-06T00:00Z")
                .advanceTo("2026-02-04T00:00Z");

        assertThat(story.notices(Stage.SUSPENSION_REMINDER, Stage.RELEASE_REMINDER))
                .containsExactly("2026-01-19T00:00Z SUSPENSION_REMINDER etl", "2026-01-31T00:00Z RELEASE_REMINDER etl");
    }

    @Test
    void anExpiryReminderExactlyAtRegistrationIsSentAndEarlierOnesAreNot() {
        var story = account()
                .at(DAY_1)
                .subscription("dws", "three days", "2026-01-04T00:00Z")
                .subscription("dws", "five days", "2026-01-06T00:00Z")
                .advanceTo("2026-01-03T00:00Z");

        assertThat(story.notices(Stage.EXPIRY_REMINDER))
                .containsExactly(
                        "2026-01-01T00:00Z EXPIRY_REMINDER three days",
                        "2026-01-03T00:00Z EXPIRY_REMINDER three days,five days");
    }

    @Test
    void anExpiryReminderExactlyAtARenewalIsSent() {
        var story = account()
                .at(DAY_1)
                .subscription("dws", "mart", "2026-01-10T00:00Z")
                .advanceTo("2026-01-13T00:00Z")
                .forget()
                .renew("mart", "P10D", "0");

        assertThat(story.notices())
                .containsExactly("2026-01-13T00:00Z RENEWED mart", "2026-01-13T00:00Z EXPIRY_REMINDER mart");
    }

    @Test
    void anExpiryReminderNamesTheExpiryOfEachResource() {
        var story = account()
                .at(DAY_1)
                .subscription("dws", "sooner", "2026-01-11T00:00Z")
                .packaged("dws", "later", "2026-01-17T00:00Z")
                .advanceTo("2026-01-10T00:00Z");

        var reminder = story.rawNotices(Stage.EXPIRY_REMINDER).getLast();
        assertThat(reminder.lines())
                .extracting(line -> Scenario.text(line.deadline()))
                .containsExactly("2026-01-11T00:00Z", "2026-01-17T00:00Z");
        assertThat(reminder.deadline()).as("the earliest").isEqualTo("2026-01-11T00:00:00Z");
    }

    @Test
    void atExpiryItselfExpiredIsSentAndNoReminder() {
        var story = account()
                .policy(BuiltInPolicies.of(
                        1, BillingMode.SUBSCRIPTION, "P5D", null, "1970-01-01T00:00:00Z", "P1D", "P0D"))
                .at(DAY_1)
                .subscription("test", "mart", "2026-01-10T00:00Z")
                .advanceTo("2026-01-10T00:00Z");

        assertThat(story.notices())
                .containsExactly("2026-01-09T00:00Z EXPIRY_REMINDER mart", "2026-01-10T00:00Z EXPIRED mart");
    }

    @Test
    void remindersFallOnDaysOfTheZone() {
        // summer time begins in New York on 8 March
        var story = account("USD", "America/New_York")
                .at(DAY_1)
                .subscription("dws", "mart", "2026-03-10T12:00Z")
                .advanceTo("2026-03-10T00:00Z");

        assertThat(story.notices(Stage.EXPIRY_REMINDER))
                .containsExactly(
                        "2026-03-03T13:00Z EXPIRY_REMINDER mart",
                        "2026-03-07T13:00Z EXPIRY_REMINDER mart",
                        "2026-03-09T12:00Z EXPIRY_REMINDER mart");
    }

    @Test
    void anExtensionArmsTheRemindersAheadOfTheNewEnd() {
        var story = account()
                .at(DAY_1)
                .payAsYouGo("dws", "etl")
                .bill("january", "100", "2026-01-06T00:00Z")
                .advanceTo("2026-01-20T12:00Z")
                .forget()
                .extend("etl", 10)
                .advanceTo("2026-01-31T00:00Z");

        assertThat(story.notices())
                .containsExactly(
                        "2026-01-24T00:00Z SUSPENSION_REMINDER etl",
                        "2026-01-28T00:00Z SUSPENSION_REMINDER etl",
                        "2026-01-30T00:00Z SUSPENSION_REMINDER etl",
                        "2026-01-31T00:00Z SUSPENDED etl");
    }

    @Test
    void aReleaseReminderNamesTheReleaseOfEachResource() {
        var story = account()
                .at(DAY_1)
                .payAsYouGo("dws", "one")
                .payAsYouGo("dws", "two")
                .bill("january", "100", "2026-01-06T00:00Z")
                .advanceTo("2026-01-25T00:00Z")
                .extend("two", 4)
                .advanceTo("2026-02-02T00:00Z");

        // three days before the one, seven before the other
        assertThat(story.notices(Stage.RELEASE_REMINDER))
                .last()
                .isEqualTo("2026-02-02T00:00Z RELEASE_REMINDER one,two");
        assertThat(story.rawNotices(Stage.RELEASE_REMINDER).getLast().lines())
                .extracting(line -> Scenario.text(line.deadline()))
                .containsExactly("2026-02-05T00:00Z", "2026-02-09T00:00Z");
    }
}
