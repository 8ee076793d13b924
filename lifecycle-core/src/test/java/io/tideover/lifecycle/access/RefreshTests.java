package io.tideover.lifecycle.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.lifecycle.access.AccessDecisions.Subject;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RefreshTests {

    private final BlockingQueue<List<Subject>> readings = new LinkedBlockingQueue<>();
    private final CountDownLatch goOn = new CountDownLatch(1);
    private boolean waits;
    private boolean fails;

    private final Refresh refresh = new Refresh(subjects -> {
        readings.add(List.copyOf(subjects));
        if (waits) {
            await();
        }
        if (fails) {
            throw new IllegalStateException("the database is away");
        }
    });

    @AfterEach
    void stop() {
        refresh.stop();
    }

    @Test
    void readsAllThatIsWantedTogetherInBoundedPortions() throws InterruptedException {
        LongStream.range(0, 600).forEach(id -> refresh.ask(new Subject.ById(id)));
        assertThat(next()).hasSize(500);
        assertThat(next()).hasSize(100);
    }

    @Test
    void readsOnceWhatIsAskedForAgainMeanwhile() throws InterruptedException {
        waits = true;
        Subject subject = new Subject.OfAccount(1);
        refresh.ask(subject);
        assertThat(next()).containsExactly(subject);
        refresh.ask(subject);
        refresh.ask(new Subject.OfAccount(2));
        goOn.countDown();
        assertThat(next()).containsExactly(new Subject.OfAccount(2));
    }

    @Test
    void goesOnAfterAFailure() throws InterruptedException {
        fails = true;
        Subject subject = new Subject.ByName("dws:cn-1:1:cluster/a");
        refresh.ask(subject);
        assertThat(next()).containsExactly(subject);
        List<Subject> again = null;
        for (int tries = 0; again == null && tries < 500; tries++) {
            refresh.ask(subject);
            again = readings.poll(10, TimeUnit.MILLISECONDS);
        }
        assertThat(again).containsExactly(subject);
    }

    private @Nullable List<Subject> next() throws InterruptedException {
        return readings.poll(10, TimeUnit.SECONDS);
    }

    private void await() {
        try {
            assertThat(goOn.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
