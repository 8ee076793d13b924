package io.tideover.lifecycle.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.junit.jupiter.api.Test;

/** B2: what the settings of a balance alert keep of its state. */
class ThresholdTests {

    private static final Instant NEXT = Instant.parse("2026-01-02T00:00:00Z");

    private final BalanceAlert alert = new BalanceAlert(
            true,
            3,
            List.of(new Threshold(cny(80), true, 2, NEXT), new Threshold(cny(60), true, 1, NEXT.plusSeconds(60))));

    @Test
    void keepsThresholdsLowestFirst() {
        assertThat(alert.thresholds()).extracting(Threshold::amount).containsExactly(cny(60), cny(80));
        assertThat(alert.nextRepeatAt()).isEqualTo(NEXT);
    }

    @Test
    void keepsWhatAThresholdOfTheSameAmountHasSaid() {
        alert.set(true, 3, List.of(cny(80), cny(50)));

        assertThat(alert.thresholds()).containsExactly(Threshold.armed(cny(50)), new Threshold(cny(80), true, 2, NEXT));
    }

    @Test
    void forgetsEverythingWhenItIsSwitchedOffOrOn() {
        alert.set(false, 3, List.of(cny(80)));
        assertThat(alert.thresholds()).containsExactly(Threshold.armed(cny(80)));
    }

    @Test
    void repeatsNoMoreOftenThanALoweredSettingSays() {
        alert.set(true, 2, List.of(cny(80), cny(60)));

        assertThat(alert.thresholds())
                .containsExactly(
                        new Threshold(cny(60), true, 1, NEXT.plusSeconds(60)), new Threshold(cny(80), true, 2, null));
    }

    private static Money cny(int amount) {
        return Money.of(CurrencyUnit.of("CNY"), amount);
    }
}
