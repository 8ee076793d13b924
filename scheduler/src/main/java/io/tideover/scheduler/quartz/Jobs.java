package io.tideover.scheduler.quartz;

import io.tideover.scheduler.sweep.Job;
import io.tideover.scheduler.sweep.JobRuns;
import io.tideover.scheduler.sweep.JobRuns.JobRun;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.Trigger.TriggerState;
import org.quartz.impl.matchers.GroupMatcher;
import org.springframework.stereotype.Service;

/** The jobs as operators see and steer them. Each job's workers are one Quartz group, named after it. */
@Service
public class Jobs {

    /** How a job stands. */
    public record Standing(
            Job job,
            int workers,
            boolean paused,
            @Nullable Instant nextRunAt,
            @Nullable JobRun lastRun) {}

    private final Scheduler scheduler;
    private final JobRuns runs;

    Jobs(Scheduler scheduler, JobRuns runs) {
        this.scheduler = scheduler;
        this.runs = runs;
    }

    public List<Standing> all() {
        List<Standing> all = new ArrayList<>();
        for (Job job : Job.values()) {
            all.add(standing(job));
        }
        return all;
    }

    /** Has every worker of a job run once, as soon as one is free. */
    public void runNow(Job job) {
        quartz(() -> {
            for (JobKey key : scheduler.getJobKeys(GroupMatcher.jobGroupEquals(job.name()))) {
                scheduler.triggerJob(key);
            }
            return job;
        });
    }

    /**
     * Stops a job on all nodes until it is resumed; what is due stays due. The group of its triggers is paused and not each of them: a
     * node that starts stores them anew, and would have them fire again.
     */
    public void pause(Job job) {
        quartz(() -> {
            scheduler.pauseTriggers(GroupMatcher.triggerGroupEquals(job.name()));
            return job;
        });
    }

    public void resume(Job job) {
        quartz(() -> {
            scheduler.resumeTriggers(GroupMatcher.triggerGroupEquals(job.name()));
            return job;
        });
    }

    private Standing standing(Job job) {
        return quartz(() -> {
            int workers = 0;
            boolean paused = false;
            Instant next = null;
            for (JobKey key : scheduler.getJobKeys(GroupMatcher.jobGroupEquals(job.name()))) {
                workers++;
                for (Trigger trigger : scheduler.getTriggersOfJob(key)) {
                    paused |= scheduler.getTriggerState(trigger.getKey()) == TriggerState.PAUSED;
                    Date at = trigger.getNextFireTime();
                    if (at != null && (next == null || at.toInstant().isBefore(next))) {
                        next = at.toInstant();
                    }
                }
            }
            return new Standing(
                    job,
                    workers,
                    paused,
                    next,
                    runs.latest(job, 1).stream().findFirst().orElse(null));
        });
    }

    static JobKey key(Job job, int worker) {
        return JobKey.jobKey(job.name() + "-" + worker, job.name());
    }

    static JobDetail detail(Job job, int worker) {
        return JobBuilder.newJob(RunJob.class)
                .withIdentity(key(job, worker))
                .usingJobData(RunJob.WHAT, job.name())
                .storeDurably()
                .build();
    }

    @FunctionalInterface
    private interface Call<T> {
        T run() throws SchedulerException;
    }

    private static <T> T quartz(Call<T> call) {
        try {
            return call.run();
        } catch (SchedulerException e) {
            throw new IllegalStateException("The scheduler does not answer", e);
        }
    }
}
