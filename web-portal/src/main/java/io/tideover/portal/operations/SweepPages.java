package io.tideover.portal.operations;

import io.tideover.lifecycle.engine.Brake;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.portal.page.Done;
import io.tideover.portal.page.PageController;
import io.tideover.portal.page.Visit;
import io.tideover.portal.security.AuditLog;
import io.tideover.portal.security.AuditLog.Detail;
import io.tideover.scheduler.quartz.Jobs;
import io.tideover.scheduler.sweep.Job;
import io.tideover.scheduler.sweep.JobRuns;
import java.util.List;
import java.util.Locale;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Operations > Sweeps: the jobs, how far a run is, what the runs before came to, and the brake. */
@PageController
class SweepPages {

    private static final int RUNS = 100;

    private final Jobs jobs;
    private final JobRuns runs;
    private final Brake brake;
    private final AuditLog audit;

    SweepPages(Jobs jobs, JobRuns runs, Brake brake, AuditLog audit) {
        this.jobs = jobs;
        this.runs = runs;
        this.brake = brake;
        this.audit = audit;
    }

    @GetMapping("/operations/sweeps")
    String sweeps(Visit visit, Model model) {
        List<Jobs.Standing> all = jobs.all();
        model.addAttribute("jobs", all);
        // only then is there anything to be followed
        model.addAttribute(
                "running",
                all.stream()
                        .anyMatch(
                                each -> each.lastRun() != null && each.lastRun().running()));
        model.addAttribute("brake", brake.standing());
        return visit.part() ? "operations/sweeps :: jobs" : "operations/sweeps";
    }

    @GetMapping("/operations/sweeps/{job}")
    String history(@PathVariable Job job, Model model) {
        model.addAttribute("job", job);
        model.addAttribute("runs", runs.latest(job, RUNS));
        return "operations/job";
    }

    @PostMapping("/operations/sweeps/{job}/{action}")
    String steer(Visit visit, @PathVariable Job job, @PathVariable String action, RedirectAttributes redirect) {
        switch (action) {
            case "run" -> jobs.runNow(job);
            case "pause" -> jobs.pause(job);
            case "resume" -> jobs.resume(job);
            default -> throw Refusal.notFound("page");
        }
        audit.record(visit.user(), "JOB_" + action.toUpperCase(Locale.ROOT), null, job.name(), Detail.NONE);
        Done.say(redirect, "done.job-" + action);
        return "redirect:/operations/sweeps";
    }

    @PostMapping("/operations/brake")
    String letGoOn(Visit visit, RedirectAttributes redirect) {
        brake.letGoOn();
        audit.record(visit.user(), "BRAKE_RELEASED", null, "", Detail.NONE);
        Done.say(redirect, "done.brake");
        return "redirect:/operations/sweeps";
    }
}
