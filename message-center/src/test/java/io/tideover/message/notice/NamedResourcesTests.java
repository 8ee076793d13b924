package io.tideover.message.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.lifecycle.policy.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** D4, D5: what is named of a notice's resources, and what is counted. */
class NamedResourcesTests {

    private static final Instant DEADLINE = Instant.parse("2026-01-31T16:00:00Z");

    @Test
    @DisplayName("D4: the most urgent are named and the rest counted")
    void namesTheMostUrgent() {
        NamedResources named = NamedResources.of(IntStream.range(0, 60)
                .mapToObj(i -> line("r" + i, i >= 55 ? null : DEADLINE.plus(Duration.ofHours(60 - i)), Phase.RETENTION))
                .toList());

        assertThat(named.first()).hasSize(50).extracting(ResourceLine::name).startsWith("r54", "r53");
        assertThat(named.more()).isEqualTo(10);
        assertThat(named.deadline()).isEqualTo(DEADLINE.plus(Duration.ofHours(6)));
        assertThat(named.changeFirst()).isEqualTo(1);
        assertThat(named.changeLater()).isEqualTo(54);
        assertThat(named.undated()).isEqualTo(5);
    }

    @Test
    void changeTogetherWhereInstantAndPhaseAreTheSame() {
        ResourceLine one = line("one", DEADLINE, Phase.RETENTION);
        assertThat(NamedResources.of(List.of(one, line("two", DEADLINE, Phase.RETENTION)))
                        .changeTogether())
                .isTrue();
        assertThat(NamedResources.of(List.of(one, line("two", DEADLINE, Phase.RELEASED)))
                        .changeTogether())
                .isFalse();
        assertThat(NamedResources.of(List.of(one, line("two", null, Phase.RETENTION)))
                        .changeTogether())
                .isFalse();
        NamedResources undated = NamedResources.of(List.of(line("one", null, null), line("two", null, null)));
        assertThat(undated.changeTogether()).isTrue();
        assertThat(undated.undated()).isZero();
        assertThat(undated.deadline()).isNull();
    }

    @Test
    void areNoneWhereNothingIsNamed() {
        NamedResources none = NamedResources.of(List.of());
        assertThat(none.isEmpty()).isTrue();
        assertThat(none.more()).isZero();
        assertThat(none.deadline()).isNull();
        assertThat(none.anyPostpaid()).isFalse();
    }

    private static ResourceLine line(String name, @Nullable Instant deadline, @Nullable Phase becomes) {
        return new ResourceLine(1, name, "DWS", "cn-north-4", deadline, becomes, "Frozen", false);
    }
}
