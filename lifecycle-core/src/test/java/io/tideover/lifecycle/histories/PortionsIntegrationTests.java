package io.tideover.lifecycle.histories;

import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.Bills;
import io.tideover.lifecycle.engine.LifecycleFixture;
import io.tideover.lifecycle.engine.LifecycleFixture.RecordedAnnouncements;
import io.tideover.lifecycle.engine.Resources;
import io.tideover.lifecycle.engine.Sweep;
import io.tideover.lifecycle.engine.TestClocks;
import io.tideover.lifecycle.engine.Timelines;
import io.tideover.lifecycle.histories.View.Told;
import io.tideover.lifecycle.notice.FinalNotices;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.test.TestDatabaseInitializer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.ContextConfiguration;

/**
 * S8: an account whose resources follow its decisions in portions, one resource at a time here, comes to the same as one that is carried
 * out whole, whatever is commanded while resources are behind, and shows the same to who reads it meanwhile. Up to the first release,
 * as {@link LateSweepTests} has it: a final notice is accepted once it is told, which is when the last resource has followed.
 */
@SpringBootTest(
        classes = LifecycleFixture.class,
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = "tideover.lifecycle.portion=1")
@ContextConfiguration(initializers = TestDatabaseInitializer.class)
class PortionsIntegrationTests {

    private static final int HISTORIES = Integer.getInteger("tideover.histories.portions", 60);
    private static final long FIRST_SEED = Long.getLong("tideover.histories.seed", 1);

    private final DatabaseSide.Doors doors;

    @Autowired
    PortionsIntegrationTests(
            Accounts accounts,
            Bills bills,
            Resources resources,
            Sweep sweep,
            TestClocks clocks,
            Timelines timelines,
            FinalNotices finalNotices,
            RecordedAnnouncements announced) {
        doors = new DatabaseSide.Doors(accounts, bills, resources, sweep, clocks, timelines, finalNotices, announced);
    }

    @Test
    void comeToTheSameAsAnAccountThatIsCarriedOutWhole() {
        LongStream.range(FIRST_SEED, FIRST_SEED + HISTORIES).forEach(seed -> {
            History history = HistoryGenerator.history(seed);
            Instant end = LateSweepTests.beforeFirstRelease(history);
            RandomGenerator random =
                    RandomGeneratorFactory.of("L64X128MixRandom").create(-seed);
            EngineSide whole = new EngineSide(history);
            DatabaseSide portions = new DatabaseSide(doors, history);
            for (Step.Timed step : history.steps()) {
                if (!step.at().isAfter(end)) {
                    whole.take(step);
                    take(portions, step, random);
                }
            }
            whole.sweepThrough(end);
            portions.moveTo(end);
            while (portions.sweep(end)) {
                // until the last has followed
            }
            assertThat(portions.transitions()).as(history::toString).containsExactlyElementsOf(transitions(whole));
            assertThat(notices(portions.told()))
                    .as(history::toString)
                    .containsExactlyElementsOf(LateSweepTests.notices(whole));
        });
    }

    @Test
    void showWhatTheirAccountDecidedBeforeTheyHaveFollowed() {
        LongStream.range(FIRST_SEED, FIRST_SEED + HISTORIES / 2).forEach(seed -> {
            History history = HistoryGenerator.history(seed);
            Instant end = LateSweepTests.beforeFirstRelease(history);
            EngineSide whole = new EngineSide(history);
            DatabaseSide portions = new DatabaseSide(doors, history);
            for (Step.Timed step : history.steps()) {
                if (!step.at().isAfter(end)) {
                    whole.take(step);
                    portions.moveTo(step.at());
                    // what is due is decided in one batch; portions follow in later ones
                    portions.sweep(step.at());
                    portions.command(step);
                    portions.sweep(step.at());
                }
            }
            Instant last = history.steps().getLast().at();
            if (!last.isAfter(end)) {
                assertThat(portions.phases()).as(history::toString).isEqualTo(phases(whole));
            }
        });
    }

    @Test
    void whatIsAheadOfOneIsItsPartOfWhatIsAheadOfAll() {
        LongStream.range(FIRST_SEED, FIRST_SEED + HISTORIES / 3).forEach(seed -> {
            History history = HistoryGenerator.history(seed);
            RandomGenerator random =
                    RandomGeneratorFactory.of("L64X128MixRandom").create(-seed);
            DatabaseSide portions = new DatabaseSide(doors, history);
            for (Step.Timed step : history.steps()) {
                take(portions, step, random);
            }
            Instant until = history.steps().getLast().at().plus(Duration.ofDays(90));
            assertThat(portions.aheadOfEach(until)).as(history::toString).isEqualTo(portions.aheadOfAll(until));
        });
    }

    /** Sweeps a batch or two, by chance, before and after a command: most commands find resources behind. */
    private static void take(DatabaseSide portions, Step.Timed step, RandomGenerator random) {
        portions.moveTo(step.at());
        for (int sweeps = random.nextInt(4); sweeps > 0; sweeps--) {
            portions.sweep(step.at());
        }
        portions.command(step);
    }

    private static List<String> transitions(EngineSide side) {
        List<String> sorted = new ArrayList<>();
        Map<String, List<String>> moves = new TreeMap<>();
        side.transitions()
                .forEach(transition -> moves.computeIfAbsent(
                                side.labelOf(transition.resourceId()), label -> new ArrayList<>())
                        .add(EngineSide.move(transition).toString()));
        moves.forEach((label, each) -> each.forEach(move -> sorted.add(label + " " + move)));
        return sorted;
    }

    private static Map<String, Phase> phases(EngineSide side) {
        Map<String, Phase> phases = new TreeMap<>();
        side.transitions().forEach(transition -> phases.put(side.labelOf(transition.resourceId()), transition.to()));
        return phases;
    }

    private static List<String> notices(List<Told> told) {
        return View.sorted(View.together(told));
    }
}
