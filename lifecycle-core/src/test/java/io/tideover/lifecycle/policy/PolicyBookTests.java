package io.tideover.lifecycle.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** R9 and R11: which policy is in force. */
class PolicyBookTests {

    private static final Instant EARLY = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATER = Instant.parse("2026-02-01T00:00:00Z");

    private final PolicyBook book = new PolicyBook(List.of(
            policy(1, null, null, 1, EARLY),
            policy(2, "dws", null, 1, EARLY),
            policy(3, "dws", "V0", 1, EARLY),
            policy(4, "dws", null, 2, LATER),
            policy(5, "oss", "V0", 1, LATER)));

    @Test
    void r11LooksUpByProductAndTierThenProductThenMode() {
        assertThat(idInForce("dws", "V0", EARLY)).isEqualTo(3);
        assertThat(idInForce("dws", "V1", EARLY)).isEqualTo(2);
        assertThat(idInForce("dws", null, EARLY)).isEqualTo(2);
        assertThat(idInForce("oss", "V0", EARLY))
                .as("the tier's own is not active yet")
                .isEqualTo(1);
        assertThat(idInForce("oss", "V0", LATER)).isEqualTo(5);
    }

    @Test
    void r11FindsNoneForAModeWithoutAny() {
        assertThat(book.inForce("dws", BillingMode.PACKAGE, "V0", LATER)).isEmpty();
        assertThat(book.inForce("dws", BillingMode.PAY_AS_YOU_GO, null, EARLY.minusNanos(1_000)))
                .isEmpty();
    }

    @Test
    void r9AVersionIsInForceFromItsActiveFromOn() {
        assertThat(idInForce("dws", null, LATER.minusNanos(1_000))).isEqualTo(2);
        assertThat(idInForce("dws", null, LATER)).isEqualTo(4);
    }

    @Test
    void aPreviewReadsADraftBesideTheVersionsThereAre() {
        PolicyBook preview = book.with(policy(9, "dws", null, 3, LATER));

        assertThat(preview.inForce("dws", BillingMode.PAY_AS_YOU_GO, null, LATER))
                .hasValueSatisfying(policy -> assertThat(policy.id()).isEqualTo(9));
        assertThat(idInForce("dws", null, LATER))
                .as("the book itself is as it was")
                .isEqualTo(4);
    }

    private long idInForce(String product, @Nullable String tier, Instant at) {
        return book.inForce(product, BillingMode.PAY_AS_YOU_GO, tier, at)
                .orElseThrow()
                .id();
    }

    private static Policy policy(
            long id, @Nullable String product, @Nullable String tier, int version, Instant activeFrom) {
        return new Policy(
                id,
                "policy-" + id,
                version,
                product,
                BillingMode.PAY_AS_YOU_GO,
                tier,
                Spans.parse("P15D"),
                Spans.parse("P15D"),
                "Suspended",
                Spans.parse("P1D"),
                false,
                new Reminders(List.of(), List.of(), List.of()),
                Set.of(),
                new Denial("X", "no"),
                activeFrom);
    }
}
