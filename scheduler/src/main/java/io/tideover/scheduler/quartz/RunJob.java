package io.tideover.scheduler.quartz;

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

    RunJob(Work work) {
        this.work = work;
    }

    @Override
    protected void executeInternal(JobExecutionContext context) throws JobExecutionException {
        try {
            work.run(Job.valueOf(context.getMergedJobDataMap().getString(WHAT)));
        } catch (RuntimeException e) {
            // the next trigger tries again; nothing is lost, since what is due stays due
            throw new JobExecutionException(e);
        }
    }
}
