package io.tideover.portal.billing;

import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.Accounts.AccountView;
import io.tideover.lifecycle.engine.Resources;
import io.tideover.lifecycle.engine.Resources.ResourceView;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.portal.page.PageController;
import io.tideover.portal.page.Show;
import io.tideover.portal.page.Upcoming;
import io.tideover.portal.page.Visit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** What will happen day by day if nothing is paid, and what paying now would change. */
@PageController
class TimelinePages {

    private static final List<Integer> SPANS = List.of(30, 60, 90);
    private static final int SHOWN = 50;
    private static final int MOST_EVENTS = 200;
    private static final int MOST_STILL = 5;

    private final Accounts accounts;
    private final Resources resources;
    private final Outlooks outlooks;
    private final Recipients recipients;

    TimelinePages(Accounts accounts, Resources resources, Outlooks outlooks, Recipients recipients) {
        this.accounts = accounts;
        this.resources = resources;
        this.outlooks = outlooks;
        this.recipients = recipients;
    }

    @GetMapping("/billing/timeline")
    String timeline(Visit visit, @RequestParam(defaultValue = "30") String days, Model model) {
        return show(visit.requireAccount(), visit.show(), days, "/billing/timeline", model);
    }

    /** Any account's, for operators, in its own time. */
    @GetMapping("/operations/accounts/{id}/timeline")
    String timelineOf(Visit visit, @PathVariable long id, @RequestParam(defaultValue = "30") String days, Model model) {
        AccountView account = accounts.get(id);
        model.addAttribute("account", account);
        Show show = visit.showOf(account);
        model.addAttribute("show", show);
        return show(account, show, days, "/operations/accounts/" + id + "/timeline", model);
    }

    private String show(AccountView account, Show show, String days, String base, Model model) {
        model.addAttribute("base", base);
        int span = SPANS.stream()
                .filter(each -> each.toString().equals(days))
                .findFirst()
                .orElse(SPANS.getFirst());
        Instant now = account.now();
        Instant until = now.plus(Duration.ofDays(span));
        Outlooks.Ahead ahead = outlooks.ahead(account.id(), now, until);
        List<Upcoming> ifPaid = ahead.whole() && account.inArrears() ? outlooks.ifPaid(account.id(), now, until) : null;
        model.addAttribute("lanes", ahead.whole() ? Lanes.of(ahead.items(), ifPaid, now, until, account.zone()) : null);
        model.addAttribute("still", ifPaid == null ? List.of() : stillHappening(ifPaid));
        model.addAttribute("ahead", ahead.items().stream().limit(MOST_EVENTS).toList());
        model.addAttribute("more", Math.max(0, ahead.items().size() - MOST_EVENTS));
        model.addAttribute("whole", ahead.whole());
        model.addAttribute("told", recipients.of(account.id(), show));
        model.addAttribute("days", span);
        model.addAttribute("spans", SPANS);
        model.addAttribute("standing", accounts.standing(account.id()));
        model.addAttribute("restored", account.inArrears() ? restored(account.id()) : List.of());
        return "billing/timeline";
    }

    /** What is taken away, or falls due, although what is owed is paid. */
    private static List<Upcoming> stillHappening(List<Upcoming> ifPaid) {
        return ifPaid.stream()
                .filter(each -> each.bill() != null || each.to() == Phase.RETENTION || each.to() == Phase.RELEASED)
                .limit(MOST_STILL)
                .toList();
    }

    /** Pay-as-you-go resources that are active again once arrears are zero (R7). */
    private List<ResourceView> restored(long accountId) {
        List<ResourceView> found = new ArrayList<>();
        for (Phase phase : List.of(Phase.RETENTION, Phase.GRACE)) {
            resources.list(accountId, new Resources.Filter(phase, null, null), SHOWN, null).items().stream()
                    .filter(view -> view.resource().isPayAsYouGo())
                    .forEach(found::add);
        }
        return found;
    }
}
