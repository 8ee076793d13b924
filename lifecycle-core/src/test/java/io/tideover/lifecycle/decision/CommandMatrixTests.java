package io.tideover.lifecycle.decision;

import static io.tideover.lifecycle.decision.Scenario.account;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.lifecycle.resource.Episode;
import io.tideover.lifecycle.resource.Phases;
import io.tideover.lifecycle.resource.Resource;
import io.tideover.lifecycle.resource.TransitionReason;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every state with every command: where it is allowed, and what it is refused with elsewhere (R5 to R10, R12). */
class CommandMatrixTests {

    /** A resource {@code it} and how it comes to be there. */
    enum State {
        PAYG_ACTIVE(() -> payg("dws", "2026-01-02T00:00Z")),
        PAYG_GRACE(() -> payg("dws", "2026-01-10T00:00Z")),
        PAYG_RETENTION(() -> payg("dws", "2026-01-25T00:00Z")),
        PAYG_WITHHELD(() -> account()
                .at("2026-01-01T00:00Z")
                .whileMailIsDown()
                .payAsYouGo("dws", "it")
                .bill("january", "100", "2026-01-06T00:00Z")
                .advanceTo("2026-02-10T00:00Z")),
        PAYG_OPEN_ENDED(() -> payg("maxcompute", "2026-01-25T00:00Z")),
        PAYG_RELEASED(() -> payg("dws", "2026-02-10T00:00Z")),
        SUBSCRIPTION_ACTIVE(() -> subscribed("2026-01-02T00:00Z")),
        SUBSCRIPTION_GRACE(() -> subscribed("2026-01-10T00:00Z")),
        SUBSCRIPTION_RETENTION(() -> subscribed("2026-01-25T00:00Z")),
        SUBSCRIPTION_RELEASED(() -> subscribed("2026-02-10T00:00Z")),
        PACKAGE_ACTIVE(() -> account()
                .at("2026-01-01T00:00Z")
                .packaged("dws", "it", "2026-01-06T00:00Z")
                .advanceTo("2026-01-02T00:00Z"));

        private final Supplier<Scenario> story;

        State(Supplier<Scenario> story) {
            this.story = story;
        }

        private static Scenario payg(String product, String now) {
            return account()
                    .at("2026-01-01T00:00Z")
                    .payAsYouGo(product, "it")
                    .bill("january", "100", "2026-01-06T00:00Z")
                    .advanceTo(now);
        }

        private static Scenario subscribed(String now) {
            return account()
                    .at("2026-01-01T00:00Z")
                    .subscription("dws", "it", "2026-01-06T00:00Z")
                    .advanceTo(now);
        }
    }

    enum Command {
        RENEW(story -> story.renew("it", "P1Y", "0")),
        EXTEND(story -> story.extend("it", 10)),
        HOLD(story -> story.hold("it")),
        LIFT_HOLD(story -> story.liftHold("it")),
        SCHEDULE(story -> story.scheduleRelease("it", "2027-01-01T00:00Z")),
        CANCEL_SCHEDULE(story -> story.cancelScheduledRelease("it")),
        RELEASE_BY_HAND(story -> story.releaseByHand("it")),
        DELETE(story -> story.delete("it")),
        AUTO_RENEW(story -> story.autoRenew("it", "P1M", "0")),
        STOP_AUTO_RENEWAL(story -> story.stopAutoRenewal("it")),
        CHANGE_OVER(story -> story.changeOver("it", BillingMode.PACKAGE, "2027-01-01T00:00Z", "0"));

        private final Consumer<Scenario> action;

        Command(Consumer<Scenario> action) {
            this.action = action;
        }
    }

    /** A row per state, a column per command in the order of {@link Command}; {@code ok} is allowed. */
    private static final String MATRIX = """
        PAYG_ACTIVE            NOT_RENEWABLE      NOTHING_TO_EXTEND    ok ok NOT_SCHEDULABLE NOT_SCHEDULED NOT_IN_RETENTION     ok                 NOT_A_SUBSCRIPTION NOT_A_SUBSCRIPTION ok
        PAYG_GRACE             ACCOUNT_IN_ARREARS ok                   ok ok NOT_SCHEDULABLE NOT_SCHEDULED NOT_IN_RETENTION     ok                 NOT_A_SUBSCRIPTION NOT_A_SUBSCRIPTION ACCOUNT_IN_ARREARS
        PAYG_RETENTION         ACCOUNT_IN_ARREARS ok                   ok ok NOT_SCHEDULABLE NOT_SCHEDULED RELEASE_NOT_WITHHELD RESOURCE_SUSPENDED NOT_A_SUBSCRIPTION NOT_A_SUBSCRIPTION ACCOUNT_IN_ARREARS
        PAYG_WITHHELD          ACCOUNT_IN_ARREARS ok                   ok ok NOT_SCHEDULABLE NOT_SCHEDULED ok                   RESOURCE_SUSPENDED NOT_A_SUBSCRIPTION NOT_A_SUBSCRIPTION ACCOUNT_IN_ARREARS
        PAYG_OPEN_ENDED        ACCOUNT_IN_ARREARS RETENTION_OPEN_ENDED ok ok ok              ok            RELEASE_NOT_WITHHELD RESOURCE_SUSPENDED NOT_A_SUBSCRIPTION NOT_A_SUBSCRIPTION ACCOUNT_IN_ARREARS
        SUBSCRIPTION_ACTIVE    ok                 NOTHING_TO_EXTEND    ok ok NOT_SCHEDULABLE NOT_SCHEDULED NOT_IN_RETENTION     ok                 ok                 ok                 NOT_PAY_AS_YOU_GO
        SUBSCRIPTION_GRACE     ok                 ok                   ok ok NOT_SCHEDULABLE NOT_SCHEDULED NOT_IN_RETENTION     ok                 ok                 ok                 NOT_PAY_AS_YOU_GO
        SUBSCRIPTION_RETENTION ok                 ok                   ok ok NOT_SCHEDULABLE NOT_SCHEDULED RELEASE_NOT_WITHHELD RESOURCE_SUSPENDED ok                 ok                 NOT_PAY_AS_YOU_GO
        PACKAGE_ACTIVE         ok                 NOTHING_TO_EXTEND    ok ok NOT_SCHEDULABLE NOT_SCHEDULED NOT_IN_RETENTION     ok                 NOT_A_SUBSCRIPTION NOT_A_SUBSCRIPTION NOT_PAY_AS_YOU_GO
        """;

    static Stream<Arguments> matrix() {
        List<Arguments> cells = new ArrayList<>();
        for (String line : MATRIX.lines().toList()) {
            String[] row = line.split(" +");
            for (Command command : Command.values()) {
                cells.add(Arguments.of(State.valueOf(row[0]), command, row[1 + command.ordinal()]));
            }
        }
        // R10: nothing in a released resource can be changed
        for (State released : List.of(State.PAYG_RELEASED, State.SUBSCRIPTION_RELEASED)) {
            for (Command command : Command.values()) {
                cells.add(Arguments.of(released, command, "RESOURCE_RELEASED"));
            }
        }
        return cells.stream();
    }

    @ParameterizedTest(name = "{1} in {0}: {2}")
    @MethodSource("matrix")
    void allowsOrRefuses(State state, Command command, String answer) {
        Scenario story = state.story.get();
        if (answer.equals("ok")) {
            // a hold is lifted, or a schedule cancelled, only where there is one
            if (command == Command.LIFT_HOLD) {
                story.hold("it");
            } else if (command == Command.CANCEL_SCHEDULE) {
                story.scheduleRelease("it", "2027-01-01T00:00Z");
            }
        }
        Resource.Snapshot before = story.resource("it").snapshot();

        Refusal refusal = catchThrowableOfType(Refusal.class, () -> command.action.accept(story));

        if (answer.equals("ok")) {
            assertThat(refusal).isNull();
        } else {
            assertThat(refusal)
                    .isNotNull()
                    .returns(answer, Refusal::code)
                    .returns(Refusal.Kind.CONFLICT, Refusal::kind);
            assertThat(story.resource("it").snapshot())
                    .as("nothing was changed")
                    .isEqualTo(before);
        }
    }

    @Test
    void namesEveryStateAndCommand() {
        assertThat(matrix()).hasSize(State.values().length * Command.values().length);
    }

    @Test
    void aHoldIsPlacedOnceAndLiftedOnce() {
        Scenario story = State.PAYG_GRACE.story.get().hold("it");

        assertThat(Scenario.refusal(() -> story.hold("it")).code()).isEqualTo("ALREADY_HELD");
        story.liftHold("it");
        assertThat(Scenario.refusal(() -> story.liftHold("it")).code()).isEqualTo("NOT_HELD");
    }

    @Test
    void aDeletionSaysThatTheCustomerDidIt() {
        Scenario story = State.PAYG_GRACE.story.get().hold("it").delete("it");

        assertThat(story.rawTransitions().getLast().reason()).isEqualTo(TransitionReason.DELETED_BY_CUSTOMER);
        assertThat(story.phase("it"))
                .as("a hold withholds release by deadline only")
                .isEqualTo(Phase.RELEASED);
        assertThat(story.advanceTo("2026-06-01T00:00Z").transitions()).hasSize(2);
    }

    // ---- the door

    static Stream<Arguments> edges() {
        Episode episode = new Episode(
                Instant.EPOCH,
                ZoneOffset.UTC,
                BuiltInPolicies.of(1, BillingMode.PAY_AS_YOU_GO, "P1D", null, "1970-01-01T00:00:00Z"));
        return Stream.of(
                        edge(
                                "startEpisode",
                                "ACTIVE",
                                (door, it) -> door.startEpisode(it, episode, TransitionReason.ARREARS)),
                        edge("enterRetention", "GRACE", (door, it) -> door.enterRetention(it, Instant.EPOCH)),
                        edge(
                                "release",
                                "RETENTION",
                                (door, it) -> door.release(it, Instant.EPOCH, TransitionReason.RETENTION_ENDED, null)),
                        edge("delete", "ACTIVE GRACE", (door, it) -> door.delete(it, Instant.EPOCH)),
                        edge(
                                "reactivate",
                                "GRACE RETENTION",
                                (door, it) -> door.reactivate(it, Instant.EPOCH, TransitionReason.RENEWED)))
                .flatMap(edge -> Stream.of(Phase.values())
                        .map(phase ->
                                Arguments.of(edge[0], phase, ((String) edge[1]).contains(phase.name()), edge[2])));
    }

    private static Object[] edge(String name, String from, BiConsumer<Phases, Resource> edge) {
        return new Object[] {name, from, edge};
    }

    @ParameterizedTest(name = "{0} from {1}: {2}")
    @MethodSource("edges")
    void theDoorOpensOnLegalEdgesOnly(String name, Phase from, boolean legal, BiConsumer<Phases, Resource> edge) {
        List<String> log = new ArrayList<>();
        Phases door = new Phases((resource, was, to, at, reason, detail) -> log.add(was + " -> " + to));
        Resource resource = in(from);

        if (legal) {
            edge.accept(door, resource);
            assertThat(log).hasSize(1).first().asString().startsWith(from + " -> ");
        } else {
            assertThatThrownBy(() -> edge.accept(door, resource)).isInstanceOf(IllegalStateException.class);
            assertThat(resource.phase()).isEqualTo(from);
            assertThat(log).isEmpty();
        }
    }

    private static Resource in(Phase phase) {
        @Nullable
        Episode episode = phase == Phase.ACTIVE
                ? null
                : new Episode(
                        Instant.EPOCH,
                        ZoneOffset.UTC,
                        BuiltInPolicies.of(1, BillingMode.PAY_AS_YOU_GO, "P1D", null, "1970-01-01T00:00:00Z"));
        return new Resource(new Resource.Snapshot(
                1,
                1,
                "test",
                "cn-1",
                "it",
                "it",
                Instant.EPOCH,
                BillingMode.PAY_AS_YOU_GO,
                null,
                Instant.EPOCH,
                phase,
                Instant.EPOCH,
                0,
                episode,
                null,
                0,
                null,
                Instant.EPOCH,
                null,
                Instant.EPOCH,
                null,
                null,
                null,
                0));
    }
}
