package io.tideover.lifecycle.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** T2: ISO-8601 spans. */
class SpansTests {

    @ParameterizedTest(name = "{0} + {1} in {2}")
    @CsvSource({
        "2026-03-07T12:00:00Z, P1D,    America/New_York, 2026-03-08T11:00:00Z",
        "2026-03-07T12:00:00Z, PT24H,  America/New_York, 2026-03-08T12:00:00Z",
        "2026-03-07T12:00:00Z, P1DT1H, America/New_York, 2026-03-08T12:00:00Z",
        "2026-01-31T12:00:00Z, P1M,    UTC,              2026-02-28T12:00:00Z",
        "2024-02-29T12:00:00Z, P1Y,    UTC,              2025-02-28T12:00:00Z",
        "2026-01-01T00:00:00Z, P2W,    Asia/Shanghai,    2026-01-15T00:00:00Z",
        "2026-01-01T00:00:00Z, P0D,    Asia/Shanghai,    2026-01-01T00:00:00Z"
    })
    void addsTheDatePartInTheZoneAndTheTimePartExactly(Instant start, String span, String zone, Instant end) {
        assertThat(Spans.add(start, Spans.parse(span), ZoneId.of(zone))).isEqualTo(end);
    }

    @Test
    void subtractsByTheDaysOfTheZoneToo() {
        Instant end = Instant.parse("2026-03-08T12:00:00Z");
        ZoneId zone = ZoneId.of("America/New_York");

        assertThat(Spans.subtract(end, Spans.parse("P1D"), zone)).isEqualTo("2026-03-07T13:00:00Z");
        assertThat(Spans.subtract(end, Spans.parse("PT24H"), zone)).isEqualTo("2026-03-07T12:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "15", "P", "fifteen days", "P-1D", "PT-1H", "P99999999999D"})
    void refusesWhatIsNoSpanOrNegative(String text) {
        assertThatThrownBy(() -> Spans.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"P1D", "P2W", "P1M", "P1Y", "P100Y", "P1Y6M"})
    void takesPositivePeriodsForRenewals(String text) {
        assertThat(Spans.parsePeriod(text)).isEqualTo(Period.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "P0D", "P-1M", "P1Y-1M", "PT24H", "P1DT1H", "P101Y", "P40000D", "1M"})
    void r8RefusesPeriodsThatAreNotPositiveDatePeriods(String text) {
        assertThatThrownBy(() -> Spans.parsePeriod(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
