package io.tideover.chaos;

import io.tideover.bench.BenchmarkApplication;
import io.tideover.lifecycle.engine.Sweep;
import io.tideover.message.delivery.DeliveryWorker;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.springframework.context.ConfigurableApplicationContext;

/** A worker as a process of its own, so that it can be killed: sweeps and delivers until it is. */
final class WorkerProcess {

    static final String AT_WORK = "at work";

    private static final int BATCH = 100;
    private static final Duration IDLE = Duration.ofMillis(100);

    private WorkerProcess() {}

    public static void main(String[] args) {
        try (ConfigurableApplicationContext context = BenchmarkApplication.start(
                args[0],
                args[1],
                args.length > 4 ? args[4] : "",
                Map.of(
                        "spring.main.lazy-initialization", "true",
                        "spring.flyway.enabled", "false",
                        "spring.mail.host", "127.0.0.1",
                        "spring.mail.port", args[2],
                        "tideover.data-dir", args[3],
                        "tideover.delivery.lease", "10s",
                        "tideover.delivery.mails-per-second", "10000"))) {
            Sweep sweep = context.getBean(Sweep.class);
            DeliveryWorker delivery = context.getBean(DeliveryWorker.class);
            System.out.println(AT_WORK);
            while (true) {
                boolean idle = sweep.carryOutDue(BATCH).isEmpty();
                idle &= delivery.deliverDue(BATCH) == 0;
                if (idle) {
                    LockSupport.parkNanos(IDLE.toNanos());
                }
            }
        }
    }
}
