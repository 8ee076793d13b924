package io.tideover.portal.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.lifecycle.engine.PolicyVersions.Day;
import io.tideover.lifecycle.policy.Phase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PreviewChartTests {

    @Test
    void drawsEachPhaseAsTwoStepLinesOnOneScale() {
        PreviewChart chart = PreviewChart.of(List.of(
                new Day(1, Map.of(Phase.ACTIVE, 4L), Map.of(Phase.ACTIVE, 4L), 0),
                new Day(2, Map.of(Phase.ACTIVE, 4L), Map.of(Phase.ACTIVE, 2L, Phase.GRACE, 2L), 2)));

        assertThat(chart.panels()).extracting(PreviewChart.Panel::phase).containsExactly(Phase.values());
        PreviewChart.Panel active = chart.panels().getFirst();
        assertThat(active.most()).isEqualTo(4);
        assertThat(active.today()).isEqualTo("0.0,3.0 150.0,3.0 150.0,3.0 300.0,3.0");
        assertThat(active.draft()).isEqualTo("0.0,3.0 150.0,3.0 150.0,40.0 300.0,40.0");
        assertThat(active.differs()).isTrue();
        assertThat(active.lastDraft()).isEqualTo(2);
    }

    @Test
    void drawsAPhaseThatNothingIsInAlongTheBottom() {
        PreviewChart.Panel released = PreviewChart.of(List.of(new Day(1, Map.of(), Map.of(), 0)))
                .panels()
                .getLast();
        assertThat(released.most()).isEqualTo(1);
        assertThat(released.today()).isEqualTo("0.0,77.0 300.0,77.0").isEqualTo(released.draft());
        assertThat(released.differs()).isFalse();
    }
}
