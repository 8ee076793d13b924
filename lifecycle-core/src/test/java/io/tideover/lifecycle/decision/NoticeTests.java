package io.tideover.lifecycle.decision;

import static io.tideover.lifecycle.decision.Scenario.account;
import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.lifecycle.notice.Notice;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.lifecycle.policy.PolicyBook;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** One notice per account, stage, instant and cause, and what it says. */
class NoticeTests {

    private static final String DAY_1 = "2026-01-01T00:00Z";

    @Test
    void oneNoticeNamesAllTheResourcesItIsAbout() {
        var story = account()
                .at(DAY_1)
                .payAsYouGo("dws", "one")
                .payAsYouGo("dws", "two")
                .payAsYouGo("oss", "three")
                .bill("january", "100", "2026-01-06T00:00Z")
                .forget()
                .advanceTo("2026-02-05T00:00Z");

        assertThat(story.notices())
                .hasSize(9)
                .allSatisfy(notice -> assertThat(notice).endsWith(" one,two,three"));
    }

    @Test
    void resourcesThatExpireAtOnceShareOneNotice() {
        var story = account()
                .at(DAY_1)
                .subscription("dws", "one", "2026-02-01T00:00Z")
                .subscription("oss", "two", "2026-02-01T00:00Z")
                .packaged("dws", "three", "2026-02-01T00:00Z")
                .advanceTo("2026-02-01T00:00Z");

        assertThat(story.notices())
                .containsExactly(
                        "2026-01-25T00:00Z EXPIRY_REMINDER one,two,three",
                        "2026-01-29T00:00Z EXPIRY_REMINDER one,two,three",
                        "2026-01-31T00:00Z EXPIRY_REMINDER one,two,three",
                        "2026-02-01T00:00Z PACKAGE_EXPIRED three",
                        "2026-02-01T00:00Z EXPIRED one,two");
    }

    @Test
    void eachBillIsIssuedWithANoticeOfItsOwn() {
        var story = account().at(DAY_1).bill("one", "100", "2026-01-06T00:00Z").bill("two", "100", "2026-01-06T00:00Z");

        assertThat(story.notices(Stage.BILL_ISSUED)).hasSize(2);
    }

    @Test
    void aNoticeSaysHowThingsStoodAndWhatComesNext() {
        var story = account()
                .at(DAY_1)
                .payAsYouGo("dws", "etl")
                .payAsYouGo("maxcompute", "mart")
                .bill("january", "100", "2026-01-06T00:00Z")
                .advanceTo("2026-01-21T00:00Z");

        Notice overdue = story.rawNotices(Stage.OVERDUE).getFirst();
        assertThat(overdue.deadline()).isEqualTo("2026-01-21T00:00:00Z");
        assertThat(overdue.facts())
                .containsEntry("amount", "100.00")
                .containsEntry("arrears", "100.00")
                .containsEntry("availableFunds", "-100.00")
                .containsEntry("currency", "CNY")
                .containsEntry("arrearsSince", "2026-01-06T00:00:00Z");
        assertThat(overdue.lines())
                .allSatisfy(line -> assertThat(line.becomes()).isEqualTo(Phase.RETENTION));
        assertThat(overdue.billIds()).containsExactly(story.bill("january").id());

        Notice suspended = story.rawNotices(Stage.SUSPENDED).getFirst();
        assertThat(suspended.lines().get(0).becomes()).isEqualTo(Phase.RELEASED);
        assertThat(suspended.lines().get(0).deadline()).isEqualTo("2026-02-05T00:00:00Z");
        assertThat(suspended.lines().get(1).deadline()).as("open-ended").isNull();
    }

    @Test
    void noticesOfASpellDieWithItUnlessTheyNameASubscriptionToo() {
        var story = account()
                .at(DAY_1)
                .payAsYouGo("dws", "etl")
                .subscription("maxcompute", "mart", "2026-01-21T00:00Z")
                .bill("january", "100", "2026-01-06T00:00Z")
                .advanceTo("2026-01-21T00:00Z");

        assertThat(story.rawNotices(Stage.OVERDUE).getFirst().spell()).isEqualTo(1);
        assertThat(story.rawNotices(Stage.SUSPENSION_REMINDER).getFirst().spell())
                .isEqualTo(1);
        assertThat(story.notices(Stage.SUSPENDED)).containsExactly("2026-01-21T00:00Z SUSPENDED mart,etl");
        assertThat(story.rawNotices(Stage.SUSPENDED).getFirst().spell()).isZero();
    }

    @Test
    void aNoticeOfWhichMoreIsLearnedInTheSameInstantNamesThatToo() {
        var story = account().at(DAY_1).payAsYouGo("dws", "one").payAsYouGo("dws", "two");
        Instant at = Scenario.instant("2026-01-06T00:00Z");
        Run run = new Run(
                story.state(),
                new Terms(new PolicyBook(BuiltInPolicies.all()), Cards.DECLINE, () -> 1, false, false),
                at);

        run.notices().ofPhase(Stage.SUSPENDED, at).about(story.resource("one"));
        run.notices().close(at);
        run.notices().ofPhase(Stage.SUSPENDED, at).about(story.resource("two"));
        run.notices().close(at);

        assertThat(run.finishedNotices())
                .singleElement()
                .satisfies(notice -> assertThat(notice.lines())
                        .extracting(line -> line.resourceId())
                        .containsExactly(
                                story.resource("one").id(),
                                story.resource("two").id()));
    }

    @Test
    void aDeletionIsNoReleaseToTellOf() {
        var story = account().at(DAY_1).payAsYouGo("dws", "etl").delete("etl");

        assertThat(story.notices()).isEmpty();
    }

    @Test
    void noTwoNoticesOfAStoryShareStageInstantAndCause() {
        var story = account()
                .tier("V0")
                .at(DAY_1)
                .payAsYouGo("dws", "etl")
                .subscription("dws", "mart", "2026-01-09T00:00Z")
                .packaged("dws", "pack", "2026-01-07T00:00Z")
                .card(Scenario.DECLINED)
                .autoRenew("mart", "P1M", "100")
                .alert("60", "40")
                .bill("one", "100", "2026-01-06T00:00Z")
                .bill("two", "100", "2026-01-06T00:00Z")
                .advanceTo("2026-01-06T00:00Z")
                .topUp("200")
                .bill("three", "100", "2026-01-06T00:00Z")
                .payByCard("three")
                .payByCard("three")
                .topUp("100")
                .advanceTo("2026-03-01T00:00Z");

        assertThat(story.rawNotices(Stage.values()))
                .extracting(notice -> notice.stage() + " " + notice.createdAt() + " " + notice.cause())
                .doesNotHaveDuplicates();
    }
}
