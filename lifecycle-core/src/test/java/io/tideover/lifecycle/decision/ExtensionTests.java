package io.tideover.lifecycle.decision;

import static io.tideover.lifecycle.decision.Scenario.account;
import static io.tideover.lifecycle.decision.Scenario.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.lifecycle.policy.Phase;
import org.junit.jupiter.api.Test;

/** R9: support extends the running phase by days. */
class ExtensionTests {

    private static Scenario overdue() {
        return account().at("2026-01-01T00:00Z").payAsYouGo("dws", "etl").bill("january", "100", "2026-01-06T00:00Z");
    }

    @Test
    void extendsTheRunningGraceAndWhatFollowsIt() {
        var story = overdue().advanceTo("2026-01-10T00:00Z").extend("etl", 5).advanceTo("2026-03-01T00:00Z");

        assertThat(story.transitions())
                .containsExactly(
                        "2026-01-06T00:00Z etl ACTIVE -> GRACE",
                        "2026-01-26T00:00Z etl GRACE -> RETENTION",
                        "2026-02-10T00:00Z etl RETENTION -> RELEASED");
    }

    @Test
    void extendsTheRunningRetention() {
        var story = overdue().advanceTo("2026-02-04T12:00Z").extend("etl", 5).advanceTo("2026-03-01T00:00Z");

        assertThat(story.transitions()).last().isEqualTo("2026-02-10T00:00Z etl RETENTION -> RELEASED");
    }

    @Test
    void endsNoLaterThanWhatCanBeStored() {
        var story = overdue().advanceTo("2026-01-10T00:00Z");

        assertThat(refusal(() -> story.extend("etl", 3_000_000)).field()).isEqualTo("days");
        assertThat(story.phaseEndsAt("etl")).isEqualTo("2026-01-21T00:00Z");
    }

    @Test
    void endsWithThePhaseItWasGrantedIn() {
        var story = overdue().advanceTo("2026-01-10T00:00Z").extend("etl", 5).advanceTo("2026-01-27T00:00Z");

        assertThat(story.resource("etl").extensionDays()).isZero();
        assertThat(story.phaseEndsAt("etl")).isEqualTo("2026-02-10T00:00Z");
    }

    @Test
    void countsDaysOfTheEpisodesZone() {
        // summer time begins in New York on 8 March; the account has moved to Shanghai since
        var story = account("USD", "America/New_York")
                .at("2026-01-01T00:00Z")
                .payAsYouGo("dws", "etl")
                .bill("one", "100", "2026-02-18T12:00Z")
                .advanceTo("2026-02-20T00:00Z")
                .describe("Asia/Shanghai", null)
                .extend("etl", 10);

        assertThat(story.phaseEndsAt("etl")).isEqualTo("2026-03-15T11:00Z");
    }

    @Test
    void refusesDaysThatAreOverAlready() {
        var story = overdue().whileMailIsDown().advanceTo("2026-02-12T06:00Z");

        assertThat(refusal(() -> story.extend("etl", 7)))
                .satisfies(refusal -> assertThat(refusal.field()).isEqualTo("days"))
                .hasMessageContaining("at least 8");
        assertThat(story.resource("etl").releaseWithheld()).isNotNull();
        assertThat(story.extend("etl", 8).phaseEndsAt("etl")).isEqualTo("2026-02-13T00:00Z");
    }

    @Test
    void putsOffAReleaseThatWasWithheld() {
        var story = overdue().whileMailIsDown().advanceTo("2026-02-06T00:00Z");
        assertThat(story.resource("etl").releaseWithheld()).isNotNull();

        story.extend("etl", 10).whileMailWorks();
        assertThat(story.resource("etl").releaseWithheld()).isNull();
        assertThat(story.advanceTo("2026-02-14T23:59Z").phase("etl")).isEqualTo(Phase.RETENTION);
        assertThat(story.advanceTo("2026-02-20T00:00Z").transitions())
                .last()
                .isEqualTo("2026-02-15T00:00Z etl RETENTION -> RELEASED");
    }
}
