package io.tideover.scheduler.quartz;

import io.tideover.scheduler.clock.ClockAdvance;
import io.tideover.scheduler.sweep.Job;
import io.tideover.scheduler.sweep.Work;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.springframework.scheduling.quartz.QuartzJobBean;

/** Runs the work its data names. One of the same key runs at a time over all nodes; several workers are several keys. */
@DisallowConcurrentExecution
class RunJob extends QuartzJobBean {

    static final String WHAT = "job";

    private final Work work;
    private final ClockAdvance clocks;

    RunJob(Work work, ClockAdvance clocks) {
        this.work = work;
        this.clocks = clocks;
    }

    @Override
    protected void executeInternal(JobExecutionContext context) throws JobExecutionException {
        Job job = Job.valueOf(context.getMergedJobDataMap().getString(WHAT));
        try {
            if (job == Job.HOUSEKEEPING) {
                clocks.resumeAbandoned();
            }
            work.run(job);
        } catch (RuntimeException e) {
            // the next trigger tries again; nothing is lost, since what is due stays due
            throw new JobExecutionException(e);
        }
    }
}
