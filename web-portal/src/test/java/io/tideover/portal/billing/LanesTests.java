package io.tideover.portal.billing;

import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.lifecycle.engine.Timelines;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.portal.page.Upcoming;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LanesTests {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant UNTIL = Instant.parse("2026-01-31T00:00:00Z");
    private static final Upcoming.Named WAREHOUSE = new Upcoming.Named(1, "warehouse", true, "Frozen");

    @Test
    void drawsThePhasesOfAResourceToScale() {
        Lanes lanes = lanes(List.of(
                change("2026-01-16T00:00:00Z", Phase.GRACE, Phase.RETENTION, WAREHOUSE),
                change("2026-01-29T12:00:00Z", Phase.RETENTION, Phase.RELEASED, WAREHOUSE)));

        assertThat(lanes.lanes()).singleElement().satisfies(lane -> {
            assertThat(lane.name()).isEqualTo("warehouse");
            assertThat(lane.unpaid())
                    .extracting(leg -> leg.phase() + " " + leg.left() + " " + leg.width() + " " + leg.wide())
                    .containsExactly(
                            "GRACE 0.00% 50.00% true", "RETENTION 50.00% 45.00% true", "RELEASED 95.00% 5.00% false");
            assertThat(lane.unpaid().getLast().until()).isNull();
        });
    }

    @Test
    void showsBesideItWhatPayingWouldChange() {
        Upcoming.Named archive = new Upcoming.Named(2, "archive", false, "Frozen");
        Upcoming expiry = change("2026-01-11T00:00:00Z", Phase.ACTIVE, Phase.GRACE, archive);
        Lanes lanes = Lanes.of(
                List.of(expiry, change("2026-01-16T00:00:00Z", Phase.GRACE, Phase.RETENTION, WAREHOUSE)),
                List.of(change("2026-01-01T00:00:00Z", Phase.GRACE, Phase.ACTIVE, WAREHOUSE), expiry),
                NOW,
                UNTIL,
                ZoneOffset.UTC);

        assertThat(lanes.lanes()).extracting(Lanes.Lane::name).containsExactly("archive", "warehouse");
        assertThat(lanes.lanes().getFirst().paid()).as("not affected").isEmpty();
        assertThat(lanes.lanes().getLast().paid())
                .singleElement()
                .satisfies(leg -> assertThat(leg.phase() + " " + leg.width()).isEqualTo("ACTIVE 100.00%"));
    }

    @Test
    void hasALaneForThoseThatChangeFirstAndCountsTheRest() {
        List<Upcoming> many = IntStream.rangeClosed(1, 15)
                .mapToObj(i -> change(
                        NOW.plusSeconds(3_600L * i).toString(),
                        Phase.GRACE,
                        Phase.RETENTION,
                        new Upcoming.Named(i, "r" + i, true, "Frozen")))
                .toList();

        Lanes lanes = lanes(many);

        assertThat(lanes.lanes())
                .hasSize(12)
                .first()
                .extracting(Lanes.Lane::name)
                .isEqualTo("r1");
        assertThat(lanes.more()).isEqualTo(3);
    }

    @Test
    void marksTheBeginningsOfDays() {
        Lanes lanes = Lanes.of(List.of(), null, NOW.plusSeconds(3_600), UNTIL, ZoneOffset.ofHours(8));

        assertThat(lanes.ticks())
                .extracting(tick -> tick.at().toString())
                .containsExactly(
                        "2026-01-05T16:00:00Z", "2026-01-10T16:00:00Z", "2026-01-15T16:00:00Z", "2026-01-20T16:00:00Z");
    }

    private static Lanes lanes(List<Upcoming> ahead) {
        return Lanes.of(ahead, null, NOW, UNTIL, ZoneOffset.UTC);
    }

    private static Upcoming change(String at, Phase from, Phase to, Upcoming.Named named) {
        return new Upcoming(Instant.parse(at), Timelines.Kind.TRANSITION, from, to, null, "", null, List.of(named));
    }
}
