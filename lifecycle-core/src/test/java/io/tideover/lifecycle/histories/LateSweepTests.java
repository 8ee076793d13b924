package io.tideover.lifecycle.histories;

import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.lifecycle.histories.View.Told;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.lifecycle.resource.Transition;
import io.tideover.lifecycle.resource.TransitionReason;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * A history comes to the same whenever the sweep runs (T3, T4): at every instant at which something falls due, or only now and then
 * together with a command. Releases stand apart, because they wait for their final notice (R5): both sides are compared up to the
 * first one, and after it the late side is held to the guard.
 */
class LateSweepTests {

    private static final int HISTORIES = Integer.getInteger("tideover.histories", 2_000) / 2;
    private static final long FIRST_SEED = Long.getLong("tideover.histories.seed", 1);
    private static final Period FINAL_NOTICE_LEAD = Period.ofDays(1);

    @Test
    void makesTheSameTransitionsAtTheSameInstantsHoweverLateTheSweepComes() {
        seeds().forEach(seed -> {
            History history = HistoryGenerator.history(seed);
            Instant end = beforeFirstRelease(history);
            EngineSide punctual = new EngineSide(history);
            EngineSide late = new EngineSide(history);
            RandomGenerator random =
                    RandomGeneratorFactory.of("L64X128MixRandom").create(-seed);
            for (Step.Timed step : history.steps()) {
                if (!step.at().isAfter(end)) {
                    punctual.take(step);
                    takeLate(late, step, random);
                }
            }
            punctual.sweepThrough(end);
            late.sweep(end);
            assertThat(transitions(late)).as(history::toString).isEqualTo(transitions(punctual));
            assertThat(notices(late)).as(history::toString).isEqualTo(notices(punctual));
            assertThat(late.standing(end)).as(history::toString).isEqualTo(punctual.standing(end));
        });
    }

    @Test
    void releasesNothingWithoutItsFinalNoticeHoweverLateTheSweepComes() {
        seeds().forEach(seed -> {
            History history = HistoryGenerator.history(seed);
            EngineSide late = new EngineSide(history);
            RandomGenerator random =
                    RandomGeneratorFactory.of("L64X128MixRandom").create(-seed);
            for (Step.Timed step : history.steps()) {
                takeLate(late, step, random);
            }
            late.transitions().stream()
                    .filter(LateSweepTests::isReleaseByDeadline)
                    .forEach(release -> assertThat(warnedBefore(late, release, history.zone()))
                            .as("%s is warned of\n%s", release, history)
                            .isTrue());
        });
    }

    private static LongStream seeds() {
        return LongStream.range(FIRST_SEED, FIRST_SEED + HISTORIES).parallel();
    }

    /** Sweeps before few commands; most catch up by themselves, and one that is refused leaves what is due where it was. */
    private static void takeLate(EngineSide late, Step.Timed step, RandomGenerator random) {
        if (random.nextInt(4) == 0) {
            late.sweep(step.at());
        }
        if (!(step.step() instanceof Step.Wait)) {
            late.command(step);
        }
    }

    /** The last instant before a release by deadline, or that of the last step where there is none. */
    static Instant beforeFirstRelease(History history) {
        EngineSide punctual = new EngineSide(history);
        history.steps().forEach(punctual::take);
        return punctual.transitions().stream()
                .filter(LateSweepTests::isReleaseByDeadline)
                .map(release -> release.effectiveAt().minusNanos(1_000))
                .min(Comparator.naturalOrder())
                .orElse(history.steps().getLast().at());
    }

    private static boolean isReleaseByDeadline(Transition transition) {
        return transition.to() == Phase.RELEASED
                && (transition.reason() == TransitionReason.RETENTION_ENDED
                        || transition.reason() == TransitionReason.SCHEDULED_RELEASE);
    }

    /** Whether a release reminder had been stored, and so accepted, long enough before a release. */
    private static boolean warnedBefore(EngineSide side, Transition release, ZoneId zone) {
        return side.notices().stream()
                .filter(recorded -> recorded.notice().stage() == Stage.RELEASE_REMINDER)
                .filter(recorded ->
                        recorded.notice().lines().stream().anyMatch(line -> line.resourceId() == release.resourceId()))
                .anyMatch(recorded -> !recorded.at()
                        .atZone(zone)
                        .plus(FINAL_NOTICE_LEAD)
                        .toInstant()
                        .isAfter(release.effectiveAt()));
    }

    private static List<String> transitions(EngineSide side) {
        return side.transitions().stream()
                .map(transition -> side.labelOf(transition.resourceId()) + " " + EngineSide.move(transition))
                .sorted()
                .toList();
    }

    static List<String> notices(EngineSide side) {
        List<Told> all = side.notices().stream()
                .map(recorded -> side.told(recorded.notice()))
                .toList();
        return View.sorted(View.together(all));
    }
}
