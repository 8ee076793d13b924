package io.tideover.message.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.lifecycle.notice.Stage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** T4: what a notice is about where a newer one speaks of some of its resources, or of all of them. */
class StoredNoticeTests {

    private static final Instant AT = Instant.parse("2026-01-06T00:00:00Z");

    @Test
    void isAboutTheResourcesThatNoNewerOneSpeaksOf() {
        assertThat(notice(false, line("old", true), line("present", false)).currentResources())
                .extracting(ResourceLine::name)
                .containsExactly("present");
    }

    @Test
    void stillNamesItsResourcesWhereNothingOfItIsLeftToSay() {
        assertThat(notice(true, line("one", true), line("two", true)).currentResources())
                .extracting(ResourceLine::name)
                .containsExactly("one", "two");
    }

    private static StoredNotice notice(boolean superseded, ResourceLine... lines) {
        return new StoredNotice(
                1, 7, Stage.SUSPENDED, AT, AT, "phase", superseded, null, Map.of(), List.of(lines), List.of());
    }

    private static ResourceLine line(String name, boolean superseded) {
        return new ResourceLine(1, name, "DWS", "cn-north-4", null, null, superseded, null, false);
    }
}
