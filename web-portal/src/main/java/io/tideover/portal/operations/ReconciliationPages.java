package io.tideover.portal.operations;

import io.tideover.lifecycle.engine.Reconciliation;
import io.tideover.portal.page.PageController;
import io.tideover.scheduler.sweep.Job;
import io.tideover.scheduler.sweep.JobRuns;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** Operations > Reconciliation: what the last run found (F4). */
@PageController
class ReconciliationPages {

    private final Reconciliation reconciliation;
    private final JobRuns runs;

    ReconciliationPages(Reconciliation reconciliation, JobRuns runs) {
        this.reconciliation = reconciliation;
        this.runs = runs;
    }

    @GetMapping("/operations/reconciliation")
    String reconciliation(Model model) {
        model.addAttribute(
                "last", runs.latest(Job.RECONCILIATION, 1).stream().findFirst().orElse(null));
        model.addAttribute("findings", reconciliation.findings());
        return "operations/reconciliation";
    }
}
