package io.tideover.lifecycle.histories;

import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Random histories, lived by the engine's decision and by a naive account that was written apart from it, must look the same after
 * every step. {@code -Dtideover.histories=10000} sets how many, {@code -Dtideover.histories.seed=1} the first seed.
 */
class RandomHistoriesTests {

    private static final int HISTORIES = Integer.getInteger("tideover.histories", 2_000);
    private static final long FIRST_SEED = Long.getLong("tideover.histories.seed", 1);

    @Test
    void lookTheSameToTheEngineAndToTheNaiveAccount() {
        Optional<History> failing = LongStream.range(FIRST_SEED, FIRST_SEED + HISTORIES)
                .parallel()
                .mapToObj(HistoryGenerator::history)
                .filter(history -> difference(history) != null)
                .findFirst();
        failing.map(RandomHistoriesTests::shrink).ifPresent(shortest -> fail(difference(shortest) + "\n" + shortest));
    }

    /** What differs after the first step after which something does, or null. */
    private static String difference(History history) {
        NaiveAccount model = history.naiveAccount();
        EngineSide engine = new EngineSide(history);
        for (Step.Timed step : history.steps()) {
            List<String> differences;
            View expected = model.take(step);
            try {
                differences = expected.differencesFrom(engine.take(step));
            } catch (RuntimeException e) {
                differences = List.of("the engine fails: " + e + " at "
                        + List.of(e.getStackTrace()).subList(0, 5));
            }
            if (!differences.isEmpty()) {
                return "After " + step + "\n  " + String.join("\n  ", differences);
            }
        }
        return null;
    }

    /** Drops whatever steps the difference does not need. */
    private static History shrink(History failing) {
        History shortest = failing;
        for (boolean shrunk = true; shrunk; ) {
            shrunk = false;
            for (int index = shortest.steps().size() - 1; index >= 0; index--) {
                History shorter = shortest.without(index);
                if (difference(shorter) != null) {
                    shortest = shorter;
                    shrunk = true;
                }
            }
        }
        return shortest;
    }
}
