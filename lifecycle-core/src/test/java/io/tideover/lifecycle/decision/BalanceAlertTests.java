package io.tideover.lifecycle.decision;

import static io.tideover.lifecycle.decision.Scenario.account;
import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.lifecycle.notice.Stage;
import java.util.List;
import org.junit.jupiter.api.Test;

/** B1 to B3: when the balance alert speaks, repeats itself, falls silent and speaks again. */
class BalanceAlertTests {

    private static final String DAY_1 = "2026-01-01T00:00Z";
    private static final String DAY_6 = "2026-01-06T00:00Z";

    private static Scenario with(String cash) {
        return account().at(DAY_1).topUp(cash);
    }

    private static List<String> alerts(Scenario story) {
        return story.rawNotices(Stage.BALANCE_LOW, Stage.BALANCE_RECOVERED).stream()
                .map(notice -> Scenario.text(notice.createdAt()) + " " + notice.stage() + " "
                        + notice.facts().get("threshold"))
                .toList();
    }

    @Test
    void b1FiresWhenFundsFallBelowTheThresholdStrictly() {
        var story = with("100").alert("60").bill("one", "40", DAY_6).advanceTo(DAY_6);
        assertThat(alerts(story)).as("60.00 is not below 60").isEmpty();

        story.bill("two", "0.01", "2026-01-07T00:00Z").advanceTo("2026-01-07T00:00Z");
        assertThat(alerts(story)).containsExactly("2026-01-07T00:00Z BALANCE_LOW 60.00");
    }

    @Test
    void b1FiresWhenACouponEnds() {
        var story = with("50").coupon("gift", "50", DAY_1, DAY_6).alert("60").advanceTo(DAY_6);

        assertThat(alerts(story)).containsExactly("2026-01-06T00:00Z BALANCE_LOW 60.00");
    }

    @Test
    void b1FiresOnACorrectionOnALoweredCreditLimitAndOnAPayment() {
        assertThat(alerts(with("100").alert("60").correct("-50")))
                .containsExactly("2026-01-01T00:00Z BALANCE_LOW 60.00");
        assertThat(alerts(with("50").creditLimit("50").alert("60").creditLimit("0")))
                .containsExactly("2026-01-01T00:00Z BALANCE_LOW 60.00");
        assertThat(alerts(with("100").alert("60").bill("one", "50", DAY_6).payFromFunds("one")))
                .containsExactly("2026-01-01T00:00Z BALANCE_LOW 60.00");
        assertThat(alerts(with("100")
                        .subscription("dws", "mart", "2026-02-01T00:00Z")
                        .alert("60")
                        .renew("mart", "P1M", "50")))
                .containsExactly("2026-01-01T00:00Z BALANCE_LOW 60.00");
    }

    @Test
    void b1FiresWhenItIsSwitchedOnOrRaised() {
        var story = with("50").alert("60");
        assertThat(alerts(story)).containsExactly("2026-01-01T00:00Z BALANCE_LOW 60.00");

        var raised = with("50").alert("40").advanceTo("2026-01-02T00:00Z").alert("55");
        assertThat(alerts(raised)).containsExactly("2026-01-02T00:00Z BALANCE_LOW 55.00");
    }

    @Test
    void b1SaysNothingWhileItIsOff() {
        var story = with("50").alert("40").alert().bill("one", "30", DAY_6).advanceTo("2026-01-20T00:00Z");

        assertThat(alerts(story)).isEmpty();
        assertThat(alerts(with("50").alertOff("60").advanceTo("2026-01-20T00:00Z")))
                .as("with thresholds")
                .isEmpty();
    }

    @Test
    void b2RepeatsEvery24HoursThreeInAllAndThenFallsSilent() {
        // summer time does not shorten the 24 hours
        var story = account("USD", "America/New_York")
                .at("2026-03-01T00:00Z")
                .topUp("50")
                .advanceTo("2026-03-07T20:00Z")
                .alert("60")
                .advanceTo("2026-04-01T00:00Z");

        assertThat(alerts(story))
                .containsExactly(
                        "2026-03-07T20:00Z BALANCE_LOW 60.00",
                        "2026-03-08T20:00Z BALANCE_LOW 60.00",
                        "2026-03-09T20:00Z BALANCE_LOW 60.00");
    }

    @Test
    void b2TheNumberOfRepeatsIsASetting() {
        assertThat(alerts(with("50").alert(1, "60").advanceTo("2026-02-01T00:00Z")))
                .hasSize(1);
        assertThat(alerts(with("50").alert(5, "60").advanceTo("2026-02-01T00:00Z")))
                .hasSize(5);
    }

    @Test
    void b2ALoweredNumberOfRepeatsIsNotExceeded() {
        var story = with("50")
                .alert(5, "60")
                .advanceTo("2026-01-02T12:00Z")
                .alert(2, "60")
                .advanceTo("2026-02-01T00:00Z");

        assertThat(alerts(story)).hasSize(2);
    }

    @Test
    void b2RecoversAndIsArmedAgain() {
        var story = with("50")
                .alert("60")
                .advanceTo("2026-01-01T12:00Z")
                .topUp("10")
                .bill("one", "5", DAY_6)
                .advanceTo(DAY_6);

        assertThat(alerts(story))
                .containsExactly(
                        "2026-01-01T00:00Z BALANCE_LOW 60.00",
                        "2026-01-01T12:00Z BALANCE_RECOVERED 60.00",
                        "2026-01-06T00:00Z BALANCE_LOW 60.00");
    }

    @Test
    void b2RecoversAlsoAfterItFellSilent() {
        var story = with("50").alert("60").advanceTo("2026-01-20T00:00Z").topUp("100");

        assertThat(alerts(story)).last().isEqualTo("2026-01-20T00:00Z BALANCE_RECOVERED 60.00");
    }

    @Test
    void b2SaysNothingOfARecoveryWhereItHadNotFired() {
        assertThat(alerts(with("100").alert("60").topUp("100"))).isEmpty();
    }

    @Test
    void b2OneNoticeOfAnInstantNamesTheLowestThresholdCrossed() {
        var story = with("100").alert("80", "60", "40").bill("one", "50", DAY_6).advanceTo(DAY_6);

        assertThat(alerts(story)).containsExactly("2026-01-06T00:00Z BALANCE_LOW 60.00");
    }

    @Test
    void b2ALowerOneThatFiresEndsTheRepeatsOfTheHigherOnes() {
        var story = with("100")
                .alert("80", "60")
                .bill("one", "30", DAY_6)
                .bill("two", "20", "2026-01-06T12:00Z")
                .advanceTo("2026-02-01T00:00Z");

        assertThat(alerts(story))
                .containsExactly(
                        "2026-01-06T00:00Z BALANCE_LOW 80.00",
                        "2026-01-06T12:00Z BALANCE_LOW 60.00",
                        "2026-01-07T12:00Z BALANCE_LOW 60.00",
                        "2026-01-08T12:00Z BALANCE_LOW 60.00");
    }

    @Test
    void b2KeepsStateForEachThreshold() {
        // up over 60 but not over 80, and down again: 60 speaks again, 80 has spoken in this dip
        var story = with("100")
                .alert("80", "60")
                .bill("one", "50", DAY_6)
                .advanceTo("2026-01-06T06:00Z")
                .topUp("20")
                .bill("two", "20", "2026-01-06T12:00Z")
                .advanceTo("2026-01-06T12:00Z");

        assertThat(alerts(story))
                .containsExactly(
                        "2026-01-06T00:00Z BALANCE_LOW 60.00",
                        "2026-01-06T06:00Z BALANCE_RECOVERED 60.00",
                        "2026-01-06T12:00Z BALANCE_LOW 60.00");
    }

    @Test
    void b2OneRecoveryOfAnInstant() {
        var story = with("100")
                .alert("80", "60")
                .bill("one", "50", DAY_6)
                .advanceTo("2026-01-06T06:00Z")
                .topUp("100");

        assertThat(alerts(story))
                .containsExactly("2026-01-06T00:00Z BALANCE_LOW 60.00", "2026-01-06T06:00Z BALANCE_RECOVERED 80.00");
    }

    @Test
    void b2AThresholdThatIsEditedIsANewOneAndTheOthersStayAsTheyAre() {
        var story = with("50").alert("80", "60").advanceTo("2026-01-01T12:00Z").alert("80", "70");

        assertThat(alerts(story))
                .containsExactly("2026-01-01T00:00Z BALANCE_LOW 60.00", "2026-01-01T12:00Z BALANCE_LOW 70.00");
        // settings that are saved unchanged say nothing new
        assertThat(alerts(story.advanceTo("2026-01-01T13:00Z").alert("80", "70")))
                .hasSize(2);
    }

    @Test
    void b3InArrearsNoBalanceAlertIsSentAndRepeatsAreDropped() {
        var story =
                with("50").alert("60").bill("one", "100", "2026-01-01T12:00Z").advanceTo("2026-02-01T00:00Z");

        assertThat(alerts(story)).containsExactly("2026-01-01T00:00Z BALANCE_LOW 60.00");
    }

    @Test
    void b3RepeatsThatWereLeftStayDroppedWhenArrearsEndWhileStillBelow() {
        var story = with("50")
                .alert("60")
                .bill("one", "100", "2026-01-01T12:00Z")
                .advanceTo("2026-01-01T18:00Z")
                .topUp("60")
                .advanceTo("2026-02-01T00:00Z");

        assertThat(alerts(story)).containsExactly("2026-01-01T00:00Z BALANCE_LOW 60.00");
    }

    @Test
    void b3AThresholdThatNeverFiredInThisDipFiresWhenArrearsEnd() {
        var story = with("100")
                .alert("80", "20")
                .bill("one", "50", "2026-01-02T00:00Z")
                .bill("two", "100", "2026-01-03T00:00Z")
                .advanceTo("2026-01-04T00:00Z")
                .topUp("60");

        // 80 fired on day 2; 20 was crossed only by the bill that made the arrears
        assertThat(alerts(story))
                .containsExactly("2026-01-02T00:00Z BALANCE_LOW 80.00", "2026-01-04T00:00Z BALANCE_LOW 20.00");
    }

    @Test
    void b3ATopUpThatEndsArrearsAndTheDipSaysRecoveredOnce() {
        var story = with("50")
                .alert("60")
                .bill("one", "100", "2026-01-01T12:00Z")
                .advanceTo("2026-01-01T18:00Z")
                .topUp("500");

        assertThat(alerts(story))
                .containsExactly("2026-01-01T00:00Z BALANCE_LOW 60.00", "2026-01-01T18:00Z BALANCE_RECOVERED 60.00");
    }

    @Test
    void b3SwitchedOnInArrearsItWaitsForTheirEnd() {
        var story =
                account().at(DAY_1).bill("one", "100", DAY_6).advanceTo(DAY_6).alert("60");
        assertThat(alerts(story)).isEmpty();

        assertThat(alerts(story.advanceTo("2026-01-08T00:00Z").topUp("110")))
                .containsExactly("2026-01-08T00:00Z BALANCE_LOW 60.00");
    }
}
