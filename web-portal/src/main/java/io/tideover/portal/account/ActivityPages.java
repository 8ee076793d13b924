package io.tideover.portal.account;

import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.Accounts.AccountView;
import io.tideover.portal.page.PageController;
import io.tideover.portal.page.Visit;
import io.tideover.portal.security.AuditLog;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** Account > Activity: what its users did in it, for themselves and for operators. */
@PageController
class ActivityPages {

    private static final int ROWS = 25;
    private static final String OWN = "/account/activity";

    private final AuditLog audit;
    private final Accounts accounts;

    ActivityPages(AuditLog audit, Accounts accounts) {
        this.audit = audit;
        this.accounts = accounts;
    }

    @GetMapping(OWN)
    String activity(Visit visit, @RequestParam(required = false) @Nullable String cursor, Model model) {
        return list(visit.accountId(), cursor, OWN, model);
    }

    /** Any account's, for operators, in its own time. */
    @GetMapping("/operations/accounts/{id}/activity")
    String activityOf(
            Visit visit, @PathVariable long id, @RequestParam(required = false) @Nullable String cursor, Model model) {
        AccountView account = accounts.get(id);
        model.addAttribute("account", account);
        model.addAttribute("show", visit.showOf(account));
        return list(id, cursor, "/operations/accounts/" + id + "/activity", model);
    }

    private String list(long accountId, @Nullable String cursor, String base, Model model) {
        model.addAttribute("page", audit.ofAccount(accountId, ROWS, cursor));
        model.addAttribute("base", base);
        model.addAttribute("cursor", cursor);
        return "account/activity";
    }
}
