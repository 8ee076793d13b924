package io.tideover.scheduler.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkTests {

    private static final Instant NOW = Instant.parse("2026-01-06T00:00:00Z");

    @Test
    void housekeepingThatFailsKeepsNoneOfTheOthersFromClearingUp() {
        List<Instant> cleared = new ArrayList<>();
        Work.Housekeeping failing = now -> {
            throw new IllegalStateException("no room");
        };

        assertThatThrownBy(() -> Work.clearUp(List.of(failing, cleared::add, failing, cleared::add), NOW))
                .hasMessage("no room")
                .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(1));
        assertThat(cleared).containsExactly(NOW, NOW);
    }
}
