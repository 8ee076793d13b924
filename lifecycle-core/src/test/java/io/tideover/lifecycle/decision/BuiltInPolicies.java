package io.tideover.lifecycle.decision;

import io.tideover.lifecycle.engine.PolicyDocument;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Denial;
import io.tideover.lifecycle.policy.Policy;
import io.tideover.lifecycle.policy.Reminders;
import io.tideover.lifecycle.policy.Spans;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.threeten.extra.PeriodDuration;
import tools.jackson.databind.json.JsonMapper;

/** The policies that Tideover comes with, read from its own data file, and short ones for tests that need another. */
final class BuiltInPolicies {

    private static final List<Policy> ALL = read();

    private BuiltInPolicies() {}

    static List<Policy> all() {
        return ALL;
    }

    /** Of product {@code test}, with no reminders but those given, before each kind of deadline. */
    static Policy of(
            int version,
            BillingMode mode,
            String grace,
            @Nullable String retention,
            String activeFrom,
            String... reminders) {
        List<PeriodDuration> before = Stream.of(reminders).map(Spans::parse).toList();
        return new Policy(
                1_000 + version,
                "test-" + mode,
                version,
                "test",
                mode,
                null,
                Spans.parse(grace),
                retention == null ? null : Spans.parse(retention),
                "Stopped",
                Spans.parse("P1D"),
                false,
                new Reminders(before, before, before),
                Set.of(),
                new Denial("TEST.0403", "no"),
                Instant.parse(activeFrom));
    }

    private static List<Policy> read() {
        try (InputStream file = PolicyDocument.class.getResourceAsStream("/io/tideover/lifecycle/policies.json")) {
            PolicyDocument[] documents = new JsonMapper().readValue(file, PolicyDocument[].class);
            List<Policy> policies = new ArrayList<>();
            for (PolicyDocument document : documents) {
                policies.add(document.toPolicy(policies.size() + 1));
            }
            return policies;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
