package io.tideover.scheduler.clock;

import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.engine.Sweep;
import io.tideover.lifecycle.engine.TestClocks;
import io.tideover.lifecycle.engine.TestClocks.TestClock;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.message.delivery.Courier;
import io.tideover.scheduler.SchedulerSettings;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Moves a test clock from one due instant to the next, carrying out at each what falls due on its accounts, deliveries included. An
 * advance whose node dies is taken over by another.
 */
@Service
public class ClockAdvance {

    private static final Logger LOG = LoggerFactory.getLogger(ClockAdvance.class);
    private static final Duration LEASE = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(20);

    /** How long a caller is kept waiting before it is told that the advance goes on. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final TestClocks clocks;
    private final Sweep sweep;
    private final List<Courier> couriers;
    private final SchedulerSettings settings;
    private final TransactionTemplate apart;
    private final ExecutorService executor = Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().daemon().name("clock-advance-", 0).factory());

    ClockAdvance(
            TestClocks clocks,
            Sweep sweep,
            List<Courier> couriers,
            SchedulerSettings settings,
            PlatformTransactionManager transactions) {
        this.clocks = clocks;
        this.sweep = sweep;
        this.couriers = couriers;
        this.settings = settings;
        // the caller may hold a transaction; what is carried out meanwhile must not wait for it
        this.apart = new TransactionTemplate(transactions);
        this.apart.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /**
     * Advances a test clock and waits for it, up to 30 s.
     *
     * @return the clock, READY where all has been carried out, else ADVANCING
     * @throws Refusal where the clock is unknown (404), being advanced (409), or past that instant (422)
     */
    public TestClock advance(long clockId, Instant to) {
        apart.executeWithoutResult(status -> clocks.beginAdvance(clockId, to, lease()));
        Future<?> carried = executor.submit(() -> carryOut(clockId, to));
        try {
            carried.get(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.debug("The advance of test clock {} goes on", clockId);
        } catch (ExecutionException e) {
            throw new IllegalStateException("test clock " + clockId + " stopped advancing", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        TestClock clock =
                apart.execute(status -> clocks.find(clockId).orElseThrow(() -> Refusal.notFound("test clock")));
        if (clock == null) {
            throw Refusal.notFound("test clock");
        }
        return clock;
    }

    /** Goes on with advances whose node died. */
    public void resumeAbandoned() {
        for (long clockId : clocks.abandoned()) {
            if (clocks.takeOver(clockId, lease())) {
                Instant to = clocks.find(clockId).map(TestClock::target).orElse(null);
                if (to != null) {
                    LOG.info("Going on with the advance of test clock {} to {}", clockId, to);
                    executor.submit(() -> carryOut(clockId, to));
                }
            }
        }
    }

    /** Lets advances that run here end; what is left of them another node takes over. */
    @PreDestroy
    void stop() {
        executor.shutdownNow();
    }

    private void carryOut(long clockId, Instant to) {
        try {
            Instant now = clocks.now(clockId);
            while (!Thread.currentThread().isInterrupted()) {
                carryOutAt(clockId, now);
                Instant next = next(clockId).filter(at -> !at.isAfter(to)).orElse(to);
                if (!next.isAfter(now)) {
                    next = to;
                }
                if (now.equals(to)) {
                    clocks.endAdvance(clockId);
                    return;
                }
                clocks.move(clockId, next, lease());
                now = next;
            }
        } catch (RuntimeException e) {
            LOG.error("The advance of test clock {} failed", clockId, e);
            clocks.endAdvance(clockId);
            throw e;
        }
    }

    /** Everything due at an instant, until nothing of it is left: a delivery's outcome may make something else due. */
    private void carryOutAt(long clockId, Instant now) {
        boolean idle;
        do {
            idle = true;
            idle &= !workOff(
                    clockId,
                    now,
                    () -> sweep.nextActionAt(clockId),
                    () -> !sweep.carryOutDue(clockId, now, settings.batch()).isEmpty());
            for (Courier courier : couriers) {
                idle &= !workOff(
                        clockId,
                        now,
                        () -> courier.nextAttemptAt(clockId),
                        () -> courier.deliverDue(clockId, now, settings.batch()) > 0);
            }
        } while (!idle);
    }

    /** Works until nothing is due, keeping the lease, and says whether anything was. */
    private boolean workOff(long clockId, Instant now, Supplier<Optional<Instant>> due, BooleanSupplier batch) {
        boolean was = false;
        while (due.get().filter(at -> !at.isAfter(now)).isPresent()
                && !Thread.currentThread().isInterrupted()) {
            was = true;
            if (batch.getAsBoolean()) {
                clocks.move(clockId, now, lease());
            } else {
                // somebody else is at it: time must not move before it is known how that went
                LockSupport.parkNanos(POLL.toNanos());
            }
        }
        return was;
    }

    private Optional<Instant> next(long clockId) {
        return Stream.concat(
                        sweep.nextActionAt(clockId).stream(),
                        couriers.stream().flatMap(courier -> courier.nextAttemptAt(clockId).stream()))
                .min(Instant::compareTo);
    }

    private Instant lease() {
        return clocks.now(AccountClock.WALL).plus(LEASE);
    }
}
