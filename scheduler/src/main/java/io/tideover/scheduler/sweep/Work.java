package io.tideover.scheduler.sweep;

import io.tideover.lifecycle.engine.Reconciliation;
import io.tideover.lifecycle.engine.Sweep;
import io.tideover.message.delivery.Courier;
import io.tideover.message.delivery.DeliveryWorker;
import io.tideover.message.receiver.Verifications;
import io.tideover.message.webhook.WebhookWorker;
import io.tideover.scheduler.SchedulerSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Service;

/** What the jobs do: work off what is due, batch by batch, and write down that they did. */
@Service
public class Work {

    /** Something else that has to be cleared up from time to time, such as spent idempotency keys. */
    @FunctionalInterface
    public interface Housekeeping {

        /** Clears up a bounded portion of what is old. */
        void clearUp(Instant now);
    }

    /** Work that has gone on this long lets go of its trigger, so that pausing and shutdown take effect. */
    private static final Duration LONGEST_RUN = Duration.ofSeconds(20);

    private static final Duration KEPT = Duration.ofDays(30);

    private final Sweep sweep;
    private final DeliveryWorker delivery;
    private final WebhookWorker webhooks;
    private final Verifications verifications;
    private final Reconciliation reconciliation;
    private final List<Housekeeping> housekeeping;
    private final JobRuns runs;
    private final SchedulerSettings settings;

    Work(
            Sweep sweep,
            DeliveryWorker delivery,
            WebhookWorker webhooks,
            Verifications verifications,
            Reconciliation reconciliation,
            List<Housekeeping> housekeeping,
            JobRuns runs,
            SchedulerSettings settings) {
        this.sweep = sweep;
        this.delivery = delivery;
        this.webhooks = webhooks;
        this.verifications = verifications;
        this.reconciliation = reconciliation;
        this.housekeeping = housekeeping;
        this.runs = runs;
        this.settings = settings;
    }

    /** Runs a job until nothing of it is due. */
    public void run(Job job) {
        Instant startedAt = runs.now();
        try {
            switch (job) {
                case LIFECYCLE_SWEEP -> sweep(startedAt);
                case DELIVERY -> deliver(job, delivery, startedAt);
                case WEBHOOKS -> deliver(job, webhooks, startedAt);
                case RECONCILIATION -> {
                    int found = reconciliation.run().size();
                    runs.add(job, startedAt, found, found + " differences", null);
                }
                case HOUSEKEEPING -> {
                    List<Housekeeping> all = new ArrayList<>(housekeeping);
                    all.add(now -> runs.forgetBefore(now.minus(KEPT)));
                    all.add(now -> webhooks.forgetBefore(now.minus(KEPT)));
                    all.add(verifications::forgetExpired);
                    clearUp(all, startedAt);
                }
            }
        } catch (RuntimeException e) {
            runs.add(job, startedAt, 0, null, e);
            throw e;
        }
    }

    /** One that fails keeps none of the others from clearing up. */
    static void clearUp(List<Housekeeping> all, Instant now) {
        List<RuntimeException> failures = new ArrayList<>();
        for (Housekeeping each : all) {
            try {
                each.clearUp(now);
            } catch (RuntimeException e) {
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            RuntimeException first = failures.getFirst();
            failures.stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
    }

    private void sweep(Instant startedAt) {
        long accounts = 0;
        long transitions = 0;
        long notices = 0;
        long setAside = 0;
        Sweep.Batch batch;
        JobRuns.Running run = runs.begin(Job.LIFECYCLE_SWEEP, startedAt);
        try {
            do {
                batch = sweep.carryOutDue(settings.batch());
                accounts += batch.accounts();
                transitions += batch.transitions();
                notices += batch.notices();
                setAside += batch.setAside();
                if (!batch.isEmpty()) {
                    run.at(accounts, swept(transitions, notices, setAside));
                }
            } while (!batch.isEmpty() && !isLong(startedAt));
        } catch (RuntimeException e) {
            run.withdraw();
            throw e;
        }
        if (accounts + setAside > 0) {
            run.end(accounts, swept(transitions, notices, setAside));
        }
    }

    private static String swept(long transitions, long notices, long setAside) {
        return transitions + " transitions, " + notices + " notices, " + setAside + " accounts set aside";
    }

    private void deliver(Job job, Courier courier, Instant startedAt) {
        long sent = 0;
        int batch;
        JobRuns.Running run = runs.begin(job, startedAt);
        try {
            do {
                batch = courier.deliverDue(settings.batch());
                sent += batch;
                if (batch > 0) {
                    run.at(sent, null);
                }
            } while (batch > 0 && !isLong(startedAt));
        } catch (RuntimeException e) {
            run.withdraw();
            throw e;
        }
        if (sent > 0) {
            run.end(sent, null);
        }
    }

    private boolean isLong(Instant startedAt) {
        return Duration.between(startedAt, runs.now()).compareTo(LONGEST_RUN) > 0;
    }
}
