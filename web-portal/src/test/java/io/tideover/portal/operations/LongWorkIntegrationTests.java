package io.tideover.portal.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.engine.Ids;
import io.tideover.portal.PageTest;
import io.tideover.portal.operations.LongWork.Kind;
import io.tideover.portal.operations.LongWork.State;
import io.tideover.portal.security.PortalUser;
import io.tideover.portal.security.Role;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** Long work whose node is stopped, or dies: no other node shows it as going on for ever. */
@PageTest
class LongWorkIntegrationTests {

    private static final PortalUser OPERATOR =
            new PortalUser(1, null, "operator@tideover.example", "Operator", Role.OPERATOR, Locale.ENGLISH);

    @Autowired
    private LongWork elsewhere;

    @Autowired
    private JdbcTemplate jdbc;

    @Autowired
    private Ids ids;

    @Autowired
    private AccountClock clock;

    private final CountDownLatch held = new CountDownLatch(1);
    private LongWork node;

    @BeforeEach
    void anotherNode() {
        node = new LongWork(jdbc, ids, clock);
    }

    @AfterEach
    void itEnds() {
        node.stop();
    }

    @Test
    void isGivenUpWhereItsNodeGivesNoSignOfLife() {
        long id = node.begin(Kind.RESEND, OPERATOR, "{}", this::stopsAtThree);
        assertThat(elsewhere.get(Kind.RESEND, id).state()).isEqualTo(State.RUNNING);

        LongWork later = new LongWork(jdbc, ids, which -> clock.now(which).plus(Duration.ofMinutes(3)));
        LongWork.Standing standing = later.get(Kind.RESEND, id);
        assertThat(standing.state()).isEqualTo(State.GIVEN_UP);
        assertThat(standing.isGoingOn()).isFalse();
        assertThat(standing.isBrokenOff()).isTrue();
        assertThat(standing.done()).isEqualTo(3);
        assertThat(standing.total()).isEqualTo(10);

        // it was only slow after all
        held.countDown();
        await().untilAsserted(
                        () -> assertThat(later.get(Kind.RESEND, id).state()).isEqualTo(State.DONE));
    }

    @Test
    void isGivenUpAtOnceWhereItsNodeIsStopped() {
        // two are at work, the third waits for its turn
        List<Long> begun = IntStream.range(0, 3)
                .parallel()
                .mapToObj(i -> node.begin(Kind.RESEND, OPERATOR, "{}", this::stopsAtThree))
                .toList();
        assertThat(begun)
                .extracting(id -> elsewhere.get(Kind.RESEND, id).state())
                .containsExactlyInAnyOrder(State.RUNNING, State.RUNNING, State.WAITING);
        node.stop();
        assertThat(begun)
                .extracting(id -> elsewhere.get(Kind.RESEND, id).state())
                .containsOnly(State.GIVEN_UP);
    }

    /** Something that takes long: it comes to three of ten, and is held there. */
    private String stopsAtThree(LongWork.Steps steps) {
        steps.at(3, 10);
        try {
            held.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        steps.at(4, 10);
        return "done";
    }
}
