package io.tideover.scheduler;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How often work is run and in which portions.
 *
 * @param interval between two looks at what is due; default 1 s, at least 100 ms
 * @param batch accounts a sweep claims at a time; default 500, 1 to 500, so that no transaction writes more than 5 000 rows
 * @param workers sweeps that may run side by side over all nodes; default 2
 * @param reconciliation when the nightly reconciliation runs, as a Quartz cron expression in UTC
 */
@ConfigurationProperties("tideover.sweep")
public record SchedulerSettings(
        @DefaultValue("1s") Duration interval,
        @DefaultValue("500") int batch,
        @DefaultValue("2") int workers,
        @DefaultValue("0 30 2 * * ?") String reconciliation) {

    public SchedulerSettings {
        if (interval.toMillis() < 100 || batch < 1 || batch > 500 || workers < 1) {
            throw new IllegalArgumentException(
                    "tideover.sweep: interval is at least 100ms, batch 1 to 500, workers at least 1");
        }
    }
}
