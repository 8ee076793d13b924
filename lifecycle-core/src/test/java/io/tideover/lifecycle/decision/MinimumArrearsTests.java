package io.tideover.lifecycle.decision;

import static io.tideover.lifecycle.decision.Scenario.account;
import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.Phase;
import org.junit.jupiter.api.Test;

/** F8: arrears below the minimum start no clock and send no OVERDUE. */
class MinimumArrearsTests {

    private static Scenario small() {
        return account()
                .minimumArrears("50")
                .at("2026-01-01T00:00Z")
                .payAsYouGo("dws", "etl")
                .bill("small", "49.99", "2026-01-06T00:00Z");
    }

    @Test
    void arrearsBelowItStartNoClockAndAreNotToldOf() {
        var story = small().advanceTo("2026-06-01T00:00Z");

        assertThat(story.transitions()).isEmpty();
        assertThat(story.notices(Stage.OVERDUE)).isEmpty();
        assertThat(story.arrears()).isEqualTo("49.99");
        assertThat(story.state().account().inArrears()).isTrue();
    }

    @Test
    void theClockStartsWhenArrearsReachIt() {
        var story = small().bill("more", "0.01", "2026-02-01T00:00Z").advanceTo("2026-02-16T00:00Z");

        // by the day on which the minimum was reached: nobody was warned before
        assertThat(story.transitions())
                .containsExactly("2026-02-01T00:00Z etl ACTIVE -> GRACE", "2026-02-16T00:00Z etl GRACE -> RETENTION");
        assertThat(story.notices(Stage.OVERDUE)).containsExactly("2026-02-01T00:00Z OVERDUE etl");
    }

    @Test
    void aPartPaymentBelowItRestoresNothing() {
        var story = small().bill("more", "10", "2026-02-01T00:00Z")
                .advanceTo("2026-02-10T00:00Z")
                .topUp("49.99");

        assertThat(story.arrears()).isEqualTo("10.00");
        assertThat(story.phase("etl")).isEqualTo(Phase.GRACE);
    }

    @Test
    void settlingSmallArrearsRestoresNothingBecauseNothingHadLeftActive() {
        var story = small().advanceTo("2026-01-10T00:00Z").topUp("50");

        assertThat(story.state().account().inArrears()).isFalse();
        assertThat(story.notices(Stage.RESTORED)).isEmpty();
    }
}
