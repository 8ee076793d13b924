package io.tideover.scheduler.quartz;

import io.tideover.scheduler.SchedulerSettings;
import io.tideover.scheduler.sweep.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import org.quartz.CronScheduleBuilder;
import org.quartz.JobDetail;
import org.quartz.ScheduleBuilder;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.quartz.autoconfigure.SchedulerFactoryBeanCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Jobs and their triggers. A node without the role {@code worker} sees and steers them, but runs none. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SchedulerSettings.class)
class QuartzConfiguration {

    private static final int HOUSEKEEPING_SECONDS = 60;

    @Bean
    SchedulerFactoryBeanCustomizer tideoverJobs(
            SchedulerSettings settings, @Value("${tideover.roles:portal,worker}") List<String> roles) {
        List<JobDetail> details = new ArrayList<>();
        List<Trigger> triggers = new ArrayList<>();
        for (int worker = 1; worker <= settings.workers(); worker++) {
            add(
                    details,
                    triggers,
                    Job.LIFECYCLE_SWEEP,
                    worker,
                    every(settings.interval().toMillis()));
            add(
                    details,
                    triggers,
                    Job.DELIVERY,
                    worker,
                    every(settings.interval().toMillis()));
            add(
                    details,
                    triggers,
                    Job.WEBHOOKS,
                    worker,
                    every(settings.interval().toMillis()));
        }
        add(details, triggers, Job.HOUSEKEEPING, 1, every(HOUSEKEEPING_SECONDS * 1_000L));
        add(
                details,
                triggers,
                Job.RECONCILIATION,
                1,
                CronScheduleBuilder.cronSchedule(settings.reconciliation())
                        .inTimeZone(TimeZone.getTimeZone("UTC"))
                        .withMisfireHandlingInstructionFireAndProceed());
        return factory -> {
            factory.setJobDetails(details.toArray(JobDetail[]::new));
            factory.setTriggers(triggers.toArray(Trigger[]::new));
            factory.setOverwriteExistingJobs(true);
            factory.setAutoStartup(roles.contains("worker"));
        };
    }

    private static SimpleScheduleBuilder every(long milliseconds) {
        return SimpleScheduleBuilder.simpleSchedule()
                .withIntervalInMilliseconds(milliseconds)
                .repeatForever()
                .withMisfireHandlingInstructionNextWithRemainingCount();
    }

    private static void add(
            List<JobDetail> details, List<Trigger> triggers, Job job, int worker, ScheduleBuilder<?> schedule) {
        JobDetail detail = Jobs.detail(job, worker);
        details.add(detail);
        triggers.add(TriggerBuilder.newTrigger()
                .forJob(detail)
                .withIdentity(detail.getKey().getName(), job.name())
                .withSchedule(schedule)
                .build());
    }
}
