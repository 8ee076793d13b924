package io.tideover.portal.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tideover.lifecycle.engine.FundsHistory.Point;
import java.time.Instant;
import java.util.List;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.junit.jupiter.api.Test;

/** B1 to B3, looked back on. */
class AlertLatelyTests {

    private static final List<Money> THRESHOLDS = List.of(money(200), money(50));

    @Test
    void tellsEachDipOnceByItsLowestThreshold() {
        AlertLately lately = AlertLately.of(
                List.of(
                        point(1, 500, 0),
                        point(2, 100, 0),
                        point(3, 80, 0),
                        point(4, 10, 0),
                        point(5, 300, 0),
                        point(6, 20, 0)),
                THRESHOLDS);
        assertThat(lately.dips())
                .extracting(AlertLately.Dip::at, AlertLately.Dip::threshold)
                .containsExactly(tuple(day(6), money(50)), tuple(day(4), money(50)), tuple(day(2), money(200)));
    }

    @Test
    void isSilentInArrearsAndTellsWhatIsStillLowAfterThem() {
        AlertLately lately = AlertLately.of(
                List.of(point(1, 500, 0), point(2, -60, 60), point(3, 0, 0), point(4, 400, 0)), THRESHOLDS);
        assertThat(lately.dips())
                .extracting(AlertLately.Dip::at, AlertLately.Dip::funds)
                .containsExactly(tuple(day(3), money(0)));
        assertThat(lately.inArrears()).isTrue();
    }

    @Test
    void saysNothingOfADipThatBeganBefore() {
        AlertLately lately = AlertLately.of(List.of(point(1, 10, 0), point(2, 5, 0)), THRESHOLDS);
        assertThat(lately.dips()).isEmpty();
        assertThat(lately.below()).isTrue();
    }

    @Test
    void tellsThatFundsWereLowInArrearsAlone() {
        AlertLately lately = AlertLately.of(List.of(point(1, 500, 0), point(2, -60, 60)), THRESHOLDS);
        assertThat(lately.dips()).isEmpty();
        assertThat(lately.below()).isFalse();
        assertThat(lately.inArrears()).isTrue();
        assertThat(AlertLately.of(List.of(point(1, 500, 0)), THRESHOLDS).inArrears())
                .isFalse();
    }

    private static Point point(int day, int funds, int arrears) {
        return new Point(day(day), money(funds), money(arrears));
    }

    private static Instant day(int day) {
        return Instant.parse("2026-01-0" + day + "T00:00:00Z");
    }

    private static Money money(int amount) {
        return Money.of(CurrencyUnit.of("CNY"), amount);
    }
}
