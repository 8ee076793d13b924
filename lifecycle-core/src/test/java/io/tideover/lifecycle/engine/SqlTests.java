package io.tideover.lifecycle.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SqlTests {

    /** S1: from 1 000 on MariaDB makes a table of the list and reads the whole of the other one for it. */
    @Test
    void keepsListsShorterThanThoseADatabaseMakesATableOf() {
        List<Integer> values = IntStream.range(0, 2_500).boxed().toList();

        List<List<Integer>> chunks = Sql.chunks(values);

        assertThat(chunks).allSatisfy(chunk -> {
            assertThat(Sql.padded(chunk)).hasSizeLessThan(1_000);
            assertThat(Sql.in(chunk).chars().filter(c -> c == '?'))
                    .hasSize(Sql.padded(chunk).size());
        });
        assertThat(chunks.stream().flatMap(List::stream)).containsExactlyElementsOf(values);
    }
}
