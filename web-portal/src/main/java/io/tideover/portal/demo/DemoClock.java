package io.tideover.portal.demo;

import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.engine.Sweep;
import io.tideover.lifecycle.engine.TestClocks;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.portal.page.SimulatedTime;
import io.tideover.portal.page.Visit;
import io.tideover.scheduler.clock.ClockAdvance;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The demonstration's test clock. */
@Component
@Profile("demo")
class DemoClock implements SimulatedTime {

    static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    private final JdbcTemplate jdbc;
    private final TestClocks clocks;
    private final ClockAdvance advance;
    private final Sweep sweep;

    DemoClock(JdbcTemplate jdbc, TestClocks clocks, ClockAdvance advance, Sweep sweep) {
        this.jdbc = jdbc;
        this.clocks = clocks;
        this.advance = advance;
        this.sweep = sweep;
    }

    @Override
    public Optional<Bar> barFor(Visit visit) {
        return clockOf(visit)
                .flatMap(clocks::find)
                .map(clock -> new Bar(
                        clock.now(),
                        visit.account() == null ? ZONE : visit.account().zone(),
                        clock.target()));
    }

    /** Whether it is on its way, such as after the death of a server that moved it: another goes on where that one was. */
    boolean isMoving(Visit visit) {
        return required(visit).status() == TestClocks.Status.ADVANCING;
    }

    /** Moves on by days of the account's time zone. */
    void advance(Visit visit, int days) {
        TestClocks.TestClock clock = required(visit);
        ZoneId zone = visit.account() == null ? ZONE : visit.account().zone();
        advance.advance(clock.id(), clock.now().atZone(zone).plusDays(days).toInstant());
    }

    /** Moves on to the next instant at which something happens, or by a week where nothing does. */
    void advanceToNext(Visit visit) {
        TestClocks.TestClock clock = required(visit);
        Instant next = sweep.nextActionAt(clock.id()).orElse(clock.now().plus(7, ChronoUnit.DAYS));
        advance.advance(clock.id(), next.isAfter(clock.now()) ? next : clock.now());
    }

    private TestClocks.TestClock required(Visit visit) {
        return clockOf(visit).flatMap(clocks::find).orElseThrow(() -> Refusal.notFound("test clock"));
    }

    private Optional<Long> clockOf(Visit visit) {
        if (visit.account() != null) {
            long clock = visit.account().clockId();
            return clock == AccountClock.WALL ? Optional.empty() : Optional.of(clock);
        }
        return jdbc.query("SELECT id FROM test_clocks ORDER BY id LIMIT 1", (row, i) -> row.getLong("id")).stream()
                .findFirst();
    }
}
