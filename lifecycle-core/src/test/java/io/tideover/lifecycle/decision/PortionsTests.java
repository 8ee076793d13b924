package io.tideover.lifecycle.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.lifecycle.notice.Notice;
import io.tideover.lifecycle.notice.NoticeLine;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.Phase;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** S8, R7, T5: resources that follow what their account decided come to the same as if it had carried them along. */
class PortionsTests {

    private static final List<String> ALL = List.of("etl", "hive", "disk");

    static Stream<Named<UnaryOperator<Scenario>>> stories() {
        return Stream.of(
                Named.of(
                        "R7, R8: overdue, frozen, released, as time goes by",
                        story -> open(story)
                                .bill("january", "40", "2026-01-06T00:00Z")
                                .advanceTo("2026-03-15T00:00Z")),
                Named.of(
                        "T4: the same in one late sweep",
                        story -> open(story)
                                .bill("january", "40", "2026-01-06T00:00Z")
                                .sweepAt("2026-03-15T00:00Z")),
                Named.of(
                        "R7: a part payment moves a running grace",
                        story -> open(story)
                                .bill("january", "40", "2026-01-06T00:00Z")
                                .bill("later", "30", "2026-01-10T00:00Z")
                                .advanceTo("2026-01-12T00:00Z")
                                .topUp("45")
                                .advanceTo("2026-02-20T00:00Z")),
                Named.of(
                        "T4, F3: a coupon restores between two spells, all in one late sweep",
                        story -> open(story)
                                .bill("january", "40", "2026-01-06T00:00Z")
                                .coupon("gift", "40", "2026-01-12T00:00Z", null)
                                .bill("february", "30", "2026-02-06T00:00Z")
                                .sweepAt("2026-02-27T00:00Z")),
                Named.of(
                        "F8: the clock starts where arrears reach the minimum",
                        story -> open(story.minimumArrears("50"))
                                .bill("january", "40", "2026-01-06T00:00Z")
                                .bill("later", "30", "2026-01-16T00:00Z")
                                .sweepAt("2026-02-10T00:00Z")),
                Named.of(
                        "T5: paid at the instant of the freeze, and owing anew",
                        story -> open(story)
                                .bill("january", "40", "2026-01-06T00:00Z")
                                .clockAt("2026-01-21T00:00Z")
                                .topUp("40")
                                .bill("february", "30", "2026-01-21T00:00Z")
                                .advanceTo("2026-02-10T00:00Z")
                                .topUp("100")
                                .advanceTo("2026-03-10T00:00Z")),
                Named.of(
                        "T3: moved to another zone and tier on the way",
                        story -> open(story)
                                .bill("january", "40", "2026-01-06T00:00Z")
                                .advanceTo("2026-01-08T00:00Z")
                                .describe("America/New_York", "VIP")
                                .advanceTo("2026-03-20T00:00Z")
                                .topUp("10")
                                .advanceTo("2026-03-25T00:00Z")));
    }

    private static Scenario open(Scenario story) {
        return story.at("2026-01-01T00:00Z")
                .payAsYouGo("dws", "etl")
                .payAsYouGo("ecs", "hive")
                .subscription("evs", "disk", "2026-01-25T00:00Z");
    }

    @ParameterizedTest
    @MethodSource("stories")
    void comesToTheSame(UnaryOperator<Scenario> story) {
        Scenario whole = story.apply(Scenario.account());
        Scenario inPortions = story.apply(Scenario.account().inPortions());

        assertThat(whole.transitions()).isNotEmpty();
        for (String name : ALL) {
            assertThat(inPortions.transitionsOf(name)).isEqualTo(whole.transitionsOf(name));
            assertThat(inPortions.told(name)).isEqualTo(whole.told(name));
        }
        assertThat(inPortions.transitions()).hasSameSizeAs(whole.transitions());
    }

    @Test
    @DisplayName(
            "S8: what decides over resources is a fact of its own number, what changes amounts alone bears the last one's")
    void numbersWhatDecides() {
        Scenario story = Scenario.account()
                .inPortions()
                .at("2026-01-01T00:00Z")
                .payAsYouGo("dws", "etl")
                .topUp("5");
        assertThat(story.facts()).containsExactly("7 0.00 0.00", "7 0.00 5.00");
        assertThat(story.decided()).isFalse();

        story.bill("january", "45", "2026-01-06T00:00Z").advanceTo("2026-01-06T00:00Z");
        story.describe("America/New_York", null);
        assertThat(story.facts()).containsExactly("7 40.00 -40.00", "8 40.00 -40.00");
        assertThat(story.decided()).isTrue();
        story.describe("America/New_York", "VIP");
        assertThat(story.facts()).containsExactly("7 40.00 -40.00", "8 40.00 -40.00");
        story.describe("America/New_York", "VIP");
        assertThat(story.facts()).containsExactly("7 40.00 -40.00");
        assertThat(story.decided()).isFalse();
        story.topUp("10");
        assertThat(story.facts()).containsExactly("7 40.00 -40.00", "7 30.00 -30.00");
        assertThat(story.decided()).isFalse();
        story.topUp("30");
        assertThat(story.facts()).last().isEqualTo("8 0.00 0.00");
        assertThat(story.decided()).isTrue();
    }

    @Test
    @DisplayName(
            "T4, S8: a notice is told once all it names have followed, with the earliest deadline and what is current")
    void tellsANoticeOnceAllHaveFollowed() {
        Instant first = Instant.parse("2026-01-21T00:00:00Z");
        Instant later = Instant.parse("2026-01-25T00:00:00Z");
        OpenNotice open = OpenNotice.of(notice(7, later, Map.of("arrears", "40"), line(1, true)));
        assertThat(open.lines()).isEqualTo(1);
        assertThat(open.current()).isFalse();
        assertThat(open.complete(3).superseded()).isTrue();

        OpenNotice more = open.with(notice(7, first, Map.of("arrears", "30"), line(2, false), line(3, true)));

        Notice told = more.complete(3);
        assertThat(more.lines()).isEqualTo(3);
        assertThat(told.superseded()).isFalse();
        assertThat(told.deadline()).isEqualTo(first);
        assertThat(told.spell()).isEqualTo(7);
        assertThat(told.accountId()).isEqualTo(3);
        assertThat(told.facts()).containsEntry("arrears", "30");
        assertThat(told.stage()).isEqualTo(Stage.OVERDUE);

        OpenNotice undated = more.with(notice(0, null, Map.of(), line(4, true)));
        assertThat(undated.current()).isTrue();
        assertThat(undated.deadline()).isEqualTo(first);
        assertThat(undated.spell()).isZero();
        assertThat(undated.with(notice(7, later, Map.of(), line(5, true))).deadline())
                .isEqualTo(first);
        assertThat(undated.with(notice(7, later, Map.of(), line(5, true))).spell())
                .isZero();

        OpenNotice dated = OpenNotice.of(notice(7, null, Map.of(), line(1, false)))
                .with(notice(7, later, Map.of(), line(2, false)));
        assertThat(dated.deadline()).isEqualTo(later);
        assertThat(OpenNotice.of(notice(7, null, Map.of())).complete(3).superseded())
                .isFalse();
    }

    private static Notice notice(
            int spell, @Nullable Instant deadline, Map<String, String> facts, NoticeLine... lines) {
        return new Notice(
                11,
                3,
                Stage.OVERDUE,
                Instant.parse("2026-01-06T00:00:00Z"),
                "spell:7",
                spell,
                false,
                deadline,
                facts,
                List.of(lines),
                List.of());
    }

    private static NoticeLine line(long resource, boolean superseded) {
        return new NoticeLine(resource, null, Phase.RETENTION, superseded);
    }
}
