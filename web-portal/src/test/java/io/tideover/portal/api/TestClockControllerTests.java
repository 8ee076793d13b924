package io.tideover.portal.api;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.portal.api.TestClockController.Advance;
import io.tideover.portal.api.TestClockController.NewClock;
import java.time.Instant;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class TestClockControllerTests {

    private final TestClockController controller = new TestClockController(new TestClockSettings(false), null, null);

    @Test
    void isNotThereWhereTestClocksAreNotEnabled() {
        assertIsNotThere(() -> controller.create(new NewClock(Instant.EPOCH)));
        assertIsNotThere(() -> controller.advance(1, new Advance(Instant.EPOCH)));
        assertIsNotThere(() -> controller.get(1));
    }

    private static void assertIsNotThere(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> Assertions.assertThat(refusal.kind()).isEqualTo(Refusal.Kind.NOT_FOUND));
    }
}
